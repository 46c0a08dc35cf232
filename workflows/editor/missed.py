"""What a socket missed of a workflow while it was away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from workflows.editor.frames import RunChanges, told_by
from workflows.models import Run, Workflow
from workflows.runs.events import Event, as_payload
from workflows.runs.history import histories, page

NEWEST_RUNS = 20
NEWEST_EVENTS = 1_000
OVERLAP = 30_000
"""Milliseconds. An event has the time of before its commit, by its own machine's clock: it may appear late, below a
position that was already seen."""


@dataclass(frozen=True)
class Missed:
    """Changes by run in the order of their events, and where to go on next time."""

    changes: list[RunChanges]
    position: int
    numbers: dict[str, int] = field(default_factory=dict)
    """The last event of each run; those up to it are told with this, or are too old to be."""


def missed_changes(workflow: Workflow, *, since: int | None) -> Missed:
    """Events of the workflow's newest runs after position ``since``; none without it, the position alone.

    Those of the half minute before ``since`` come again; who receives them tells them apart by run and number.
    """
    runs = list(workflow.runs.order_by("-created_at", "-id")[:NEWEST_RUNS])
    found = _newest(runs, with_outputs=since is not None)
    position = max((each.position for events in found.values() for each in events), default=0)
    numbers = {str(run): events[-1].number for run, events in found.items() if events}
    if since is None:
        return Missed([], position, numbers)
    late = {run: [each for each in found[run.pk] if each.position > since - OVERLAP] for run in reversed(runs)}
    room = NEWEST_EVENTS
    changes: list[RunChanges] = []
    for run, events in reversed(late.items()):
        newest = events[-room:] if room else []
        room -= len(newest)
        if newest:
            changes.insert(0, told_by(as_payload(run, newest)))
    return Missed(changes, position, numbers)


def untold_changes(workflows: Iterable[UUID], *, heard: Mapping[str, int]) -> list[RunChanges]:
    """What has happened in the workflows' newest runs and was not heard, by the runs' own count.

    Of a run with very many events the first of these, so that the next time brings the next.
    """
    newest = [
        run
        for workflow in workflows
        for run in reversed(Run.objects.filter(workflow=workflow).order_by("-created_at", "-id")[:NEWEST_RUNS])
    ]
    behind = [run for run in newest if run.events > heard.get(str(run.pk), 0)]
    return [told_by(as_payload(run, _from(run, heard.get(str(run.pk), 0)))) for run in behind]


def _from(run: Run, number: int) -> list[Event]:
    return page(run, since=number, most=NEWEST_EVENTS, with_outputs=True)


def _newest(runs: Sequence[Run], *, with_outputs: bool) -> dict[UUID, list[Event]]:
    """The events of each run; of one with very many the newest."""
    few = [run for run in runs if run.events <= NEWEST_EVENTS]
    found = histories(few, with_outputs=with_outputs)
    for run in runs:
        if run.events > NEWEST_EVENTS:
            since = run.events - NEWEST_EVENTS
            found[run.pk] = page(run, since=since, most=NEWEST_EVENTS, with_outputs=with_outputs)
    return found
