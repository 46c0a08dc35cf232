"""A step that asks a vendor: through the one door, with what follows computed before its end is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from integrations.actors import Actor
from integrations.errors import InputError, MachinaError
from integrations.execution import beside, door, together
from integrations.execution.admission import LookedUp
from integrations.execution.endings import Ending
from integrations.execution.outcome import Outcome
from integrations.execution.request import CallOptions
from integrations.holders import Holder, get_customer
from integrations.payloads.contents import Payload
from workflows.engine.decisions import Instance
from workflows.engine.plan import PlanNode
from workflows.models import Run, Step
from workflows.runs import budgets
from workflows.runs.actor import restored_actor
from workflows.runs.attempts import next_try, pause_of, timeout_of
from workflows.runs.control import resolved
from workflows.runs.done import Done, failed, of_ending, of_outcome
from workflows.runs.events import tell_in_passing
from workflows.runs.identity import call_key
from workflows.runs.onward import Onward
from workflows.runs.turn import Turn

if TYPE_CHECKING:
    from workflows.runs.shift import Fill, Shift

ELSEWHERE = "Another worker is still at it."
NO_CUSTOMER = (
    "This node works with the account of the run's customer, and the run is for nobody's. "
    "Run it for a customer, or let the node use the owner's account."
)


def do(shift: Shift, step: Step, node: PlanNode, instance: Instance, *, give_up: str = "") -> list[Step]:
    """Perform the operation; returns the steps that this worker goes on with.

    With ``give_up`` a call that earlier workers have begun ends for that reason.
    """
    try:
        parameters, whose = _asked(shift, step, node, instance)
    except MachinaError as error:
        return shift.settle(step, failed(node, error))
    calls = _Calls(shift, [(step, node)])
    outcome = door.execute(
        node.type,
        parameters,
        **whose,
        record=calls.record_one,
        rides_on=step,
        tell_pause=partial(tell_in_passing, step),
        foresee=calls.foresee_one,
        give_up=give_up,
    )
    return _ended(shift, step, calls, outcome)


def begin(shift: Shift, step: Step, node: PlanNode, instance: Instance, looked_up: LookedUp) -> beside.Begun | None:
    """Open the call of a step, to be performed beside others; None where it has to be done by itself."""
    try:
        parameters, whose = _asked(shift, step, node, instance)
    except MachinaError:
        return None
    told = partial(tell_in_passing, step)
    return beside.begin(node.type, parameters, **whose, rides_on=step, tell_pause=told, looked_up=looked_up)


def close(shift: Shift, step: Step, begun: beside.Begun, ending: Ending) -> list[Step]:
    """Write down how a call has ended; returns the steps that this worker goes on with."""
    calls = _Calls(shift, [(step, shift.plan.node(step.node_id))])
    return _ended(shift, step, calls, beside.close(begun, ending, calls.record_one, calls.foresee_one))


def close_together(shift: Shift, ended: Sequence[tuple[Step, beside.Begun, Ending]]) -> list[Step] | None:
    """The same for several by one transaction; None where each is to be written down by itself."""
    calls = _Calls(shift, [(step, shift.plan.node(step.node_id)) for step, _, _ in ended])
    claims = [(begun.claim, ending) for _, begun, ending in ended]
    return calls.following() if together.close_together(claims, calls.record, calls.foresee) else None


class _Whose(CallOptions):
    """What the door is told of a step's call beside the operation and its parameters."""

    call_key: str
    actor: Actor
    holder: Holder
    source: str


def _asked(shift: Shift, step: Step, node: PlanNode, instance: Instance) -> tuple[Mapping[str, object], _Whose]:
    """What the step asks the door for. Raises ExpressionError, InputError, NotFound."""
    run = shift.run
    parameters = resolved(shift.scope, node, instance)
    whose: _Whose = {
        "call_key": call_key(step),
        "actor": restored_actor(run.actor),
        "holder": holder_of(run, node),
        "source": run.source,
        "connection": step.connection_id,
        "run_id": run.pk,
        "node_id": step.node_id,
    }
    if (timeout := timeout_of(node)) is not None:
        whose["timeout"] = timeout
    return cast(Mapping[str, object], parameters), whose


def _ended(shift: Shift, step: Step, calls: _Calls, outcome: Outcome) -> list[Step]:
    if outcome.is_final:
        return calls.following()
    shift.wait(step, pause_of(outcome), outcome.reason or ELSEWHERE)
    return []


def holder_of(run: Run, node: PlanNode) -> Holder:
    """Whose account the node uses. Raises InputError, and NotFound for a customer that there is not."""
    if node.account_mode == "owner":
        return Holder.owner()
    if node.customer_id:
        return Holder.customer(get_customer(restored_actor(run.actor), node.customer_id))
    if node.account_mode == "customer" and run.customer is None:
        raise InputError(NO_CUSTOMER, field="customer_id")
    return Holder.whose(run.customer)


class _Calls:
    """Calls of steps that end together, from both sides of the door."""

    def __init__(self, shift: Shift, steps: Sequence[tuple[Step, PlanNode]]) -> None:
        self._shift = shift
        self._steps = steps
        self._foreseen: tuple[list[Done], Turn] | None = None
        self._written: Turn | None = None

    def foresee(self, endings: Sequence[Ending]) -> Sequence[Payload]:
        """Compute what follows from these ends, before the transaction, which stores the contents as well."""
        dones = [of_ending(node, ending) for (_, node), ending in zip(self._steps, endings, strict=True)]
        turn = self._shift.foreseen(self._filling(dones))
        self._foreseen = dones, turn
        self._shift.stored = {each.pk for each in turn.contents}
        return turn.contents

    def record(self, outcomes: Sequence[Outcome]) -> None:
        """Write the ends down in the transaction that closes the calls, with all that follows from them."""
        dones = [of_outcome(node, outcome) for (_, node), outcome in zip(self._steps, outcomes, strict=True)]
        foreseen, self._foreseen, self._written = self._foreseen, None, None
        if foreseen is not None and [each.state for each in foreseen[0]] == [each.state for each in dones]:
            turn = foreseen[1]
            for (step, _), done in zip(self._steps, dones, strict=True):
                turn.amend(step, done)
            if turn.write(is_locked=False, stored=self._shift.stored):
                self._written = turn
                return
        self._written = self._shift.written_locked(self._filling(dones))

    def foresee_one(self, ending: Ending) -> Sequence[Payload]:
        return self.foresee([ending])

    def record_one(self, outcome: Outcome) -> None:
        self.record([outcome])

    def following(self) -> list[Step]:
        """The steps to go on with, once the transaction has committed."""
        return self._shift.go_on_from(self._written) if self._written is not None else []

    def _filling(self, dones: Sequence[Done]) -> Fill:
        for (step, _), done in zip(self._steps, dones, strict=True):
            self._shift.remember(step, done)
        return partial(self._fill, dones)

    def _fill(self, dones: Sequence[Done], turn: Turn, onward: Onward) -> None:
        for (step, node), done in zip(self._steps, dones, strict=True):
            again = None if turn.is_cancelled or turn.standing.halt else next_try(node, step, done)
            if budgets.is_for_want_of_budget(done):
                budgets.wait(onward, step, done)
            elif again is not None:
                turn.standing.spend(done.usage)
                turn.put_back(step, again.seconds, again.message, generation=step.generation + 1)
            else:
                onward.end(step, done)
