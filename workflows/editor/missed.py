"""What a socket missed of a workflow while it was away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.db.models import Max, Q

from workflows.editor.frames import RunChanges, without_large_outputs
from workflows.models import RunEvent, Workflow
from workflows.runs.events import as_payload

NEWEST_RUNS = 20
NEWEST_EVENTS = 1_000
OVERLAP = timedelta(seconds=30)
"""Positions are given before the commit: an event may appear late below one that was already seen."""


@dataclass(frozen=True)
class Missed:
    """Changes by run in the order of their events, and where to go on next time."""

    changes: list[RunChanges]
    position: int


def missed_changes(workflow: Workflow, *, since: int | None) -> Missed:
    """Events of the workflow's newest runs after position ``since``; none without it, the position alone.

    Some of the half minute before ``since`` come again; who receives them tells them apart by run and number.
    """
    runs = workflow.runs.order_by("-created_at", "-id")[:NEWEST_RUNS]
    events = RunEvent.objects.filter(run__in=[run.pk for run in runs])
    position = events.aggregate(newest=Max("pk"))["newest"] or 0
    if since is None:
        return Missed([], position)
    after = Q(pk__gt=since)
    seen = events.filter(pk=since).first()
    if seen is not None:
        after |= Q(at__gte=seen.at - OVERLAP)
    newest = events.filter(after).select_related("run", "step").order_by("-pk")[:NEWEST_EVENTS]
    by_run = groupby(reversed(newest), key=lambda event: event.run_id)
    payloads = ((rows[0].run, rows) for _, group in by_run if (rows := list(group)))
    return Missed([without_large_outputs(as_payload(run, rows)) for run, rows in payloads], position)
