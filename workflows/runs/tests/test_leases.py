"""Keeping the lease of a step while its worker lives."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models.functions import Now

from workflows.models import Step
from workflows.runs import claims, leases
from workflows.runs.tests.conftest import StartStep


def lapse(step: Step) -> None:
    Step.objects.filter(pk=step.pk).update(lease_until=Now() - timedelta(seconds=1))


def is_held(step: Step) -> bool:
    return Step.objects.filter(pk=step.pk, lease_until__gt=Now()).exists()


def held(step: Step, *, token: UUID | None = None) -> bool:
    """Whether a keeper of this token has the lease again within two seconds."""
    with leases.LeaseKeeper().keeping(token or claim_token(step)):
        deadline = time.monotonic() + 2
        while not is_held(step) and time.monotonic() < deadline:
            time.sleep(0.01)
        return is_held(step)


def claim_token(step: Step) -> UUID:
    claimed = claims.claim(step.pk) or Step.objects.get(pk=step.pk)
    assert claimed.claim_token is not None
    return claimed.claim_token


@pytest.fixture(autouse=True)
def _renewed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.02)


def test_a_lease_is_renewed_while_the_step_is_worked_on(start_step: StartStep) -> None:
    step = start_step()
    token = claim_token(step)
    lapse(step)
    assert held(step, token=token)


def test_a_step_that_somebody_else_has_taken_is_not_renewed(start_step: StartStep) -> None:
    step = start_step()
    stale = claim_token(step)
    Step.objects.filter(pk=step.pk).update(state="queued", claim_token=None, lease_until=None)
    claim_token(step)
    lapse(step)
    assert not held(step, token=stale)
