"""Who works on a step: taking it, giving it back, and writing down how it ended, each with its event and the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, F, JSONField, QuerySet, When
from django.utils import timezone

from integrations.payloads.contents import Payload
from integrations.prepared.queries import Update, prepared, prepared_update
from integrations.queue import claims, offers
from integrations.queue.claims import FREE, ClaimLost
from integrations.queue.clock import is_due
from integrations.queue.deaths import is_to_blame
from workflows.engine.progress import run_state
from workflows.models import Run, RunEvent, Step
from workflows.runs.events import Event, lock_run, store, tell
from workflows.runs.standing import Standing

MOST_LAPSES = 25
"""Workers that may stop because of one step: more than an unlucky one meets that is alone while workers are killed."""
MOST_AT_ONCE = 50
"""Steps that are taken by one UPDATE."""
ENDED_AT_ONCE = 200
"""Steps that are ended by one UPDATE, which names the number of each."""
TAKEN_UP_AGAIN = "Its worker stopped answering; another one takes over."
TAKEN_UP_WITH_OTHERS = "Its worker stopped answering, with other work that it had; another one takes over."
"""The step is not the likely cause, so that it does not count."""


@dataclass(frozen=True)
class Ending:
    """How a step ended, and what is kept of it."""

    state: str
    result: Payload | None = None
    error: dict[str, object] | None = None
    warnings: tuple[str, ...] = ()
    usage: dict[str, object] | None = None
    execution_time: int | None = None
    call_id: UUID | None = None

    @property
    def message(self) -> str:
        return str(self.error["detail"]) if self.error else ""


def claim(step_id: UUID) -> Step | None:
    """Take an offered step for this worker, with its run; None when it is taken, over, not due or gone."""
    with transaction.atomic():
        found = _locked_with_run(pk=step_id)
        if not found:
            return None
        [step] = found
        run, now, number, before = step.run, timezone.now(), step.run.events + 1, step.state
        is_first = step.started_number is None
        # PostgreSQL may have waited for the run's lock and still show the step as it was before: the claim looks.
        if not claims.claim(step, **({"started_number": number, "started_at": now} if is_first else {})):
            return None
        _count(run, before, step.state)
        event = Event(number, step, Step.State.RUNNING, Run.State.RUNNING, now, attempt=step.attempt)
        if not is_first:
            store(run, event)
        _advance(run, event)
        return step


def claim_others(known: Run, takes: Callable[[], bool]) -> tuple[Run, list[Step]]:
    """Take steps of a run of ours that no worker has begun, each with a place for it; the run as it is then.

    Raises ClaimLost where they are not to be had.
    """
    with transaction.atomic():
        run, now = lock_run(known.pk), timezone.now()
        waiting = run.steps.filter(is_due(), state=Step.State.QUEUED, attempt=0).order_by("created_at", "id")
        steps = [each for each in waiting[:MOST_AT_ONCE] if takes()] if run.cancel_requested_at is None else []
        if not steps:
            return run, []
        events = [
            Event(number, step, Step.State.RUNNING, Run.State.RUNNING, now, attempt=1)
            for number, step in enumerate(steps, run.events + 1)
        ]
        numbers = Case(*(When(pk=each.step.pk, then=each.number) for each in events))
        if not claims.claim_together(steps, started_number=numbers, started_at=now):
            raise ClaimLost
        for each in events:
            each.step.started_number, each.step.started_at = each.number, now
        _count(run, Step.State.QUEUED, Step.State.RUNNING, times=len(steps))
        _advance(run, *events)
        return run, steps


def tell_of_others(run: Run) -> None:
    """Workers are told of some steps of the run that wait, as who has worked on it does not go on."""
    waiting = run.steps.filter(state=Step.State.QUEUED, lane=Step.Lane.INTERACTIVE).order_by("created_at", "id")
    offers.tell(waiting[: offers.TOLD_OF_MANY])


def close(step: Step, ending: Ending) -> None:
    """End a step of ours, and its run if nothing is left to do. Raises ClaimLost when it is not ours any more.

    Part of the caller's transaction, so that the step's call and the step end together or not at all.
    """
    if not _close_alone(step, ending):
        _end_step(lock_run(step.run_id), step, ending)


def put_back(step: Step, *, seconds: float, message: str) -> bool:
    """Offer a claimed step again later, shown as waiting; False when it is not ours any more.

    One that is to be cancelled does not wait: the next worker ends it, or finds what its call has come to.
    """
    with transaction.atomic():
        run, before = lock_run(step.run_id), step.state
        wait = seconds if run.cancel_requested_at is None else 0.0
        if not claims.put_back(step, seconds=wait, even_cancelled=True):
            return False
        _move(run, step, before, Step.State.WAITING, message)
        return True


def take_up(step_id: UUID) -> None:
    """Offer a step again whose lease has lapsed; nothing if it was renewed or ended meanwhile.

    Whether the vendor is asked again is not decided here: the next worker comes to the door with the same call key,
    and the door runs a read again and calls the outcome of a write unknown.
    """
    found = Step.objects.filter(pk=step_id, state=Step.State.RUNNING).first()
    if found is None:
        return
    message = TAKEN_UP_AGAIN if is_to_blame(found) else TAKEN_UP_WITH_OTHERS
    with transaction.atomic():
        run = lock_run(found.run_id)
        if claims.offer_lapsed(found):
            _move(run, found, found.state, Step.State.QUEUED, message)


def has_killed_its_workers(step: Step) -> bool:
    """Whether so many workers have stopped because of the step that another one is not to be lost to it."""
    if step.attempt <= MOST_LAPSES:
        return False
    lapses = RunEvent.objects.filter(run=step.run_id, step=step.pk, message=TAKEN_UP_AGAIN)
    return lapses.count() >= MOST_LAPSES


def _end_step(run: Run, step: Step, ending: Ending) -> None:
    """Write a step's end under its run's lock. Raises ClaimLost when the step is no longer as the caller knows it."""
    now = timezone.now()
    ended = _write_end(step, ending, run.events + 1, now)
    state = _state_with(run, ended, step.state)
    _advance(run, Event(run.events + 1, ended, ended.state, state, now, ending.message, step.attempt))


def cancel_idle(run: Run, steps: Sequence[Step]) -> None:
    """Cancel steps of a run that nobody works on and nothing has come of, under the run's lock.

    However many they are, the run is written once. Raises ClaimLost when one of them is no longer as it was read.
    """
    now, standing, events = timezone.now(), Standing.from_json(run.standing), list[Event]()
    for number, step in enumerate(steps, run.events + 1):
        standing.move(step.state, Step.State.CANCELLED)
        step.state, step.finished_at, step.ended_number, step.error = Step.State.CANCELLED, now, number, None
        events.append(Event(number, step, step.state, run_state(standing.states), now, attempt=step.attempt))
    for start in range(0, len(events), ENDED_AT_ONCE):
        part = events[start : start + ENDED_AT_ONCE]
        numbers = Case(*(When(pk=each.step.pk, then=each.number) for each in part))
        idle = Step.objects.filter(pk__in=[each.step.pk for each in part], state__in=Step.IDLE)
        cancelled = {**FREE, "state": Step.State.CANCELLED, "finished_at": now, "error": None}
        if idle.update(**cancelled, ended_number=numbers) != len(part):
            raise ClaimLost
    if events:
        run.standing = standing.as_json()
        _advance(run, *events)


def _close_alone(step: Step, ending: Ending) -> bool:
    """The short way for the only step of a run that nobody else has touched since: one UPDATE locks and counts."""
    now, run = timezone.now(), step.run
    number, state = run.events + 1, run_state([ending.state])
    if not _end_untouched(pk=run.pk, only_step=step.pk, known=run.events, events=number, state=state, finished_at=now):
        return False
    ended = _write_end(step, ending, number, now)
    tell(run, [Event(number, ended, ended.state, state, now, ending.message, step.attempt)])
    return True


def _write_end(step: Step, ending: Ending, number: int, now: datetime) -> Step:
    """The step as it has ended; the caller's own stays as it was, since the transaction may have to be tried again."""
    columns: dict[str, Any] = {  # written as their own fields write them
        **FREE,
        "state": ending.state,
        "result_id": ending.result.pk if ending.result else None,
        "error": ending.error,
        "warnings": list(ending.warnings),
        "usage": ending.usage,
        "execution_time": ending.execution_time,
        "call_id": ending.call_id,
        "finished_at": now,
        "ended_number": number,
    }
    if not (_write_unclaimed(step, columns) if step.claim_token is None else claims.write(step, **columns)):
        raise ClaimLost
    ended = copy(step)
    for name, value in columns.items():
        setattr(ended, name, value)
    ended.result = ending.result
    return ended


