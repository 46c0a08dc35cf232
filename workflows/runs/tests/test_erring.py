"""The workflow for failures gets the run, the node and the error, once."""

from __future__ import annotations

from uuid import UUID

import pytest

from integrations.actors import Actor
from integrations.errors import InputError
from integrations.models import Connection, OutboxEvent
from workflows.models import Run, Step, Version, Workflow
from workflows.revisions import change_workflow, create_workflow, current_revision
from workflows.runs import limits, steps
from workflows.runs.erring import start_error_run
from workflows.runs.start import RunStart, start_run
from workflows.runs.tests.conftest import outcome, work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

FAILING = drawn({"no": {"type": "desk.refuse_note", "text": "ab"}})
TELLING = drawn(
    {
        "start": {"type": "trigger.manual"},
        "told": {
            "type": "flow.set",
            "fields": {
                "run": "{{ trigger.run.id }}",
                "name": "{{ trigger.run.name }}",
                "node": "{{ trigger.node.id }}",
                "code": "{{ trigger.error.code }}",
            },
        },
    },
    "start -> told",
)


@pytest.fixture
def failing(operator: Actor, owner_account: Connection, desk: Desk) -> Workflow:
    """A workflow that fails, with another one for that."""
    telling = create_workflow(operator, name="Telling", graph=TELLING.as_dict())
    Version.objects.create(workflow=telling, number=1, revision=current_revision(telling))
    failing = create_workflow(operator, name="Failing", graph=FAILING.as_dict())
    return change_workflow(operator, failing.pk, error_workflow=telling.pk)


def run(actor: Actor, workflow: Workflow, woken: list[UUID]) -> Run:
    start = RunStart(revision=current_revision(workflow), customer=None, source="manual", lane="interactive")
    started = start_run(actor, start)
    work_off(woken)
    return Run.objects.get(pk=started.pk)


def test_a_failure_starts_the_workflow_for_failures_once(failing: Workflow, operator: Actor, woken: list[UUID]) -> None:
    failed = run(operator, failing, woken)
    assert failed.state == "failed"
    told = Run.objects.exclude(pk=failed.pk).get()
    assert (told.source, told.workflow_id) == ("error", failing.error_workflow_id)
    assert OutboxEvent.objects.get(name="run.failed").payload["reason"] == "The desk does not take 'ab'."
    start_error_run(failed.pk)
    for step in Step.objects.filter(run=told, state="queued"):
        steps.run(step.pk)
    told.refresh_from_db()
    expected = {"run": str(failed.pk), "name": "Failing", "node": "no", "code": "remote_rejected"}
    assert (outcome(told), Run.objects.count()) == (("succeeded", expected), 2)


def test_the_failure_of_a_workflow_for_failures_starts_none(
    failing: Workflow, operator: Actor, woken: list[UUID]
) -> None:
    telling = failing.error_workflow
    assert telling is not None
    Version.objects.update(revision=current_revision(failing))
    change_workflow(operator, telling.pk, error_workflow=failing.pk)
    run(operator, failing, woken)
    work_off(woken)
    assert Run.objects.filter(source="error").count() == 1


def test_a_workflow_is_not_its_own_for_failures(failing: Workflow, operator: Actor) -> None:
    with pytest.raises(InputError):
        change_workflow(operator, failing.pk, error_workflow=failing.pk)
    assert change_workflow(operator, failing.pk, error_workflow=None).error_workflow_id is None


def test_workflows_that_call_one_another_by_their_failures_come_to_an_end(
    failing: Workflow, operator: Actor, woken: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DEEPEST", 4)
    Version.objects.create(workflow=failing, number=1, revision=current_revision(failing))
    calling = drawn({"call": {"type": "flow.call_workflow", "workflow": str(failing.pk)}})
    telling = create_workflow(operator, name="Calling", graph=calling.as_dict())
    Version.objects.create(workflow=telling, number=1, revision=current_revision(telling))
    change_workflow(operator, failing.pk, error_workflow=telling.pk)
    run(operator, failing, woken)
    for _ in range(20):
        for step in Step.objects.filter(state="queued"):
            steps.run(step.pk)
    assert [*Run.objects.order_by("depth").values_list("depth", "state")] == [(n, "failed") for n in range(4)]
