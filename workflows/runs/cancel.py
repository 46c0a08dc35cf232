"""Cancelling a run: what has not begun never begins, and what is under way is told to stop."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from integrations import audit
from integrations.actors import Actor
from integrations.errors import NotFound, PermissionDenied
from integrations.execution.cancelling import begun_calls
from integrations.queue import offers
from workflows.engine.control.handles import AGENT, CALL_WORKFLOW
from workflows.models import Run, Step
from workflows.runs.claims import cancel_idle
from workflows.runs.events import lock_run
from workflows.runs.identity import call_key
from workflows.runs.lookup import get_run


def cancel_run(actor: Actor, run_id: UUID) -> str:
    """Ask the run to stop and return its state then; one that is over stays as it is.

    What has not begun is cancelled at once. What has begun ends as its call ends: whether a request was sent is known
    there alone. Raises NotFound, PermissionDenied.
    """
    get_run(actor, run_id)
    if not actor.may("operate"):
        raise PermissionDenied(f"{actor.label!r} may not cancel runs: that needs the right 'operate'.")
    with transaction.atomic():
        run = lock_run(run_id)
        if run.state not in Run.OPEN:
            return run.state
        now = timezone.now()
        if run.cancel_requested_at is None:
            run.cancel_requested_at, run.reason = now, f"Cancelled by {actor.label}."
            run.save(update_fields=["cancel_requested_at", "reason"])
            audit.record(actor, "run.cancel", run, customer_id=run.customer_id)
        run.steps.filter(state__in=Step.OPEN).update(cancel_requested_at=now)
        idle = list(run.steps.filter(state__in=Step.IDLE))
        with_call = _with_call(run, idle)
        cancel_idle(run, [step for step in idle if step.pk not in with_call])
        _fetch(run, [step for step in idle if step.pk in with_call])
        _stop_called(actor, [step.pk for step in idle if step.node_type in (CALL_WORKFLOW, AGENT)])
        return run.state


def _stop_called(actor: Actor, steps: Sequence[UUID]) -> None:
    """The runs that steps wait for go with them."""
    for run_id in Run.objects.filter(parent_step__in=steps, state__in=Run.OPEN).values_list("pk", flat=True):
        with suppress(NotFound):
            cancel_run(actor, run_id)


def _with_call(run: Run, steps: Sequence[Step]) -> set[UUID]:
    """Those whose call an earlier worker has begun; of the others nothing can have happened."""
    keys = {step.pk: call_key(step) for step in steps if step.attempt > 0}
    begun = begun_calls(run.pk, keys.values())
    return {pk for pk, key in keys.items() if key in begun}


def _fetch(run: Run, steps: Sequence[Step]) -> None:
    """A worker has to fetch at once what their calls have come to."""
    if steps:
        run.steps.filter(pk__in=[step.pk for step in steps]).update(not_before=None, offered_at=Now())
        transaction.on_commit(partial(offers.tell, steps))
