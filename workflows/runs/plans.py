"""The plan of a run: that of its revision, read once in each process, cut to what the run is to do of it."""

from __future__ import annotations

from workflows.engine.graph import Graph
from workflows.engine.plan import Plan, known_plan, plan_of
from workflows.models import Revision, Run


def plan_of_run(run: Run) -> Plan:
    """``run`` has its revision at hand, with or without the graph."""
    whole = plan_of_revision(run.revision)
    return whole.part(trigger=run.trigger_node or None, until=run.until or None, only=run.only or None)


def plan_of_revision(revision: Revision) -> Plan:
    """The graph is read only where this process has not planned it lately."""
    known = known_plan(revision.graph_hash)
    return known or plan_of(Graph.model_validate(revision.graph), digest=revision.graph_hash)
