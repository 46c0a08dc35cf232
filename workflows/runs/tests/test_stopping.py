"""Nothing waits on in a run that is over or is to end, whatever happens in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db.models.functions import Now

from integrations.actors import Actor
from workflows.models import Run, RunEvent, Step, Version, WaitCall
from workflows.revisions import create_workflow, current_revision
from workflows.runs import addresses, steps, waits
from workflows.runs.addresses import Awaited
from workflows.runs.cancel import cancel_run
from workflows.runs.shift import Fill, Shift
from workflows.runs.tests.conftest import RunFlow, outcome, states, work_off
from workflows.runs.tests.drawing import drawn
from workflows.runs.turn import Turn

NOTE = {"type": "desk.read_note"}
MANUAL = {"type": "trigger.manual"}
CALLBACK = {"type": "flow.wait", "callback": True}
REFUSE = {"type": "desk.refuse_note", "text": "ab"}


@pytest.fixture
def before_next_write(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Something that happens once a worker has decided, and before it has written that down."""

    def arrange(act: Callable[[], object]) -> None:
        foreseen, left = Shift.foreseen, [act]

        def after(shift: Shift, fill: Fill) -> Turn:
            turn = foreseen(shift, fill)
            if left:
                left.pop()()
            return turn

        monkeypatch.setattr(Shift, "foreseen", after)

    return arrange


def test_a_wait_that_begins_while_its_run_is_cancelled_does_not_wait(
    start_flow: RunFlow, woken: list[UUID], operator: Actor, before_next_write: Callable[..., None]
) -> None:
    run = start_flow(drawn({"wait": CALLBACK}))
    before_next_write(lambda: cancel_run(operator, run.pk))
    work_off(woken)
    step = Step.objects.get()
    steps.run(step.pk)  # as the dispatcher offers it
    assert (Run.objects.get().state, Step.objects.get().state) == ("cancelled", "cancelled")


def test_a_workflow_that_is_called_while_its_caller_is_cancelled_ends_too(
    start_flow: RunFlow, woken: list[UUID], operator: Actor, before_next_write: Callable[..., None]
) -> None:
    called = create_workflow(operator, name="Called", graph=drawn({"wait": CALLBACK}).as_dict())
    Version.objects.create(workflow=called, number=1, revision=current_revision(called))
    run = start_flow(drawn({"call": {"type": "flow.call_workflow", "workflow": str(called.pk)}}))
    before_next_write(lambda: cancel_run(operator, run.pk))
    work_off(woken)
    steps.run(Step.objects.get(run=run).pk)
    work_off(woken)
    assert {each.state for each in Run.objects.all()} == {"cancelled"}


def test_a_failure_ends_the_waits_of_its_run(run_flow: RunFlow) -> None:
    graph = drawn(
        {"start": MANUAL, "wait": CALLBACK, "after": NOTE | {"text": "a"}, "no": REFUSE},
        "start -> wait",
        "start -> no",
        "wait -> after",
    )
    run = run_flow(graph)
    assert (run.state, states(run)["wait"]) == ("failed", "skipped")


def test_a_failure_in_an_item_ends_the_waits_of_that_item_alone(start_flow: RunFlow, woken: list[UUID]) -> None:
    graph = drawn(
        {
            "start": MANUAL,
            "each": {"type": "flow.for_each", "items": "{{ trigger }}", "on_item_error": "collect"},
            "bad": {"type": "flow.if", "condition": "{{ item == 'bad' }}"},
            "no": REFUSE,
            "wait": CALLBACK,
        },
        "start -> each",
        "each:each -> bad",
        "each:each -> wait",
        "bad:true -> no",
    )
    run = start_flow(graph, input=["good", "bad"])
    work_off(woken)
    run = Run.objects.get()
    assert (run.state, states(run)["wait.0"], states(run)["wait.1"]) == ("waiting", "waiting", "skipped")
    waits.call(addresses.token_of(Awaited(run.pk, ("wait", (0,)))), "go on")
    work_off(woken)
    assert Run.objects.get().state == "succeeded"


def test_a_call_of_a_wait_is_kept_only_together_with_what_follows(
    start_flow: RunFlow, woken: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_flow(drawn({"wait": CALLBACK}))
    work_off(woken)
    token = addresses.token_of(Awaited(run.pk, ("wait", ())))
    with monkeypatch.context() as patch:
        patch.setattr(Turn, "resume", _killed)
        with pytest.raises(KeyboardInterrupt):
            waits.call(token, "lost")
    assert not WaitCall.objects.exists()
    waits.call(token, "kept")
    work_off(woken)
    assert outcome(Run.objects.get())[0] == "succeeded"


def test_a_workflow_that_waits_long_for_another_looks_less_often(
    start_flow: RunFlow, woken: list[UUID], operator: Actor
) -> None:
    called = create_workflow(operator, name="Called", graph=drawn({"wait": CALLBACK}).as_dict())
    Version.objects.create(workflow=called, number=1, revision=current_revision(called))
    run = start_flow(drawn({"call": {"type": "flow.call_workflow", "workflow": str(called.pk)}}))
    work_off(woken)
    waiting = Step.objects.filter(run=run)
    waiting.update(attempt=9, not_before=Now())
    steps.run(waiting.get().pk)
    step = waiting.get()
    assert step.not_before is not None
    noted_at = RunEvent.objects.filter(step=step).latest("number").at
    assert (step.not_before - noted_at).total_seconds() == pytest.approx(600, abs=5)


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