def _move(run: Run, step: Step, before: str, state: str, message: str) -> None:
    """Note that a step has come back to an open state, for which its row has no number."""
    step.state = state
    event = Event(run.events + 1, step, state, _state_with(run, step, before), timezone.now(), message, step.attempt)
    store(run, event)
    _advance(run, event)


def _state_with(run: Run, step: Step, before: str) -> str:
    """The run's state with this step as it is now, whatever the database still shows of it.

    A workflow's run counts its steps, so that a step costs the same however many there are.
    """
    if run.kind == Run.Kind.WORKFLOW:
        return run_state(_count(run, before, step.state).states)
    others = Step.objects.filter(run=run).exclude(pk=step.pk).order_by()
    return run_state([step.state, *others.values_list("state", flat=True).distinct()])


def _count(run: Run, before: str, after: str, *, times: int = 1) -> Standing:
    """Steps of a workflow's run have come from one state to another."""
    standing = Standing.from_json(run.standing)
    if run.kind == Run.Kind.WORKFLOW:
        standing.move(before, after, times)
        run.standing = standing.as_json()
    return standing


def _advance(run: Run, *events: Event) -> None:
    """Bring the locked run to the number and state of the last event, and tell of them all."""
    event = events[-1]
    run.events, run.state = event.number, event.run_state
    if event.state == Step.State.RUNNING:
        run.started_at = run.started_at or event.at
    if run.state not in Run.OPEN:
        run.finished_at = event.at
    columns = {"standing": run.standing} if run.kind == Run.Kind.WORKFLOW else {}
    _write_run(
        tuple(columns),
        pk=run.pk,
        events=run.events,
        state=run.state,
        started_at=run.started_at,
        finished_at=run.finished_at,
        **columns,
    )
    tell(run, events)


