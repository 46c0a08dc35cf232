"""Steps that are neither computed nor calls: they wait for a time, for the items of a loop, or for another run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from workflows.engine.control.handles import AGENT, CALL_WORKFLOW, FOR_EACH, MERGE, WAIT
from workflows.engine.decisions import Instance
from workflows.engine.plan import PlanNode
from workflows.models import Step
from workflows.runs import loops, nested, waits
from workflows.runs.control import computed
from workflows.runs.onward import Onward
from workflows.runs.turn import FAR, Turn

if TYPE_CHECKING:
    from workflows.runs.shift import Shift


def do(shift: Shift, step: Step, node: PlanNode, instance: Instance) -> list[Step]:
    """Do the step; returns those that this worker goes on with. Raises MachinaError where it fails."""
    return _KINDS[node.type](shift, step, node, instance)


def _any_arrival(shift: Shift, step: Step, node: PlanNode, instance: Instance) -> list[Step]:
    return shift.settle(step, computed(shift.scope, node, instance, step.arrived))


def _for_each(shift: Shift, step: Step, node: PlanNode, instance: Instance) -> list[Step]:
    """The first time its items begin, the second time they are over."""
    looping = Turn(shift.run).standing.loops.get(instance)
    if looping is not None:
        return shift.settle(step, loops.put_together(shift.scope, node, step, looping))
    given = loops.params_of(shift.scope, node, instance)
    if not given.items or not shift.plan.body_of(node.id):
        return shift.settle(step, loops.without_body(shift.scope, node, instance, given.items))
    return shift.write(partial(_begin_items, shift, step, instance, given.items, given.concurrency))


def _begin_items(
    shift: Shift, step: Step, loop: Instance, items: list[loops.Item], at_once: int, turn: Turn, onward: Onward
) -> None:
    loops.keep_items(shift.scope, turn, loop, items, at_once)
    onward.begin_items(loop)
    if turn.standing.loops[loop].is_over:  # all of it was computed
        turn.ours.append(step)
        return
    count = len(items)
    turn.suspend(step, f"Works on {count:,} item{'s' if count != 1 else ''}.", not_before=FAR)


def _agent(shift: Shift, step: Step, node: PlanNode, instance: Instance) -> list[Step]:
    from workflows.agents.runtime import node as agents  # it builds on all of this

    return agents.do(shift, step, node, instance)


_KINDS: Mapping[str, Callable[[Shift, Step, PlanNode, Instance], list[Step]]] = {
    MERGE: _any_arrival,
    FOR_EACH: _for_each,
    WAIT: waits.do,
    CALL_WORKFLOW: nested.do,
    AGENT: _agent,
}
