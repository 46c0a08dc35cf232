"""What happened in runs, read back: the numbers in the rows of their steps and the events beside them, as one order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, Count, F, Q, Value, When

from workflows.engine.progress import states_along
from workflows.models import Run, RunEvent, Step
from workflows.runs.events import Event


def history(run: Run, *, with_outputs: bool = False) -> list[Event]:
    """Everything that happened in a run, numbered from 1 without a gap."""
    return histories([run], with_outputs=with_outputs)[run.pk]


def histories(runs: Sequence[Run], *, with_outputs: bool = False) -> dict[UUID, list[Event]]:
    """The same for several runs at once, by their ids; the contents of outputs are read where they are wanted."""
    ids = [run.pk for run in runs]
    found: defaultdict[UUID, list[Event]] = defaultdict(list)
    rows = Step.objects.filter(run__in=ids).order_by()
    steps = {step.pk: step for step in (rows.select_related("result") if with_outputs else rows)}
    for step in steps.values():
        found[step.run_id].extend(_of_step(step))
    for row in RunEvent.objects.filter(run__in=ids).order_by():
        event = Event(row.number, steps[row.step_id], row.state, "", row.at, row.message, row.attempt)
        found[row.run_id].append(event)
    return {run.pk: _known(run, found[run.pk]) for run in runs}


def page(run: Run, *, since: int, most: int, with_outputs: bool = False) -> list[Event]:
    """Up to so many events after number ``since``; of the rest of the run nothing is read but how it stood then."""
    until = min(since + most, run.events)
    if until <= since:
        return []
    told = list(RunEvent.objects.filter(run=run, number__gt=since, number__lte=until).order_by())
    numbers = ("queued_number", "started_number", "ended_number")
    changed = reduce(or_, (Q(**{f"{name}__gt": since, f"{name}__lte": until}) for name in numbers))
    rows = Step.objects.filter(changed | Q(pk__in={row.step_id for row in told}), run=run).order_by()
    steps = {step.pk: step for step in (rows.select_related("result") if with_outputs else rows)}
    events = [event for step in steps.values() for event in _of_step(step)]
    events += [Event(row.number, steps[row.step_id], row.state, "", row.at, row.message, row.attempt) for row in told]
    known, counts = _standing_at(run, since, steps.values())
    inside = (each for each in events if since < each.number <= until)
    return _in_order(inside, now=run.state if until == run.events else None, known=known, counts=counts)


def _standing_at(run: Run, number: int, steps: Iterable[Step]) -> tuple[dict[UUID, str], Counter[str]]:
    """In which states these steps were right after an event, and how many of all were in which."""
    if not number:
        return {}, Counter()
    usual = Case(
        When(ended_number__lte=number, then=F("state")),
        When(started_number__lte=number, then=Value(Step.State.RUNNING.value)),
        When(queued_number__lte=number, then=Value(Step.State.QUEUED.value)),
        default=Value(""),
    )
    all_steps = Step.objects.filter(run=run).order_by().annotate(then=usual)
    counts = Counter(dict(all_steps.values_list("then").annotate(Count("pk"))))
    last: dict[UUID, tuple[int, str]] = {}
    for step_id, at, state in _beyond(run, number):
        last[step_id] = (at, state)
    known = {step.pk: _state_at(step, number, last.get(step.pk)) for step in steps}
    for step in all_steps.filter(pk__in=last).iterator() if last else ():
        counts[vars(step)["then"]] -= 1
        counts[_state_at(step, number, last[step.pk])] += 1
    counts.pop("", None)
    return {pk: state for pk, state in known.items() if state}, counts


def _beyond(run: Run, number: int) -> Iterator[tuple[UUID, int, str]]:
    """The events beside the ordinary course of steps, up to a number, in their order."""
    rows = RunEvent.objects.filter(run=run, number__lte=number).order_by("number")
    return rows.values_list("step", "number", "state").iterator()


def _state_at(step: Step, number: int, last: tuple[int, str] | None) -> str:
    """The state a step was in right after an event, nothing where it was not there yet."""
    course = [
        (step.queued_number, Step.State.QUEUED.value),
        (step.started_number, Step.State.RUNNING.value),
        (step.ended_number, step.state),
        last or (None, ""),
    ]
    return max(((at, state) for at, state in course if at is not None and at <= number), default=(0, ""))[1]


def _of_step(step: Step) -> Iterator[Event]:
    """The ordinary course of a step. It ends in the attempt it has come to, if it has begun at all."""
    if step.queued_number is not None:
        yield Event(step.queued_number, step, Step.State.QUEUED, "", step.created_at)
    if step.started_number is not None and step.started_at is not None:
        yield Event(step.started_number, step, Step.State.RUNNING, "", step.started_at, attempt=1)
    if step.ended_number is not None and step.finished_at is not None:
        message = str(step.error["detail"]) if step.error else ""
        yield Event(step.ended_number, step, step.state, "", step.finished_at, message, step.attempt)


def _known(run: Run, events: Iterable[Event]) -> list[Event]:
    """Steps and run were not read in one moment: a number that the run's row did not know yet is left for next time."""
    return _in_order((each for each in events if each.number <= run.events), now=run.state)


def _in_order(
    events: Iterable[Event],
    *,
    now: str | None,
    known: Mapping[UUID, str] | None = None,
    counts: Mapping[str, int] | None = None,
) -> list[Event]:
    """By their numbers, each with the state of the run after it."""
    ordered = sorted(events, key=lambda each: each.number)
    changes = [(each.step.pk, each.state) for each in ordered]
    along = states_along(changes, now=now, known=known, counts=counts)  # type: ignore[arg-type]  # a UUID is hashable
    return [
        Event(each.number, each.step, each.state, run_state, each.at, each.message, each.attempt)
        for each, run_state in zip(ordered, along, strict=True)
    ]
