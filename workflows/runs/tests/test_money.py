"""What one run may come to: a workflow's limit ends its runs with a clear code before they cost more."""

from __future__ import annotations

from uuid import UUID

import pytest
from rest_framework.test import APIClient

from integrations.actors import Actor
from integrations.api.tests.conftest import operator_key as operator_key  # a fixture
from integrations.models import AuditEvent, Connection, UsageLine
from workflows.engine.graph import Graph, graph_hash
from workflows.models import Revision, Run, Workflow
from workflows.revisions import change_workflow
from workflows.runs.asking import retry_run
from workflows.runs.start import RunStart, start_run
from workflows.runs.tests.conftest import states, work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

NOTE = {"type": "desk.read_note", "text": "a"}
CHAIN = drawn(
    {
        "start": {"type": "trigger.manual"},
        "one": NOTE,
        "two": NOTE,
        "three": NOTE,
        "last": {"type": "flow.set", "fields": {"is": "{{ three.text }}"}},
    },
    "start -> one",
    "one -> two",
    "two -> three",
    "three -> last",
)
LOOP = drawn(
    {
        "start": {"type": "trigger.manual"},
        "each": {"type": "flow.for_each", "items": "{{ [1, 2, 3, 4, 5] }}", "concurrency": 1},
        "note": NOTE,
    },
    "start -> each",
    "each:each -> note",
)


@pytest.fixture
def limited(workflow: Workflow, operator: Actor, owner_account: Connection) -> Workflow:
    """It has room for two calls of the desk."""
    return change_workflow(operator, workflow.pk, run_limit={"amount": "0.002", "currency": "USD"})


def ran(actor: Actor, workflow: Workflow, graph: Graph, woken: list[UUID]) -> Run:
    revision = Revision.objects.create(workflow=workflow, graph=graph.as_dict(), graph_hash=graph_hash(graph))
    run = start_run(actor, RunStart(revision=revision, customer=None, source="manual", lane="interactive"))
    work_off(woken)
    return Run.objects.get(pk=run.pk)


@pytest.mark.parametrize("graph", [CHAIN, LOOP])
def test_a_run_that_has_come_to_its_limit_makes_no_more_calls(
    limited: Workflow, operator: Actor, woken: list[UUID], desk: Desk, graph: Graph
) -> None:
    run = ran(operator, limited, graph, woken)
    assert (run.state, desk.calls, UsageLine.objects.sales().count()) == ("failed", 2, 2)
    failed = run.steps.filter(state="failed").exclude(node_id="each").get()
    assert (failed.error or {})["code"] == "budget_exceeded"
    assert run.reason.startswith("A run of 'Weekly report' may come to 0.002 USD, and this one has.")


def test_one_that_stays_below_it_ends_as_it_was_drawn(
    limited: Workflow, operator: Actor, woken: list[UUID], desk: Desk
) -> None:
    change_workflow(operator, limited.pk, run_limit={"amount": "0.0021", "currency": "USD"})
    assert ran(operator, limited, CHAIN, woken).state == "succeeded"
    change_workflow(operator, limited.pk, run_limit={"amount": "0.0001", "currency": "EUR"})
    assert ran(operator, limited, CHAIN, woken).state == "succeeded"
    change_workflow(operator, limited.pk, run_limit=None)
    assert ran(operator, limited, CHAIN, woken).state == "succeeded"
    assert desk.calls == 9


def test_what_was_paid_for_is_kept_when_the_limit_is_raised(
    limited: Workflow, operator: Actor, woken: list[UUID], desk: Desk
) -> None:
    run = ran(operator, limited, CHAIN, woken)
    change_workflow(operator, limited.pk, run_limit={"amount": "1", "currency": "USD"})
    again = retry_run(operator, run.pk)
    work_off(woken)
    again.refresh_from_db()
    assert (again.state, desk.calls, states(again)["last"]) == ("succeeded", 3, "succeeded")


def test_the_limit_is_set_over_rest_and_written_down(operator_key: APIClient, workflow: Workflow, desk: Desk) -> None:
    address, limit = f"/api/v1/workflows/{workflow.pk}/", {"amount": "0.50", "currency": "USD"}
    assert operator_key.patch(address, {"run_limit": limit}, format="json").json()["run_limit"] == limit
    assert operator_key.patch(address, {"name": "Other"}, format="json").json()["run_limit"] == limit
    wrong = operator_key.patch(address, {"run_limit": {"amount": "-1", "currency": "usd"}}, format="json")
    assert (wrong.status_code, {each["field"] for each in wrong.json()["errors"]}) == (
        422,
        {"run_limit.amount", "run_limit.currency"},
    )
    assert operator_key.patch(address, {"run_limit": None}, format="json").json()["run_limit"] is None
    told = AuditEvent.objects.filter(action="workflow.change").order_by("at").values_list("after", flat=True)
    assert list(told) == [{"run_limit": limit}, {"run_limit": None}]
