"""A customer whose accounts are all at the sandbox, and runs that are worked off in the test itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import JsonValue

from integrations.actors import SYSTEM, Actor
from integrations.catalog.registry import catalog
from integrations.execution import door
from integrations.holders import Holder
from integrations.models import Connection, Customer
from integrations.queue import dispatcher, offers
from integrations.services.notion.tests.account import NotionAccount
from integrations.services.slack.tests.account import SlackAccount
from integrations.tests.google_account import GoogleAccount
from workflows.deployments import actions
from workflows.gallery.templates import get_template, use_template
from workflows.models import Deployment, Run, Trigger
from workflows.runs import steps
from workflows.runs.start import RunStart, start_run
from workflows.triggers import starting
from workflows.versions.publish import publish

YARA = "yara.keller@globex.example"
ACCOUNTS: Mapping[str, Callable[[str], object]] = {
    "google": lambda origin: GoogleAccount(origin, YARA),
    "slack": SlackAccount,
    "notion": NotionAccount,
}
"""What connects an account of each provider that there is at the sandbox."""


@dataclass
class Stage:
    """Where templates are tried: published, deployed for the customer, and started as their trigger would."""

    origin: str
    operator: Actor
    customer: Customer
    woken: list[UUID] = field(default_factory=list)

    def deploy(self, key: str, **variables: JsonValue) -> Deployment:
        """The template made into a workflow, published and deployed as it stands, with the accounts it needs."""
        services = catalog().services
        for provider in {services[each].provider for each in get_template(SYSTEM, key).services} & ACCOUNTS.keys():
            ACCOUNTS[provider](self.origin)
        Connection.objects.update(customer=self.customer)
        workflow = use_template(self.operator, key)
        publish(self.operator, workflow.pk)
        return actions.deploy(
            self.operator, workflow.pk, Holder.customer(self.customer), variables=variables
        ).deployment

    def run(self, deployment: Deployment, data: Any) -> Run:  # plain JSON
        """What comes of an event that the deployment's trigger hands over."""
        trigger = Trigger.objects.select_related(*Trigger.NEEDED).get(deployment=deployment)
        run_id = uuid4()
        starting.start(trigger, data, run_id=run_id)
        return self._worked_off(run_id)

    def start(self, key: str, data: Any) -> Run:  # plain JSON
        """What comes of a template that a person starts, published as it stands."""
        workflow = use_template(self.operator, key)
        version = publish(self.operator, workflow.pk)
        wish = RunStart(revision=version.revision, customer=self.customer, source="manual", input=data, version=version)
        return self._worked_off(start_run(self.operator, wish).pk)

    def _worked_off(self, run_id: UUID) -> Run:
        while self.woken or dispatcher.dispatch():
            while self.woken:
                steps.run(self.woken.pop(0))
        return Run.objects.get(pk=run_id)

    def call(self, operation: str, **params: object) -> Any:  # the operation's own result
        """What is done or looked up beside the run, on the customer's account."""
        outcome = door.execute(
            operation,
            params,
            holder=Holder.customer(self.customer),
            call_key=uuid4().hex,
            actor=SYSTEM,
            source="test",
        )
        assert outcome.error is None, outcome.error
        return outcome.result


@pytest.fixture
def stage(
    sandbox: str, redis_server: object, operator: Actor, globex: Customer, monkeypatch: pytest.MonkeyPatch
) -> Stage:
    stage = Stage(sandbox, operator, globex)
    for module in (offers, dispatcher):
        monkeypatch.setattr(module, "tell", lambda rows: stage.woken.extend(row.pk for row in rows))
    return stage


def steps_of(run: Run) -> dict[str, str]:
    """The state of each node; of one inside a loop with its path. A failure is told by its words."""
    return {
        ".".join([each.node_id, *map(str, each.path)]): str(each.error["detail"]) if each.error else each.state
        for each in run.steps.all()
    }
