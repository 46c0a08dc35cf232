"""Finds what nobody works on: offers that got lost, and steps whose worker died."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from workflows.models import Run, Step
from workflows.runs import offers
from workflows.runs.cancel import stop_calls
from workflows.runs.events import Change, lock_run, write

OFFER_AGAIN_AFTER = timedelta(seconds=10)
BATCH = 200
TAKEN_UP_AGAIN = "Its worker stopped answering; another one takes over."


def sweep() -> int:
    """Offer everything that is due and unclaimed; returns how many steps were offered."""
    _take_lapsed()
    _stop_cancelled()
    late = Q(offered_at__isnull=True) | Q(offered_at__lt=Now() - OFFER_AGAIN_AFTER)
    due = Q(not_before__isnull=True) | Q(not_before__lte=Now())
    on_offer = Step.objects.filter(late, due, state__in=(Step.State.QUEUED, Step.State.WAITING))
    step_ids = list(on_offer.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    Step.objects.filter(pk__in=step_ids).update(offered_at=Now())
    offers.wake(step_ids)
    return len(step_ids)


def _stop_cancelled() -> None:
    """Tell again what should have stopped: a call may have been opened just after the request to cancel."""
    asked = Run.objects.filter(state__in=Run.OPEN, cancel_requested_at__isnull=False)
    for run_id in list(asked.values_list("pk", flat=True)[:BATCH]):
        stop_calls(run_id)


def _take_lapsed() -> None:
    """Put steps with a lapsed lease back on offer.

    Whether the vendor is asked again is not decided here: the next worker comes to the door with the same call key,
    and the door runs a read again and calls the outcome of a write unknown.
    """
    lapsed = Step.objects.filter(state=Step.State.RUNNING, lease_until__lt=Now())
    for step_id, run_id in lapsed.values_list("pk", "run_id")[:BATCH]:
        with transaction.atomic():
            run = lock_run(run_id)
            still = Step.objects.filter(pk=step_id, state=Step.State.RUNNING, lease_until__lt=Now())
            if still.update(state=Step.State.QUEUED, claim_token=None, lease_until=None, offered_at=None):
                run.state = Run.State.QUEUED
                step = run.steps.get(pk=step_id)
                write(run, [Change(step.state, step, TAKEN_UP_AGAIN), Change(run.state)])
