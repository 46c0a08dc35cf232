"""Running a step: through the door once, closed with its call, whoever comes twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from integrations.models import Call, Connection, UsageLine
from workflows.models import Run, Step
from workflows.runs import claims, steps
from workflows.runs.tests.conftest import StartStep, run_in_thread, told
from workflows.tests.desk import Desk


def test_a_step_ends_with_the_result_of_its_call(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    steps.run(step.pk)
    step.refresh_from_db()
    call = Call.objects.get()
    assert (step.state, step.result, step.error) == ("succeeded", {"text": "abab"}, None)
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
        (1, None, "queued"),
        (2, "n1", "queued"),
        (3, None, "running"),
        (4, "n1", "running"),
        (5, "n1", "succeeded"),
        (6, None, "succeeded"),
    ]
    run = Run.objects.get()
    assert (run.state, run.events) == ("succeeded", 6)
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
    assert not Call.objects.exists()


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
    assert [number for number, _, _ in told(step.run_id)] == [1, 2, 3, 4, 5, 6]


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
    assert not claims.close(stale, claims.Ending("failed"))
    assert not claims.put_back(stale, after=timedelta(0), message="")
    assert claims.close(current, claims.Ending("succeeded", result={}))
    step.refresh_from_db()
    assert (step.state, step.attempt) == ("succeeded", 2)


def test_a_step_whose_end_cannot_be_written_fetches_it_from_its_call(
    start_step: StartStep, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = start_step()
    with monkeypatch.context() as broken:
        broken.setattr(steps, "close", lambda step, ending: 1 / 0)
        steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, Call.objects.get().state) == ("waiting", "succeeded")
    Step.objects.update(not_before=None)
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, step.result, desk.calls) == ("succeeded", {"text": "abab"}, 1)


def test_a_step_that_is_put_back_is_shown_as_waiting(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    claimed = claims.claim(step.pk)
    assert claimed is not None
    assert claims.put_back(claimed, after=timedelta(hours=1), message="Waiting for its turn.")
    step.refresh_from_db()
    assert (step.state, step.claim_token) == ("waiting", None)
    assert Run.objects.get().state == "waiting"
    assert told(step.run_id)[-2:] == [(5, "n1", "waiting"), (6, None, "waiting")]
