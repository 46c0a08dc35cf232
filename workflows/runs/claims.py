"""Who works on a step: claiming an offer, giving it back, and writing down how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from workflows.models import Run, Step
from workflows.runs.events import Change, lock_run, write
from workflows.runs.leases import LEASE

RUN_ENDS = {
    Step.State.SUCCEEDED: Run.State.SUCCEEDED,
    Step.State.SKIPPED: Run.State.SUCCEEDED,
    Step.State.CANCELLED: Run.State.CANCELLED,
    Step.State.FAILED: Run.State.FAILED,
    Step.State.OUTCOME_UNKNOWN: Run.State.FAILED,
}


@dataclass(frozen=True)
class Ending:
    """How a step ended, and what is kept of it."""

    state: str
    result: dict[str, object] | None = None
    error: dict[str, object] | None = None
    warnings: tuple[str, ...] = ()
    usage: dict[str, object] | None = None
    execution_time: int | None = None
    call_id: UUID | None = None

    @property
    def message(self) -> str:
        return str(self.error["detail"]) if self.error else ""


def claim(step_id: UUID) -> Step | None:
    """Take an offered step for this worker; None when it is taken, over, not due or gone."""
    with transaction.atomic():
        with_run = Step.objects.select_for_update(of=("run",)).select_related("run__revision", "run__customer")
        step = with_run.filter(pk=step_id).order_by().first()
        if step is None:
            return None
        due = Q(not_before__isnull=True) | Q(not_before__lte=Now())
        offered = Step.objects.filter(due, pk=step_id, state__in=(Step.State.QUEUED, Step.State.WAITING))
        # PostgreSQL may have waited for the run's lock and still show the step as it was before.
        as_read = offered.filter(attempt=step.attempt)
        if not as_read.update(**_claimed(step)):
            return None
        run = step.run
        changes = [Change(step.state, step)]
        if run.state != Run.State.RUNNING:
            run.state = Run.State.RUNNING
            run.started_at = run.started_at or step.started_at
            changes.insert(0, Change(run.state))
        write(run, changes)
        return step


def _claimed(step: Step) -> dict[str, object]:
    """Make the step ours in memory; returns the columns to write. The lease is the database's to say."""
    step.state = Step.State.RUNNING
    step.claim_token = uuid4()
    step.attempt += 1
    step.not_before = None
    step.started_at = step.started_at or timezone.now()
    mine = ("state", "claim_token", "attempt", "not_before", "started_at")
    return {name: getattr(step, name) for name in mine} | {"lease_until": Now() + LEASE}


def close(step: Step, ending: Ending) -> bool:
    """End a claimed step, and its run if nothing is left to do; False when the claim is not ours any more.

    Inside the transaction that closes the step's call it needs no savepoint: both happen or neither.
    """
    with transaction.atomic(savepoint=False):
        return end_step(lock_run(step.run_id), step, ending)


def put_back(step: Step, *, after: timedelta, message: str) -> bool:
    """Offer a claimed step again later, shown as waiting; False when the claim is not ours any more."""
    with transaction.atomic():
        run = lock_run(step.run_id)
        if not _as_we_hold_it(step).update(
            state=Step.State.WAITING, claim_token=None, lease_until=None, not_before=Now() + after, offered_at=None
        ):
            return False
        run.state = Run.State.WAITING
        write(run, [Change(Step.State.WAITING, step, message), Change(run.state)])
        return True


def end_step(run: Run, step: Step, ending: Ending) -> bool:
    """Write a step's end under its run's lock; False when the step is no longer as the caller knows it."""
    ours = _as_we_hold_it(step)
    step.state = ending.state
    step.result = ending.result
    step.finished_at = timezone.now()
    if not ours.update(
        state=ending.state,
        claim_token=None,
        lease_until=None,
        not_before=None,
        result=ending.result,
        error=ending.error,
        warnings=list(ending.warnings),
        usage=ending.usage,
        execution_time=ending.execution_time,
        call_id=ending.call_id,
        finished_at=step.finished_at,
    ):
        return False
    changes = [Change(step.state, step, ending.message)]
    if run.kind == Run.Kind.NODE or not run.steps.filter(state__in=Step.OPEN).exists():
        run.state = RUN_ENDS[Step.State(step.state)]
        run.finished_at = step.finished_at
        changes.append(Change(run.state))
    write(run, changes)
    return True


def _as_we_hold_it(step: Step) -> QuerySet[Step]:
    return Step.objects.filter(pk=step.pk, state=step.state, claim_token=step.claim_token)
