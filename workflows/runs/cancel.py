"""Cancelling a run: what has not begun never begins, and what is under way is told to stop."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from integrations import audit
from integrations.actors import Actor
from integrations.errors import NotFound, PermissionDenied
from integrations.execution.cancelling import has_call
from integrations.queue import offers
from workflows.engine.control.handles import AGENT, CALL_WORKFLOW
from workflows.models import Run, Step
from workflows.runs.claims import Ending, end_step
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
        for step in run.steps.filter(state__in=Step.IDLE):
            _stop_idle(run, step)
            if step.node_type in (CALL_WORKFLOW, AGENT):
                _stop_called(actor, step)
        return run.state


def _stop_called(actor: Actor, step: Step) -> None:
    """The runs that a step waits for go with it."""
    for run_id in Run.objects.filter(parent_step=step.pk, state__in=Run.OPEN).values_list("pk", flat=True):
        with suppress(NotFound):
            cancel_run(actor, run_id)


def _stop_idle(run: Run, step: Step) -> None:
    """Of a step that has no call nothing can have happened; another one has to fetch what its call has come to."""
    if step.attempt == 0 or not has_call(call_key(step), step):
        end_step(run, step, Ending(Step.State.CANCELLED))
        return
    run.steps.filter(pk=step.pk).update(not_before=None, offered_at=Now())
    transaction.on_commit(partial(offers.tell, [step]))
