"""Taking up steps that nobody works on any more."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models.functions import Now

from integrations.execution.tests.conftest import content
from integrations.models import Call, UsageLine
from integrations.queue.sweeper import sweep
from workflows.models import Run, Step
from workflows.runs import claims, steps
from workflows.runs.events import lock_run
from workflows.runs.tests.conftest import StartStep, kill_in_the_middle, let_leases_lapse, told
from workflows.tests.desk import Desk


def test_a_step_with_a_living_worker_is_left_alone(start_step: StartStep) -> None:
    step = start_step()
    claims.claim(step.pk)
    assert sweep() == 0
    step.refresh_from_db()
    assert step.state == "running"


def test_a_step_whose_worker_died_is_offered_again(start_step: StartStep) -> None:
    step = start_step()
    claims.claim(step.pk)
    let_leases_lapse()
    assert sweep() == 1
    step.refresh_from_db()
    assert (step.state, step.claim_token, step.lease_until, step.attempt) == ("queued", None, None, 1)
    assert Run.objects.get().state == "queued"
    assert step.offered_at is None
    assert told(step.run_id)[-1:] == [(3, "n1", "queued", "queued")]
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, step.attempt) == ("succeeded", 2)


def test_a_lease_renewed_at_the_last_moment_counts(start_step: StartStep, monkeypatch: pytest.MonkeyPatch) -> None:
    step = start_step()
    claims.claim(step.pk)
    let_leases_lapse()

    def renewed_meanwhile(run_id: UUID) -> Run:
        Step.objects.update(lease_until=Now() + timedelta(seconds=20))
        return lock_run(run_id)

    monkeypatch.setattr(claims, "lock_run", renewed_meanwhile)
    sweep()
    step.refresh_from_db()
    assert (step.state, Run.objects.get().events) == ("running", 2)


def test_a_read_killed_in_the_middle_runs_again_and_is_charged_once(start_step: StartStep, desk: Desk) -> None:
    step = start_step()
    kill_in_the_middle(desk, step)
    let_leases_lapse()
    sweep()
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, content(step.result), step.attempt) == ("succeeded", {"text": "abab"}, 2)
    assert (desk.calls, Call.objects.count(), UsageLine.objects.sales().count()) == (2, 1, 1)


def test_a_write_killed_after_it_was_sent_is_never_sent_again(start_step: StartStep, desk: Desk) -> None:
    step = start_step(node_type="desk.write_note")
    desk.sends = True
    kill_in_the_middle(desk, step)
    assert Call.objects.get().sent_at is not None
    let_leases_lapse()
    sweep()
    steps.run(step.pk)
    step.refresh_from_db()
    assert (step.state, (step.error or {}).get("code"), desk.calls) == ("outcome_unknown", "outcome_unknown", 1)
    assert Run.objects.get().state == "failed"
