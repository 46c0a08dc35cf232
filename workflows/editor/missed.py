"""What a socket missed of a workflow while it was away."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.editor.frames import RunChanges, told_by
from workflows.models import Workflow
from workflows.runs.events import as_payload
from workflows.runs.history import histories

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


def missed_changes(workflow: Workflow, *, since: int | None) -> Missed:
    """Events of the workflow's newest runs after position ``since``; none without it, the position alone.

    Those of the half minute before ``since`` come again; who receives them tells them apart by run and number.
    """
    runs = list(workflow.runs.order_by("-created_at", "-id")[:NEWEST_RUNS])
    found = histories(runs, with_outputs=since is not None)
    position = max((each.position for events in found.values() for each in events), default=0)
    if since is None:
        return Missed([], position)
    late = {run: [each for each in found[run.pk] if each.position > since - OVERLAP] for run in reversed(runs)}
    room = NEWEST_EVENTS
    changes: list[RunChanges] = []
    for run, events in reversed(late.items()):
        newest = events[-room:] if room else []
        room -= len(newest)
        if newest:
            changes.insert(0, told_by(as_payload(run, newest)))
    return Missed(changes, position)
