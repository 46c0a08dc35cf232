"""Cancelling: what has not begun never does, what is under way stops, what is over stays."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.actors import Actor
from integrations.errors import NotFound, PermissionDenied
from integrations.execution.tests.conftest import content
from integrations.holders import Holder
from integrations.models import AuditEvent, Call, Customer
from integrations.queue.sweeper import sweep
from workflows.conftest import MakeConnection
from workflows.engine.control.branching import MAX_ITEMS
from workflows.models import LoopItem, Run, Step
from workflows.runs import claims, steps
from workflows.runs.cancel import cancel_run
from workflows.runs.history import page
from workflows.runs.tests.conftest import (
    RunFlow,
    StartStep,
    kill_in_the_middle,
    let_leases_lapse,
    run_in_thread,
    told,
    work_off,
)
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk


def test_a_queued_run_is_cancelled_at_once_and_never_runs(start_step: StartStep, operator: Actor, desk: Desk) -> None:
    step = start_step()
    assert cancel_run(operator, step.run_id) == "cancelled"
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, step.error, desk.calls) == ("cancelled", None, 0)
    assert told(step.run_id)[1:] == [(2, "n1", "cancelled", "cancelled")]
    assert [each.action for each in AuditEvent.objects.order_by("at")] == ["run.start", "run.cancel"]


def test_a_running_call_is_told_to_stop_and_what_it_came_to_is_kept(
    start_step: StartStep, operator: Actor, desk: Desk
) -> None:
    step = start_step()
    desk.gate.clear()
    worker = threading.Thread(target=run_in_thread, args=[step.pk])
    worker.start()
    assert desk.begun.wait(10)
    assert cancel_run(operator, step.run_id) == "running"
    step.refresh_from_db()
    assert step.cancel_requested_at is not None
    desk.gate.set()
    worker.join(10)
    step.refresh_from_db()
    assert (step.state, content(step.result), Run.objects.get().state) == ("succeeded", {"text": "abab"}, "succeeded")


def test_a_step_that_opened_no_call_before_the_cancel_opens_none_after(
    start_step: StartStep, operator: Actor, desk: Desk
) -> None:
    step = start_step()
    claimed = claims.claim(step.pk)
    assert claimed is not None
    claims.put_back(claimed, seconds=3600, message="")
    assert cancel_run(operator, step.run_id) == "cancelled"
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, desk.calls, Call.objects.count()) == ("cancelled", 0, 0)


def test_a_step_whose_worker_died_ends_as_its_cancelled_call_ends(
    start_step: StartStep, operator: Actor, desk: Desk, woken: list[UUID]
) -> None:
    step = start_step(node_type="desk.write_note")
    desk.sends = True
    kill_in_the_middle(desk, step)
    let_leases_lapse()
    sweep()
    woken.clear()
    assert cancel_run(operator, step.run_id) == "queued"
    assert woken == [step.pk]
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, Call.objects.get().state, desk.calls) == ("outcome_unknown", "outcome_unknown", 1)


def test_a_read_whose_worker_died_is_cancelled_at_once(start_step: StartStep, operator: Actor, desk: Desk) -> None:
    step = start_step()
    kill_in_the_middle(desk, step)
    let_leases_lapse()
    sweep()
    assert cancel_run(operator, step.run_id) == "cancelled"
    assert not Call.objects.exists()


def test_what_is_put_back_after_a_cancel_does_not_wait(start_step: StartStep, operator: Actor, desk: Desk) -> None:
    step = start_step()
    claimed = claims.claim(step.pk)
    assert claimed is not None
    assert cancel_run(operator, step.run_id) == "running"
    claims.put_back(claimed, seconds=3600, message="")
    steps.run(step.pk)
    assert (Run.objects.get().state, desk.calls) == ("cancelled", 0)


def test_a_run_that_is_over_stays_as_it_is(start_step: StartStep, operator: Actor) -> None:
    step = start_step()
    steps.run(step.pk)
    run = Run.objects.get()
    assert cancel_run(operator, run.pk) == "succeeded"
    run.refresh_from_db()
    assert (run.state, run.cancel_requested_at) == ("succeeded", None)


def test_only_who_may_operate_can_cancel(start_step: StartStep, viewer: Actor) -> None:
    step = start_step()
    with pytest.raises(PermissionDenied):
        cancel_run(viewer, step.run_id)
    assert Run.objects.get().state == "queued"


def test_a_run_that_does_not_exist_is_not_found(transactional_db: None, operator: Actor) -> None:
    with pytest.raises(NotFound):
        cancel_run(operator, uuid4())


def test_a_customer_cannot_cancel_another_customers_run(
    start_step: StartStep, globex: Customer, initech: Customer, make_connection: MakeConnection
) -> None:
    make_connection(globex, is_default=True)
    step = start_step(holder=Holder.customer(globex))
    stranger = Actor("api_key", "k", "initech server", initech.pk, frozenset({"view", "operate"}))
    with pytest.raises(NotFound):
        cancel_run(stranger, step.run_id)
    assert Run.objects.get().state == "queued"


FAN_OUT = 300


def test_a_run_with_many_idle_steps_is_cancelled_by_as_many_statements_as_one_with_few(
    start_flow: RunFlow, operator: Actor, desk: Desk
) -> None:
    counts = []
    for size in (3, FAN_OUT):
        names = [f"n{number}" for number in range(size)]
        nodes = {name: {"type": "desk.write_note", "text": "a"} for name in names}
        graph = drawn({"start": {"type": "trigger.manual"}, **nodes}, *(f"start -> {name}" for name in names))
        run = start_flow(graph)
        with CaptureQueriesContext(connection) as queries:
            assert cancel_run(operator, run.pk) == "cancelled"
        counts.append(len(queries))
        assert set(run.steps.exclude(node_id="start").values_list("state", flat=True)) == {"cancelled"}
        numbered = told(run)
        assert [number for number, *_ in numbered] == [*range(1, 2 * size + 2)]
        assert [state for *_, state in numbered[-2:]] == ["running", "cancelled"]
    assert counts[1] - counts[0] == FAN_OUT // claims.ENDED_AT_ONCE
    assert desk.calls == 0


def test_of_a_loop_over_many_items_no_more_begin_after_a_cancel(
    start_flow: RunFlow, woken: list[UUID], operator: Actor, desk: Desk
) -> None:
    """In the middle of 100,000 items the run holds no more than at its beginning, and stops at once."""
    graph = drawn(
        {
            "start": {"type": "trigger.manual"},
            "each": {"type": "flow.for_each", "items": "{{ trigger }}"},
            "made": {"type": "flow.set", "fields": {"is": "{{ item }}"}},
            "chosen": {"type": "flow.if", "condition": "{{ item % 500 == 499 }}"},
            "note": {"type": "desk.write_note", "text": "a"},
        },
        "start -> each",
        "each:each -> made",
        "made -> chosen",
        "chosen:true -> note",
    )
    run = start_flow(graph, input=[*range(MAX_ITEMS)])
    held = []
    for _ in range(4):
        steps.run(woken.pop() if woken else run.steps.filter(state="queued")[0].pk)
        run.refresh_from_db()
        held.append(len(str(run.standing)))
    done = LoopItem.objects.count()
    assert (max(held) < 2 * min(held), 0 < done < MAX_ITEMS) == (True, True)
    last = page(run, since=run.events - 5, most=200)
    assert [each.number for each in last] == [*range(run.events - 4, run.events + 1)]

    cancel_run(operator, run.pk)
    work_off(woken)

    run.refresh_from_db()
    assert (run.state, run.steps.filter(state__in=Step.OPEN).count()) == ("cancelled", 0)
    assert LoopItem.objects.count() == done
