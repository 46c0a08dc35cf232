"""Finding what nobody works on."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models.functions import Now

from integrations.execution import sweeper as calls
from integrations.models import Call, UsageLine
from workflows.models import Run, Step
from workflows.runs import claims, steps, sweeper
from workflows.runs.events import lock_run
from workflows.runs.tests.conftest import StartStep, kill_in_the_middle, let_leases_lapse, told
from workflows.tests.desk import Desk


def make_late() -> None:
    Step.objects.update(offered_at=Now() - timedelta(seconds=11))


def test_a_fresh_offer_is_not_repeated(start_step: StartStep, woken: list[UUID]) -> None:
    start_step()
    woken.clear()
    assert sweeper.sweep() == 0
    assert woken == []


def test_an_offer_whose_message_got_lost_is_made_again_once(start_step: StartStep, woken: list[UUID]) -> None:
    step = start_step()
    woken.clear()
    make_late()
    assert (sweeper.sweep(), sweeper.sweep()) == (1, 0)
    assert woken == [step.pk]


def test_a_waiting_step_is_offered_when_it_is_due(start_step: StartStep, woken: list[UUID]) -> None:
    step = start_step()
    claimed = claims.claim(step.pk)
    assert claimed is not None
    claims.put_back(claimed, after=timedelta(hours=1), message="")
    woken.clear()
    assert sweeper.sweep() == 0
    Step.objects.update(not_before=Now() - timedelta(seconds=1))
    assert sweeper.sweep() == 1
    assert woken == [step.pk]


def test_a_step_with_a_living_worker_is_left_alone(start_step: StartStep) -> None:
    step = start_step()
    claims.claim(step.pk)
    make_late()
    assert sweeper.sweep() == 0
    step.refresh_from_db()
    assert step.state == "running"


def test_a_step_whose_worker_died_is_offered_again(start_step: StartStep, woken: list[UUID]) -> None:
    step = start_step()
    claims.claim(step.pk)
    woken.clear()
    let_leases_lapse()
    assert sweeper.sweep() == 1
    step.refresh_from_db()
    assert (step.state, step.claim_token, step.lease_until, step.attempt) == ("queued", None, None, 1)
    assert Run.objects.get().state == "queued"
    assert woken == [step.pk]
    assert told(step.run_id)[-2:] == [(5, "n1", "queued"), (6, None, "queued")]
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, step.attempt) == ("succeeded", 2)


def test_a_lease_renewed_at_the_last_moment_counts(
    start_step: StartStep, woken: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    step = start_step()
    claims.claim(step.pk)
    woken.clear()
    let_leases_lapse()

    def renewed_meanwhile(run_id: UUID) -> Run:
        Step.objects.update(lease_until=Now() + timedelta(seconds=20))
        return lock_run(run_id)

    monkeypatch.setattr(sweeper, "lock_run", renewed_meanwhile)
    assert sweeper.sweep() == 0
    step.refresh_from_db()
    assert (step.state, woken) == ("running", [])


def test_a_read_killed_in_the_middle_runs_again_and_is_charged_once(
    start_step: StartStep, desk: Desk, woken: list[UUID]
) -> None:
    step = start_step()
    kill_in_the_middle(desk, step)
    let_leases_lapse()
    calls.sweep()
    sweeper.sweep()
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, step.result, step.attempt) == ("succeeded", {"text": "abab"}, 2)
    assert (desk.calls, Call.objects.count(), UsageLine.objects.sales().count()) == (2, 1, 1)


def test_a_write_killed_after_it_was_sent_is_never_sent_again(start_step: StartStep, desk: Desk) -> None:
    step = start_step(node_type="desk.write_note")
    kill_in_the_middle(desk, step)
    Call.objects.update(sent_at=Now())
    let_leases_lapse()
    calls.sweep()
    sweeper.sweep()
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, (step.error or {}).get("code"), desk.calls) == ("outcome_unknown", "outcome_unknown", 1)
    assert Run.objects.get().state == "failed"


def test_a_call_that_was_opened_after_the_cancel_is_stopped_by_the_next_sweep(
    start_step: StartStep, desk: Desk
) -> None:
    step = start_step()
    kill_in_the_middle(desk, step)
    Run.objects.update(cancel_requested_at=Now())
    sweeper.sweep()
    assert Call.objects.get().cancel_requested_at is not None
