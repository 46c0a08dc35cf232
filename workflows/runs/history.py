"""What happened in runs, read back: the numbers in the rows of their steps and the events beside them, as one order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

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
    return {run.pk: _in_order(run, found[run.pk]) for run in runs}


def _of_step(step: Step) -> Iterator[Event]:
    """The ordinary course of a step. It ends in the attempt it has come to, if it has begun at all."""
    if step.queued_number is not None:
        yield Event(step.queued_number, step, Step.State.QUEUED, "", step.created_at)
    if step.started_number is not None and step.started_at is not None:
        yield Event(step.started_number, step, Step.State.RUNNING, "", step.started_at, attempt=1)
    if step.ended_number is not None and step.finished_at is not None:
        message = str(step.error["detail"]) if step.error else ""
        yield Event(step.ended_number, step, step.state, "", step.finished_at, message, step.attempt)


def _in_order(run: Run, events: Iterable[Event]) -> list[Event]:
    """Steps and run were not read in one moment: a number that the run's row did not know yet is left for next time."""
    known = sorted((each for each in events if each.number <= run.events), key=lambda each: each.number)
    along = states_along([(each.step.pk, each.state) for each in known], now=run.state)
    return [
        Event(each.number, each.step, each.state, run_state, each.at, each.message, each.attempt)
        for each, run_state in zip(known, along, strict=True)
    ]
