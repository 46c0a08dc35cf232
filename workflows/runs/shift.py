"""What a worker does once it has claimed a step of a workflow: this one, and those that it may go on with."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from django.db import transaction

from integrations.errors import MachinaError
from integrations.execution.cancelling import has_call
from integrations.execution.pauses import next_attempt
from integrations.queue.claims import ClaimLost
from workflows.engine.control.handles import CALL_WORKFLOW
from workflows.engine.decisions import Instance
from workflows.engine.plan import PlanNode
from workflows.models import Run, Step
from workflows.runs import calling, earlier, nested, suspending
from workflows.runs.attempts import pause_after_fault
from workflows.runs.claims import has_killed_its_workers
from workflows.runs.control import computed, is_computed, kept
from workflows.runs.done import Done, failed
from workflows.runs.events import lock_run
from workflows.runs.identity import call_key, instance_of
from workflows.runs.loops import Loops
from workflows.runs.onward import Onward
from workflows.runs.plans import plan_of_run
from workflows.runs.scope import Scope
from workflows.runs.turn import Turn

logger = logging.getLogger(__name__)

MOST_STEPS = 20
MOST_SECONDS = 2.0
"""After so many steps, or so long, the next one is offered to all workers."""
KILLED = "{name} was begun again and again, and each time its worker stopped. Try with less at once."
NOT_RECORDED = "How it ended could not be written down."

Fill = Callable[[Turn, Onward], object]
"""Puts what has happened into a turn, and follows the edges from there."""


class Shift:
    """The steps of one run that one worker does one after another."""

    def __init__(self, step: Step) -> None:
        self.run: Run = step.run
        self.plan = plan_of_run(self.run)
        self.scope = Scope(self.run)
        self.stored: Collection[UUID] = ()
        """Contents that the door has stored already, or will."""
        self._loops = Loops(self.scope, self.plan)
        self._computed: dict[Instance, Done] = {}
        self._began = time.monotonic()
        self._steps = 0

    def work(self, step: Step) -> None:
        """Do the step, and whatever this worker goes on with."""
        following: Step | None = step
        while following is not None:
            step, following = following, None
            self._steps += 1
            try:
                following = self._do(step)
            except ClaimLost:
                return
            except Exception:  # the step is offered again, and what its call came to is fetched at the door
                logger.exception("runs.step_not_recorded", extra={"step": str(step.pk)})
                self._put_back_anyhow(step)

    def settle(self, step: Step, done: Done) -> Step | None:
        """End a step that has no call, with all that follows; returns the step that this worker goes on with."""
        done = kept(self.scope, done)
        self.remember(step, done)
        return self.write(partial(_end, step, done))

    def write(self, fill: Fill) -> Step | None:
        """Write down what has happened and what follows; returns the step that this worker goes on with."""
        self.stored = ()
        foreseen = self.foreseen(fill)
        with transaction.atomic():
            is_written = foreseen.write(is_locked=False)
        if is_written:
            return self.go_on_from(foreseen)
        with transaction.atomic():
            turn = self.written_locked(fill)
        return self.go_on_from(turn)

    def foreseen(self, fill: Fill) -> Turn:
        """The turn as it will be if nobody else has changed the run; computes what has not been computed yet."""
        return self._filled(self.run, fill, self._compute)

    def written_locked(self, fill: Fill) -> Turn:
        """The same under the run's lock, as it is now; what was not computed before becomes a step of its own."""
        turn = self._filled(lock_run(self.run.pk), fill, self._known)
        turn.run.revision, turn.run.customer = self.run.revision, self.run.customer
        turn.write(is_locked=True, stored=self.stored)
        return turn

    def go_on_from(self, turn: Turn) -> Step | None:
        """The turn is a fact now."""
        self.run = self.scope.run = turn.run
        if turn.next is not None:
            turn.next.run = self.run
        return turn.next

    def wait(self, step: Step, seconds: float, why: str, *, generation: int | None = None) -> None:
        """Offer the step again later, shown as waiting. One of a cancelled run does not wait."""
        message = next_attempt(step.attempt + 1, seconds, why)
        self.write(partial(_put_back, step, seconds, message, generation or step.generation))

    def remember(self, step: Step, done: Done) -> None:
        """Expressions of later steps see what this one gave, without reading it."""
        self._see(instance_of(step), done)

    # Parts

    def _do(self, step: Step) -> Step | None:
        node, instance = self.plan.node(step.node_id), instance_of(step)
        has_begun = self._has_begun(step, node)
        if not has_begun and (ending := self._not_to_begin(step, instance)) is not None:
            return self.settle(step, ending)
        give_up = KILLED.format(name=node.name or node.key) if has_killed_its_workers(step) else ""
        if give_up and not has_begun:
            return self.settle(step, failed(node, MachinaError(give_up)))
        if is_computed(self.scope, node):  # also in a run that takes up another one: it chooses between outputs
            return self.settle(step, self._compute(instance, step.arrived) or Done(Step.State.SKIPPED))
        if (known := earlier.result_of(self.run, node, step)) is not None:
            return self.settle(step, known)
        if node.kind == "operation":
            return calling.do(self, step, node, instance, give_up=give_up)
        try:
            return suspending.do(self, step, node, instance)
        except MachinaError as error:
            return self.settle(step, failed(node, error))

    def _has_begun(self, step: Step, node: PlanNode) -> bool:
        """Whether an earlier worker has begun what then goes to its end: a call, or the run of another workflow."""
        if step.attempt == 1:
            return False
        if node.type == CALL_WORKFLOW and self.run.cancel_requested_at is not None:
            nested.stop(step)
            return False
        return has_call(call_key(step), step) if node.kind == "operation" else self._has_called(step, node)

    def _has_called(self, step: Step, node: PlanNode) -> bool:
        return node.type == CALL_WORKFLOW and nested.has_called(step)

    def _not_to_begin(self, step: Step, instance: Instance) -> Done | None:
        """How a step ends that is not to begin any more, because its run or its item has come to an end."""
        standing = Turn(self.run).standing
        if self.run.cancel_requested_at is not None:
            return Done(Step.State.CANCELLED)
        if instance in standing.loops:
            return None
        if standing.halt or standing.has_failed(self.plan, instance):
            return Done(Step.State.SKIPPED)
        return None

    @property
    def _goes_on(self) -> bool:
        return self._steps < MOST_STEPS and time.monotonic() - self._began < MOST_SECONDS

    def _filled(self, run: Run, fill: Fill, compute: Callable[[Instance, Sequence[str]], Done | None]) -> Turn:
        turn = Turn(run)
        fill(turn, Onward(turn, self.plan, compute, self._loops, goes_on=self._goes_on))
        return turn

    def _compute(self, instance: Instance, arrived: Sequence[str]) -> Done | None:
        """How an instance ends that needs no transaction of its own; None for any other."""
        known = self._computed.get(instance)
        if known is not None:
            return known
        node = self.plan.node(instance[0])
        if not is_computed(self.scope, node):
            return None
        done = self._computed[instance] = _computed_anyhow(self.scope, node, instance, arrived)
        self._see(instance, done)
        return done

    def _see(self, instance: Instance, done: Done) -> None:
        if done.content is not None:
            self.scope.contents[instance] = done.content
        if done.value is not None or done.content is None:  # else it is read where it is wanted
            self.scope.values[instance] = done.value

    def _known(self, instance: Instance, arrived: Sequence[str]) -> Done | None:
        return self._computed.get(instance)

    def _put_back_anyhow(self, step: Step) -> None:
        with suppress(ClaimLost):
            self.wait(step, pause_after_fault(step.attempt), NOT_RECORDED)


def _computed_anyhow(scope: Scope, node: PlanNode, instance: Instance, arrived: Sequence[str]) -> Done:
    try:
        return computed(scope, node, instance, arrived)
    except Exception:  # a fault of ours ends this node, not the worker
        logger.exception("runs.node_not_computed", extra={"run": str(scope.run.pk), "node": node.id})
        return failed(node, MachinaError(f"{node.name or node.key} failed inside Machina. The log says more."))


def _end(step: Step, done: Done, turn: Turn, onward: Onward) -> None:
    onward.end(step, done)


def _put_back(step: Step, seconds: float, message: str, generation: int, turn: Turn, onward: Onward) -> None:
    turn.put_back(step, 0.0 if turn.is_cancelled else seconds, message, generation=generation)
