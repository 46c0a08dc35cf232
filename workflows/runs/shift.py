"""What a worker does once it has claimed a step of a workflow: this one, and those that it may go on with."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from django.db import transaction

from integrations.database import release_database
from integrations.errors import MachinaError
from integrations.execution.admission import LookedUp
from integrations.execution.cancelling import begun_calls
from integrations.execution.endings import Ending, Wait
from integrations.execution.pauses import next_attempt
from integrations.queue.claims import ClaimLost
from workflows.engine.control.handles import AGENT, CALL_WORKFLOW
from workflows.engine.decisions import Instance
from workflows.engine.plan import PlanNode
from workflows.models import Run, Step
from workflows.runs import calling, claims, earlier, limits, nested, suspending
from workflows.runs.abreast import Abreast, Ended, Places
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
    """The steps of one run that one worker does: one after another, and calls as many at once as it has places."""

    def __init__(self, step: Step, places: Places | None = None) -> None:
        self.run: Run = step.run
        self.plan = plan_of_run(self.run)
        self.scope = Scope(self.run)
        self.stored: Collection[UUID] = ()
        """Contents that the door has stored already, or will."""
        self._loops = Loops(self.scope, self.plan)
        self._computed: dict[Instance, Done] = {}
        self._abreast = Abreast(places, step)
        self._taking = self._abreast.taking(goes_on=False)
        self._began = time.monotonic()
        self._steps = 0
        self._has_looked = False
        """In vain, for others that wait."""

    def work(self, step: Step) -> None:
        """Do the step, and whatever this worker goes on with."""
        ours = [step]
        try:
            while ours or self._abreast.is_busy:
                ours += self._more(ours)
                if len(ours) == 1 and not self._abreast.is_busy:
                    ours = self._alone(ours[0])
                else:
                    ours = self._side_by_side(ours)
        finally:
            self._taking.give_up()
            self._abreast.give_back()
        if self._has_more:
            claims.tell_of_others(self.run)

    def settle(self, step: Step, done: Done) -> list[Step]:
        """End a step that has no call, with all that follows; returns the steps that this worker goes on with."""
        done = kept(self.scope, done)
        self.remember(step, done)
        return self.write(partial(_end, step, done))

    def write(self, fill: Fill) -> list[Step]:
        """Write down what has happened and what follows; returns the steps that this worker goes on with."""
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
        turn = self._filled(self._with_relations(lock_run(self.run.pk)), fill, self._known)
        turn.write(is_locked=True, stored=self.stored)
        return turn

    def _with_relations(self, run: Run) -> Run:
        """With what was read along with the first step, and is not read again."""
        run.revision, run.customer, run.workflow = self.run.revision, self.run.customer, self.run.workflow
        return run

    def go_on_from(self, turn: Turn) -> list[Step]:
        """The turn is a fact now."""
        self.run = self.scope.run = turn.run
        self._abreast.keep(self._taking)
        self._has_looked = self._has_looked and not turn.has_offered
        for step in turn.ours:
            step.run = self.run
        return turn.ours

    def wait(self, step: Step, seconds: float, why: str, *, generation: int | None = None) -> None:
        """Offer the step again later, shown as waiting. One of a cancelled run does not wait."""
        message = next_attempt(step.attempt + 1, seconds, why)
        self.write(partial(_put_back, step, seconds, message, generation or step.generation))

    def remember(self, step: Step, done: Done) -> None:
        """Expressions of later steps see what this one gave, without reading it."""
        self._see(instance_of(step), done)

    # Parts

    def _alone(self, step: Step) -> list[Step]:
        self._abreast.give_back()
        self._steps += 1
        return self._anyhow(step, partial(self._do, step))

    def _anyhow(self, step: Step, do: Callable[[], list[Step]]) -> list[Step]:
        """Whatever happens: one that is not ours any more is somebody else's, and a fault of ours comes to one step."""
        try:
            return do()
        except ClaimLost:
            return []
        except Exception:  # the step is offered again, and what its call came to is fetched at the door
            logger.exception("runs.step_not_recorded", extra={"step": str(step.pk)})
            self._put_back_anyhow(step)
            return []

    def _side_by_side(self, ours: Sequence[Step]) -> list[Step]:
        """Begin the calls among them, do what else there is, and then write down what has ended meanwhile."""
        looked_up: LookedUp = {}
        others = [step for step in ours if not self._begin(step, looked_up)]
        self._abreast.give_back()
        following = [each for step in others for each in self._anyhow(step, partial(self._do, step))]
        if following or not self._abreast.is_busy:
            return following
        release_database()
        return self._end(self._abreast.ended())

    def _begin(self, step: Step, looked_up: LookedUp) -> bool:
        """Whether it is a call, and was begun; what else there may be about it, ``_do`` knows."""
        node, instance = self.plan.node(step.node_id), instance_of(step)
        if node.kind != "operation" or step.attempt > 1 or is_computed(self.scope, node):
            return False
        if self._not_to_begin(instance) is not None or earlier.result_of(self.run, node, step) is not None:
            return False
        begun = calling.begin(self, step, node, instance, looked_up)
        if begun is not None:
            self._abreast.start(step, begun)
        return begun is not None

    def _end(self, ended: Sequence[Ended]) -> list[Step]:
        """Write down together what has ended together; where that is not possible, one after another."""
        known = [(each.step, each.begun, each.ending) for each in ended if isinstance(each.ending, Ending)]
        following = calling.close_together(self, known) if len(known) > 1 else None
        if following is None:
            following = []
            for step, begun, ending in known:
                following += self._anyhow(step, partial(calling.close, self, step, begun, ending))
        for each in ended:
            if not isinstance(each.ending, Ending):
                self._not_ended(each.step, each.ending)
        return following

    def _not_ended(self, step: Step, why: Wait | BaseException) -> None:
        if isinstance(why, Wait):
            with suppress(ClaimLost):
                self.wait(step, why.seconds, why.reason)
            return
        logger.error("runs.step_not_performed", extra={"step": str(step.pk)}, exc_info=why)
        self._put_back_anyhow(step)

    @property
    def _has_more(self) -> bool:
        """Whether steps of the run wait for a worker, as far as is known."""
        return self._abreast.is_possible and Turn(self.run).standing.counts[Step.State.QUEUED] > 0

    def _more(self, ours: Sequence[Step]) -> list[Step]:
        """Steps of the run that wait for a worker, as many as there are places for."""
        if self._has_looked or not self._goes_on or not self._has_more:
            return []
        taking = self._abreast.taking(goes_on=True, has_own=not ours)
        if not taking():
            return []
        first = iter([True])  # the place that is taken already
        try:
            run, found = claims.claim_others(self.run, lambda: next(first, False) or taking())
        except ClaimLost:
            found = []
        else:
            self.run = self.scope.run = self._with_relations(run)
        self._has_looked = not found
        if found:
            self._abreast.keep(taking)
        taking.give_up()
        for step in found:
            step.run = self.run
        return found

    def _do(self, step: Step) -> list[Step]:
        node, instance = self.plan.node(step.node_id), instance_of(step)
        has_begun = self._has_begun(step, node)
        if not has_begun and (ending := self._not_to_begin(instance)) is not None:
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
        if node.kind == "operation":
            return bool(begun_calls(self.run.pk, [call_key(step)]))
        return self._has_called(step, node)

    def _has_called(self, step: Step, node: PlanNode) -> bool:
        return node.type == CALL_WORKFLOW and nested.has_called(step)

    def _not_to_begin(self, instance: Instance) -> Done | None:
        """How a step ends that is not to begin any more: its run or item has come to an end, or its run to a limit."""
        turn, node = Turn(self.run), self.plan.node(instance[0])
        standing = turn.standing
        if self.run.cancel_requested_at is not None:
            return Done(Step.State.CANCELLED)
        if instance in standing.loops:
            return None
        if standing.halt or standing.has_failed(self.plan, instance):
            return Done(Step.State.SKIPPED)
        costs = node.kind == "operation" or node.type == AGENT
        refusal = limits.overspent(turn) if costs else None
        return failed(node, refusal) if refusal is not None else None

    @property
    def _goes_on(self) -> bool:
        return self._steps < MOST_STEPS and time.monotonic() - self._began < MOST_SECONDS

    def _filled(self, run: Run, fill: Fill, compute: Callable[[Instance, Sequence[str]], Done | None]) -> Turn:
        self._taking.give_up()
        self._taking = self._abreast.taking(goes_on=self._goes_on)
        turn = Turn(run)
        fill(turn, Onward(turn, self.plan, compute, self._loops, takes=self._taking))
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