def _write_unclaimed(step: Step, columns: dict[str, object]) -> bool:
    as_known = Step.objects.filter(pk=step.pk, state=step.state, claim_token=None).filter(state__in=Step.OPEN)
    return bool(as_known.update(**columns))


@prepared
def _locked_with_run(*, pk: UUID) -> QuerySet[Step]:
    """A graph may be large; only of a node that runs by itself is it not known otherwise."""
    with_run = Step.objects.select_for_update(of=("run",)).select_related(
        "run__revision", "run__customer", "run__input", "run__workflow"
    )
    of_node = Case(When(run__kind=Run.Kind.NODE, then=F("run__revision__graph")), output_field=JSONField())
    return with_run.filter(pk=pk).defer("run__revision__graph").annotate(node_graph=of_node).order_by()


@prepared_update
def _end_untouched(*, pk: UUID, only_step: UUID, known: int, events: int, state: str, finished_at: datetime) -> Update:
    others = Step.objects.filter(run=pk).exclude(pk=only_step)
    untouched = Run.objects.filter(~Exists(others), pk=pk, events=known)
    return Update(untouched, events=events, state=state, finished_at=finished_at)


@prepared_update
def _write_run(also: tuple[str, ...], *, pk: UUID, **columns: object) -> Update:
    return Update(Run.objects.filter(pk=pk), **columns)
