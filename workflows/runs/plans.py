"""The plan of a run: that of its revision, read once in each process, cut to what the run is to do of it."""

from __future__ import annotations

from workflows.engine.plan import Plan
from workflows.models import Run
from workflows.problems import stored_plan


def plan_of_run(run: Run) -> Plan:
    """``run`` has its revision at hand, with or without the graph."""
    return stored_plan(run.revision).part(
        trigger=run.trigger_node or None, until=run.until or None, only=run.only or None
    )
