"""Attack: every address of workflows that takes an id is tried with another customer's; 404, and nothing changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.serializers import serialize
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Customer
from workflows.agents.approvals.asking import Question, ask
from workflows.agents.memory.remembering import Message, remember
from workflows.api.tests.conftest import StartStep
from workflows.api.urls import urlpatterns
from workflows.models import (
    Approval,
    Chat,
    ChatLink,
    Deployment,
    InboxEvent,
    Memory,
    Revision,
    Run,
    Step,
    Trigger,
    Version,
    Workflow,
)
from workflows.revisions import create_workflow, current_revision
from workflows.runs import steps
from workflows.runs.start import RunStart, start_run
from workflows.runs.tests.drawing import drawn
from workflows.triggers import inbox
from workflows.triggers.registration import sync
from workflows.triggers.tests.conftest import webhook

Things = dict[str, object]
METHODS = ("get", "post", "put", "patch", "delete")
OF = {
    "approvals": "approval",
    "workflows": "workflow",
    "deployments": "deployment",
    "runs": "run",
    "inbox": "event",
    "memories": "memory",
    "chats": "chat",
    "chat_links": "chat_link",
}


@pytest.fixture
def foreign(operator: Actor, initech: Customer, start_step: StartStep) -> Things:
    """A deployment of a customer who is not asking, with a run, and an event that is parked."""
    graph = {"nodes": [{"name": "", "position": {"x": 0, "y": 0}, "account_mode": "customer", **webhook()}]}
    workflow = create_workflow(operator, name="Orders", graph=graph)
    version = Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))
    deployment = Deployment.objects.create(workflow=workflow, version=version, customer=initech)
    [trigger] = sync(deployment).triggers
    inbox.take(trigger, [inbox.Delivery("a", {"order": 7})], received_at=timezone.now())
    InboxEvent.objects.update(state="parked")
    run = start_step(initech).run
    event = InboxEvent.objects.get()
    asked = {"operation": "desk.burn_note", "parameters": {"text": "a"}, "source": "agent"}
    approval = ask(Question(key="1", holder=Holder.customer(initech), asker=operator, **asked))  # type: ignore[arg-type]
    things: Things = {"workflow": workflow.pk, "deployment": deployment.pk, "run": run.pk, "event": event.pk}
    remember(Holder.customer(initech), "a", [Message("user", "secret")], run_id=None, step="s")
    facts = {"deployment": deployment, "customer": initech}
    chat = Chat.objects.create(speaker="staff:1", used_at=timezone.now(), **facts)
    link = ChatLink.objects.create(token_hash="0" * 64, expires_at=timezone.now() + timedelta(days=1), **facts)
    found = {"memory": Memory.objects.get().pk, "chat": chat.pk, "chat_link": link.pk}
    return {**things, "approval": approval.pk, **found}


def addresses(things: Things) -> list[str]:
    """Each that takes an id, with the foreign one in its place."""
    routes = {str(each.pattern) for each in urlpatterns if "<uuid:pk>" in str(each.pattern)}
    return [
        "/api/v1/" + route.replace("<uuid:pk>", str(things[OF[route.partition("/")[0]]])).replace("<int:number>", "1")
        for route in sorted(routes)
    ]


def everything() -> str:
    kinds = (Approval, Workflow, Revision, Version, Deployment, Trigger, InboxEvent, Run, Step, Memory, Chat, ChatLink)
    return "".join(serialize("json", kind._default_manager.order_by("pk")) for kind in kinds)


def test_nothing_of_another_customer_is_found_by_its_id(globex_key: APIClient, foreign: Things) -> None:
    before, answered = everything(), set()
    for address in addresses(foreign):
        for method in METHODS:
            body: dict[str, Any] = {} if method == "get" else {"data": BODY, "format": "json"}
            answer = getattr(globex_key, method)(address, **body)
            assert answer.status_code in (404, 405, 422), (method, address, answer.content)
            answered.add((address, answer.status_code))
        assert (address, 404) in answered or (address, 422) in answered, address
        assert everything() == before, address
    for address in ("runs/", "deployments/", "inbox/", "approvals/"):
        assert globex_key.get(f"/api/v1/{address}").json()["results"] == []


@pytest.mark.parametrize(
    "query", ["runs/?workflow={workflow}", "runs/?deployment={deployment}", "runs/?customer=initech"]
)
def test_a_filter_by_another_customers_thing_is_not_found(globex_key: APIClient, foreign: Things, query: str) -> None:
    assert globex_key.get(f"/api/v1/{query.format(**foreign)}").status_code == 404


BODY = {
    "customer": "initech",
    "version": 1,
    "base": 1,
    "name": "Mine",
    "graph": {"nodes": [], "edges": []},
    "is_active": False,
}


def test_what_other_peoples_accounts_gave_is_not_the_customers_to_read(
    start_step: StartStep,
    operator: Actor,
    globex: Customer,
    initech: Customer,
    globex_key: APIClient,
    operator_key: APIClient,
) -> None:
    for customer in (globex, initech):
        start_step(customer)  # with an account of its own
    read = {"type": "desk.read_note", "account_mode": "customer"}
    graph = drawn(
        {
            "owners": {**read, "text": "a", "account_mode": "owner"},
            "others": {**read, "text": "o", "customer_id": "initech"},
            "own": {**read, "text": "b"},
        },
        "owners -> others",
        "others -> own",
    )
    workflow = create_workflow(operator, name="Both", graph=graph.as_dict())
    wish = RunStart(revision=current_revision(workflow), customer=globex, source="manual", lane="interactive")
    run = start_run(operator, wish)
    steps.run(run.steps.get(node_id="owners").pk)
    address = f"/api/v1/runs/{run.pk}/"
    seen = {each["node"]: each for each in globex_key.get(address).json()["steps"]}
    for node in ("owners", "others"):
        assert (seen[node]["state"], seen[node]["output"], seen[node]["call"]) == ("succeeded", None, None)
        assert seen[node]["withheld"] == "Hidden: this was done with an account that is not your customer's."
    assert (seen["own"]["output"], seen["own"]["withheld"]) == ({"text": "bb"}, None)
    told = {each["node"]: each["output"] for each in operator_key.get(address).json()["steps"]}
    assert told == {"owners": {"text": "aa"}, "others": {"text": "oo"}, "own": {"text": "bb"}}


def test_nor_is_what_was_said_of_their_failures(
    start_step: StartStep, operator: Actor, globex: Customer, globex_key: APIClient, operator_key: APIClient
) -> None:
    start_step(globex)
    graph = drawn({"owners": {"type": "desk.refuse_note", "account_mode": "owner", "text": "secret"}})
    workflow = create_workflow(operator, name="Failing", graph=graph.as_dict())
    wish = RunStart(revision=current_revision(workflow), customer=globex, source="manual", lane="interactive")
    run = start_run(operator, wish)
    steps.run(run.steps.get().pk)
    for address in (f"/api/v1/runs/{run.pk}/", f"/api/v1/runs/{run.pk}/events", "/api/v1/runs/?state=failed"):
        assert "'secret'" in operator_key.get(address).content.decode()
        assert "secret" not in globex_key.get(address).content.decode()
