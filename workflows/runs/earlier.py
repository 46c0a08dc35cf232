"""What an earlier run has come to, taken up by the one that tries it again: what had succeeded is not done twice."""

from __future__ import annotations

from workflows.engine.graph import MAIN
from workflows.engine.plan import PlanNode
from workflows.models import Run, Step
from workflows.runs.done import Done
from workflows.runs.identity import step_id


def result_of(run: Run, node: PlanNode, step: Step) -> Done | None:
    """How the same node has ended in the run that this one takes up; None where it is to be done."""
    if run.earlier_id is None or run.only or node.id in run.again_from:
        return None
    if node.is_loop:  # its items are taken up one by one
        return None
    found = Step.objects.filter(pk=step_id(run.earlier_id, (node.id, tuple(step.path))), state=Step.State.SUCCEEDED)
    kept = found.select_related("result").first()
    if kept is None or (kept.result_id is not None and kept.result is None):
        return None
    return Done(
        kept.state,
        frozenset({MAIN}),
        content=kept.result,
        warnings=tuple(kept.warnings),
        call_id=kept.call_id,
    )
