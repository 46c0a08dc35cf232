"""What follows in a run when something in it has ended: computed in memory, and collected for one transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from workflows.engine import decisions
from workflows.engine.control.handles import WAIT
from workflows.engine.decisions import Ended, Following, Instance, ItemEnd
from workflows.engine.plan import Plan
from workflows.models import Step
from workflows.runs import limits
from workflows.runs.done import FAILURES, Done, failed
from workflows.runs.identity import instance_of
from workflows.runs.loops import Loops
from workflows.runs.turn import Turn

MOST_COMPUTED = 200
"""Steps that are computed before they are written down."""

Takes = Callable[[], bool]
"""Whether whoever writes the turn also goes on with one more step, for which there is room then."""
Compute = Callable[[Instance, Sequence[str]], Done | None]
"""How an instance ends that needs no transaction of its own; None for any other, and where that is not known yet."""


class Onward:
    """Follows the edges from what has ended, through all that can be computed, up to what a worker has to do."""

    def __init__(self, turn: Turn, plan: Plan, compute: Compute, loops: Loops, *, takes: Takes) -> None:
        self.turn = turn
        self.plan = plan
        self._compute = compute
        self._loops = loops
        self._takes = takes
        self._found: deque[Following] = deque()
        self._has_closed = False
        """Whether the run, or an item, begins nothing any more that might have begun before."""

    def begin(self) -> None:
        """The run starts."""
        self._keep(decisions.begin(self.plan))
        self._work_off()

    def begin_items(self, loop: Instance) -> None:
        """The loop has its items."""
        self._begin_more(loop)
        self._work_off()

    def end(self, step: Step, done: Done) -> None:
        """A step that is there already has ended."""
        done = self._followed(instance_of(step), done)
        self.turn.end(step, done)
        self._work_off()

    def suspend(self, step: Step, message: str, not_before: datetime, **columns: object) -> None:
        """A step of ours waits. Where it is not to go on any more, the next worker ends it instead."""
        if self._is_closed(step):
            self.turn.put_back(step, 0.0, message, generation=step.generation)
        else:
            self.turn.suspend(step, message, not_before=not_before, **columns)

    def _work_off(self) -> None:
        while self._found:
            self._take(self._found.popleft())
        if self._has_closed and self.turn.standing.counts[Step.State.WAITING] > 0:
            self._wake()

    def _wake(self) -> None:
        """Waits of what is over would last until their time, or for a call or a budget that may never come."""
        waiting = Step.objects.filter(run=self.turn.run, state=Step.State.WAITING)
        for step in waiting.filter(Q(node_type=WAIT) | Q(error__isnull=False)):
            if self._is_closed(step):
                self.turn.resume(step, is_ours=False)

    def _is_closed(self, step: Step) -> bool:
        standing = self.turn.standing
        return self.turn.is_cancelled or bool(standing.halt) or standing.has_failed(self.plan, instance_of(step))

    def _keep(self, found: Following) -> None:
        """What is decided next builds on it: two branches that end in one turn meet."""
        self.turn.standing.keep(found.joins)
        self._found.append(found)

    def _take(self, found: Following) -> None:
        for instance in found.skipped:
            self.turn.add_ended(self.plan.node(instance[0]), instance, Done(Step.State.SKIPPED))
        for instance in found.ready:
            self._start(instance, found.arrived[instance])
        for item in found.items:
            self._item_over(item)

    def _start(self, instance: Instance, arrived: Sequence[str]) -> None:
        turn, node = self.turn, self.plan.node(instance[0])
        if turn.is_cancelled or turn.standing.halt:
            self._never(instance)
            return
        if (refusal := limits.refusal(turn)) is not None:
            self._end(instance, failed(node, refusal))
            return
        done = self._compute(instance, arrived) if turn.size < MOST_COMPUTED else None
        if done is not None:
            self._end(instance, done)
            return
        turn.add_open(node, instance, arrived, is_ours=self._takes())

    def _never(self, instance: Instance) -> None:
        """What would be next is not begun, because the run stops."""
        state = Step.State.CANCELLED if self.turn.is_cancelled else Step.State.SKIPPED
        self.turn.add_ended(self.plan.node(instance[0]), instance, Done(state))
        self._keep(decisions.follow(self.plan, Ended(*instance, "cancelled"), self.turn.standing.joins))

    def _end(self, instance: Instance, done: Done) -> None:
        done = self._followed(instance, done)
        self.turn.add_ended(self.plan.node(instance[0]), instance, done)

    def _followed(self, instance: Instance, done: Done) -> Done:
        """Decide what follows from the end. A failure that a loop around collects, or that has a way on, is handled."""
        ended = Ended(*instance, done.state, done.handles)  # type: ignore[arg-type]  # the same words
        found = decisions.follow(self.plan, ended, self.turn.standing.joins)
        is_contained = done.state in FAILURES and not found.stops
        done = replace(done, is_handled=True) if is_contained else done
        self._note(instance, done, found)
        return done

    def _note(self, instance: Instance, done: Done, found: Following) -> None:
        """What the end means for the run."""
        standing, was_failed = self.turn.standing, self._item_has_failed(instance)
        if done.makes_output:
            standing.output = str(done.content.pk) if done.content else None
        if done.answers and not standing.is_answered:
            standing.is_answered, self.turn.answer = True, done.value
        if done.stops:
            standing.halt, standing.reason = "stopped", done.message
        if found.stops and not standing.halt:
            standing.halt = "cancelled" if done.state == Step.State.CANCELLED else "failed"
            standing.reason = standing.reason or done.message
        self._has_closed = self._has_closed or bool(standing.halt) or done.state in FAILURES
        self._keep(found)
        if instance[1] and done.state in FAILURES and not done.handles and not was_failed:
            self._loops.failed(self.turn, instance, done)

    def _item_has_failed(self, instance: Instance) -> bool:
        """Whether something in the same item has failed before, of which the item's error tells."""
        node_id, path = instance
        if not path:
            return False
        join = self.turn.standing.joins.get((self.plan.loops_of(node_id)[-1], path))
        return join is not None and join.failed

    def _item_over(self, item: ItemEnd) -> None:
        turn = self.turn
        turn.standing.forget_item(self.plan, item.loop, item.index)
        loop = turn.standing.loops[item.loop]
        loop.open -= 1
        is_stopping = bool(turn.standing.halt) or turn.is_cancelled
        loop.is_closed = loop.is_closed or item.closing or is_stopping
        if not item.failed and not is_stopping:
            self._loops.give(turn, item)
        if loop.is_over:
            self._loops.resume(turn, item.loop, self._takes)
        else:
            self._begin_more(item.loop)

    def _begin_more(self, loop: Instance) -> None:
        begun = self.turn.standing.loops[loop].begin_more()
        if begun:
            self._keep(decisions.begin_items(self.plan, loop, begun))
