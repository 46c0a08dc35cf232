"""Running a step: through the door once, closed with its call, whoever comes twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from integrations.errors import RateLimited
from integrations.execution.tests.conftest import content
from integrations.models import Call, Connection, UsageLine
from integrations.queue.claims import ClaimLost
from workflows.models import Run, RunEvent, Step
from workflows.runs import claims, steps
from workflows.runs.history import history
from workflows.runs.tests.conftest import StartStep, run_in_thread, told
from workflows.tests.desk import Desk


def test_a_step_ends_with_the_result_of_its_call(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    steps.run(step.pk)
    step.refresh_from_db()
    call = Call.objects.get()
    assert (step.state, content(step.result), step.error) == ("succeeded", {"text": "abab"}, None)
    assert (step.call_id, step.attempt, step.claim_token, step.lease_until) == (call.pk, 1, None, None)
    assert (call.run_id, call.node_id, call.source) == (step.run_id, "n1", "editor")
    assert step.usage == {
        "id": str(UsageLine.objects.sales().get().line_id),
        "operation": "desk.read_note",
        "pricing_key": "call",
        "quantity": "1",
        "unit": "call",
        "cost": "0",
        "price": "0.001",
        "currency": "USD",
    }
    assert told(step.run_id) == [
        (1, "n1", "queued", "queued"),
        (2, "n1", "running", "running"),
        (3, "n1", "succeeded", "succeeded"),
    ]
    run = Run.objects.get()
    assert (run.state, run.events) == ("succeeded", 3)
    assert (call.rides_on, call.state, call.lease_until) == (step.pk, "succeeded", None)
    assert not RunEvent.objects.exists()
    assert run.started_at is not None
    assert run.finished_at == step.finished_at


def test_a_refusal_fails_step_and_run_with_the_error(start_step: StartStep) -> None:
    step = start_step(node_type="desk.refuse_note")
    steps.run(step.pk)
    step.refresh_from_db()
    assert step.state == "failed"
    assert step.error == {
        "code": "remote_rejected",
        "detail": "The desk does not take 'ab'.",
        "vendor_status": 400,
    }
    assert Run.objects.get().state == "failed"


def test_an_account_lost_in_between_fails_the_step(start_step: StartStep, owner_account: Connection) -> None:
    step = start_step()
    Connection.objects.filter(pk=owner_account.pk).update(status="revoked", is_default=False)
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, (step.error or {}).get("code"), step.call_id) == ("failed", "not_connected", None)
    trace = Call.objects.get()
    assert (trace.is_refused, trace.run_id, trace.node_id) == (True, step.run_id, step.node_id)


def test_a_step_of_an_operator_who_was_switched_off_does_not_run(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    User.objects.update(is_active=False)
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, (step.error or {}).get("code"), desk.calls) == ("failed", "permission_denied", 0)
    assert Call.objects.get().is_refused


def test_a_message_that_comes_twice_runs_nothing_twice(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    steps.run(step.pk)
    steps.run(step.pk)
    assert (desk.calls, Call.objects.count(), UsageLine.objects.sales().count()) == (1, 1, 1)


def test_of_many_workers_one_runs_the_step(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(run_in_thread, [step.pk] * 8))
    assert (desk.calls, UsageLine.objects.sales().count()) == (1, 1)
    assert [number for number, *_ in told(step.run_id)] == [1, 2, 3]


def test_a_step_that_is_not_due_is_left_alone(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    Step.objects.filter(pk=step.pk).update(not_before=timezone.now() + timedelta(hours=1))
    steps.run(step.pk)
    assert desk.calls == 0


def test_a_step_that_is_gone_is_left_alone(transactional_db: None, desk: Desk) -> None:
    steps.run(uuid4())
    assert desk.calls == 0


def test_a_worker_that_lost_its_claim_writes_nothing(start_step: StartStep) -> None:
    step = start_step()
    stale = claims.claim(step.pk)
    assert stale is not None
    Step.objects.filter(pk=step.pk).update(state="queued", claim_token=None, lease_until=None)
    current = claims.claim(step.pk)
    assert current is not None
    with pytest.raises(ClaimLost), transaction.atomic():
        claims.close(stale, claims.Ending("failed"))
    assert not claims.put_back(stale, seconds=0, message="")
    with transaction.atomic():
        claims.close(current, claims.Ending("succeeded"))
    step.refresh_from_db()
    assert (step.state, step.attempt) == ("succeeded", 2)


def test_a_step_whose_end_cannot_be_written_fetches_it_from_its_call(
    start_step: StartStep, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = start_step()
    with monkeypatch.context() as broken:
        broken.setattr(steps, "close", lambda step, ending: 1 // 0)
        steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, Call.objects.get().state) == ("waiting", "succeeded")
    assert history(Run.objects.get())[-1].message == "Attempt 2 in 1 s: How it ended could not be written down."
    Step.objects.update(not_before=None)
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, content(step.result), desk.calls) == ("succeeded", {"text": "abab"}, 1)


def test_a_step_that_is_put_back_is_shown_as_waiting(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    claimed = claims.claim(step.pk)
    assert claimed is not None
    assert claims.put_back(claimed, seconds=3600, message="Waiting for its turn.")
    step.refresh_from_db()
    assert (step.state, step.claim_token) == ("waiting", None)
    assert Run.objects.get().state == "waiting"
    assert told(step.run_id)[-1:] == [(3, "n1", "waiting", "waiting")]
    assert history(step.run)[-1].message == "Waiting for its turn."


class Busy(RateLimited):
    def __init__(self) -> None:
        super().__init__("The desk is asked too often. Wait, then try again.", retry_after=3)


def test_a_step_that_has_to_wait_says_why_and_for_how_long(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    desk.during = Busy
    steps.run(step.pk)
    event = history(Run.objects.get())[-1]
    assert (event.state, event.message) == ("waiting", "Attempt 2 in 3 s: Desk asks us to wait.")
    desk.during = None
    Step.objects.update(not_before=None)
    steps.run(step.pk)
    assert [(each.state, each.message) for each in history(Run.objects.get())[-2:]] == [
        ("running", ""),
        ("succeeded", ""),
    ]


def test_a_later_attempt_is_an_event_of_its_own(start_step: StartStep) -> None:
    step = start_step()
    claimed = claims.claim(step.pk)
    assert claimed is not None
    claims.put_back(claimed, seconds=0, message="")
    steps.run(step.pk)
    assert told(step.run_id) == [
        (1, "n1", "queued", "queued"),
        (2, "n1", "running", "running"),
        (3, "n1", "waiting", "waiting"),
        (4, "n1", "running", "running"),
        (5, "n1", "succeeded", "succeeded"),
    ]
    assert [each.attempt for each in history(Run.objects.get())] == [0, 1, 1, 2, 2]
    assert [each.number for each in RunEvent.objects.all()] == [3, 4]


def add_step(step: Step, node_id: str, **columns: Any) -> Step:
    """Another step of the same run, on offer."""
    run = Run.objects.get(pk=step.run_id)
    run.events += 1
    run.save()
    given = {"node_type": step.node_type, "account_mode": "owner", "queued_number": run.events, **columns}
    return run.steps.create(node_id=node_id, **given)


@pytest.mark.parametrize("order", [("failed", "succeeded"), ("succeeded", "failed"), ("outcome_unknown", "succeeded")])
def test_a_run_in_which_one_step_failed_has_failed_in_whichever_order_they_ended(
    start_step: StartStep, order: tuple[str, str]
) -> None:
    first = start_step()
    second = add_step(first, "n2")
    for step, state in zip((first, second), order, strict=True):
        claimed = claims.claim(step.pk)
        assert claimed is not None
        with transaction.atomic():
            claims.close(claimed, claims.Ending(state))
    run = Run.objects.get()
    assert (run.state, run.events) == ("failed", 6)
    assert [each[3] for each in told(run)] == ["queued", "queued", "running", "running", "running", "failed"]


def test_a_run_does_not_wait_while_another_of_its_steps_runs(start_step: StartStep) -> None:
    first = start_step()
    second = add_step(first, "n2")
    waiting, running = claims.claim(first.pk), claims.claim(second.pk)
    assert waiting is not None
    assert running is not None
    claims.put_back(waiting, seconds=60, message="")
    assert Run.objects.get().state == "running"
    with transaction.atomic():
        claims.close(running, claims.Ending("succeeded"))
    assert Run.objects.get().state == "waiting"


def test_a_run_goes_on_while_a_step_is_on_offer(start_step: StartStep) -> None:
    first = start_step()
    add_step(first, "n2")
    steps.run(first.pk)
    run = Run.objects.get()
    assert (run.state, run.finished_at) == ("running", None)


def test_iterations_of_a_loop_are_steps_of_their_own(start_step: StartStep, desk: Desk) -> None:
    first = start_step()
    for path in ([0], [1], [1, 0]):
        steps.run(add_step(first, "n1", path=path).pk)
    assert {call.call_key for call in Call.objects.all()} == {
        f"run:{first.run_id}:n1:{path}:1" for path in ("0", "1", "1.0")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        add_step(first, "n1", path=[1, 0])
    assert desk.calls == 3
