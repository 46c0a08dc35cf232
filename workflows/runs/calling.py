"""A step that asks a vendor: through the one door, with what follows computed before its end is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from integrations.errors import InputError, MachinaError
from integrations.execution import door
from integrations.execution.endings import Ending
from integrations.execution.outcome import Outcome
from integrations.execution.request import CallOptions
from integrations.holders import Holder, get_customer
from integrations.payloads.contents import Payload
from workflows.engine.decisions import Instance
from workflows.engine.plan import PlanNode
from workflows.models import Run, Step
from workflows.runs.actor import restored_actor
from workflows.runs.attempts import next_try, pause_of, timeout_of
from workflows.runs.control import resolved
from workflows.runs.done import Done, failed, of_ending, of_outcome
from workflows.runs.events import tell_in_passing
from workflows.runs.identity import call_key
from workflows.runs.onward import Onward
from workflows.runs.turn import Turn

if TYPE_CHECKING:
    from workflows.runs.shift import Shift

ELSEWHERE = "Another worker is still at it."
NO_CUSTOMER = (
    "This node works with the account of the run's customer, and the run is for nobody's. "
    "Run it for a customer, or let the node use the owner's account."
)


def do(shift: Shift, step: Step, node: PlanNode, instance: Instance, *, give_up: str = "") -> Step | None:
    """Perform the operation; returns the step that this worker goes on with.

    With ``give_up`` a call that earlier workers have begun ends for that reason.
    """
    run = shift.run
    try:
        parameters = resolved(shift.scope, node, instance)
        holder = holder_of(run, node)
    except MachinaError as error:
        return shift.settle(step, failed(node, error))
    options: CallOptions = {"connection": step.connection_id, "run_id": run.pk, "node_id": step.node_id}
    if (timeout := timeout_of(node)) is not None:
        options["timeout"] = timeout
    call = _Call(shift, step, node)
    outcome = door.execute(
        node.type,
        cast(Mapping[str, object], parameters),
        call_key=call_key(step),
        actor=restored_actor(run.actor),
        holder=holder,
        source=run.source,
        record=call.record,
        rides_on=step,
        tell_pause=partial(tell_in_passing, step),
        foresee=call.foresee,
        give_up=give_up,
        **options,
    )
    if outcome.is_final:
        return call.following()
    shift.wait(step, pause_of(outcome), outcome.reason or ELSEWHERE)
    return None


def holder_of(run: Run, node: PlanNode) -> Holder:
    """Whose account the node uses. Raises InputError, and NotFound for a customer that there is not."""
    if node.account_mode == "owner":
        return Holder.owner()
    if node.customer_id:
        return Holder.customer(get_customer(restored_actor(run.actor), node.customer_id))
    if node.account_mode == "customer" and run.customer is None:
        raise InputError(NO_CUSTOMER, field="customer_id")
    return Holder.whose(run.customer)


class _Call:
    """One call of a step, from both sides of the door."""

    def __init__(self, shift: Shift, step: Step, node: PlanNode) -> None:
        self._shift = shift
        self._step = step
        self._node = node
        self._foreseen: tuple[Done, Turn] | None = None
        self._written: Turn | None = None

    def foresee(self, ending: Ending) -> Sequence[Payload]:
        """Compute what follows from this end, before the transaction, which stores the contents as well."""
        done = of_ending(self._node, ending)
        self._shift.remember(self._step, done)
        turn = self._shift.foreseen(partial(self._fill, done))
        self._foreseen = done, turn
        self._shift.stored = {each.pk for each in turn.contents}
        return turn.contents

    def record(self, outcome: Outcome) -> None:
        """Write the end down in the transaction that closes the call, with all that follows from it."""
        done, foreseen = of_outcome(self._node, outcome), self._foreseen
        self._foreseen = self._written = None
        if foreseen is not None and foreseen[0].state == done.state:
            turn = foreseen[1]
            turn.amend(done)
            if turn.write(is_locked=False, stored=self._shift.stored):
                self._written = turn
                return
        self._shift.remember(self._step, done)
        self._written = self._shift.written_locked(partial(self._fill, done))

    def following(self) -> Step | None:
        """The step to go on with, once the transaction has committed."""
        return self._shift.go_on_from(self._written) if self._written is not None else None

    def _fill(self, done: Done, turn: Turn, onward: Onward) -> None:
        again = None if turn.is_cancelled or turn.standing.halt else next_try(self._node, self._step, done)
        if again is not None:
            turn.put_back(self._step, again.seconds, again.message, generation=self._step.generation + 1)
            return
        onward.end(self._step, done)
