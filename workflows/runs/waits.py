"""Waits: for a while, until a time, or for somebody who calls the address of the wait. Nothing is held meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from pydantic import JsonValue

from integrations.errors import Conflict, NotFound
from integrations.payloads.contents import load, unsaved
from integrations.prepared.inserts import insert
from workflows.engine.control.ending import WaitParams
from workflows.engine.control.evaluation import read
from workflows.engine.control.handles import WAIT
from workflows.engine.decisions import Instance
from workflows.engine.graph import MAIN
from workflows.engine.plan import PlanNode
from workflows.models import Run, Step, WaitCall
from workflows.runs.addresses import awaited_by
from workflows.runs.control import resolved
from workflows.runs.done import Done
from workflows.runs.events import lock_run
from workflows.runs.identity import step_id
from workflows.runs.onward import Onward
from workflows.runs.turn import FAR, Turn

if TYPE_CHECKING:
    from workflows.runs.shift import Shift

ALMOST = timedelta(milliseconds=100)
"""Clocks of machines differ by as much."""
FOR_A_CALL = "Waits for a call of its address."


def do(shift: Shift, step: Step, node: PlanNode, instance: Instance) -> list[Step]:
    """Wait, or go on if the wait is over. Raises ExpressionError, InputError."""
    given = read(WaitParams, resolved(shift.scope, node, instance), WAIT)
    if given.callback:
        return _for_a_call(shift, step)
    due = given.until or cast(datetime, step.started_at) + timedelta(seconds=given.seconds or 0)
    if due - timezone.now() <= ALMOST:
        return shift.settle(step, _resumed(timezone.now(), None))
    words = f"Waits until {due.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC."
    return shift.write(partial(_suspend, step, words, due))


def call(token: str, body: JsonValue) -> None:
    """The address of a wait is called. Raises NotFound for one that nobody was told, Conflict for a second call."""
    awaited = awaited_by(token)
    run = Run.objects.filter(pk=awaited.run_id).first() if awaited else None
    if awaited is None or run is None:
        raise NotFound("There is no wait at this address.")
    if run.state not in Run.OPEN:
        raise Conflict("The run that waited here is over.")
    waiting = step_id(run.pk, awaited.instance)
    with transaction.atomic():
        is_first = _keep(run, waiting, body)
        resume(run.pk, waiting)
    if not is_first:
        raise Conflict("This address has been called before; the run goes on.")


def resume(run_id: UUID, waiting: UUID) -> None:
    """A step that waits for something which has happened is offered; nothing if it does not wait (yet, or any more)."""
    with transaction.atomic():
        turn = Turn(lock_run(run_id))
        step = Step.objects.filter(pk=waiting, state=Step.State.WAITING).first()
        if step is not None:
            turn.resume(step, is_ours=False)
            turn.write(is_locked=True)


def _for_a_call(shift: Shift, step: Step) -> list[Step]:
    called = WaitCall.objects.select_related("body").filter(pk=step.pk).first()
    if called is not None:
        body = cast(JsonValue, load(called.body)) if called.body is not None else None
        return shift.settle(step, _resumed(called.at, body))
    with transaction.atomic():  # the run's row is held: a caller has come before this, or finds it waiting
        shift.write(partial(_suspend, step, FOR_A_CALL, FAR))
        if WaitCall.objects.filter(pk=step.pk).exists():
            resume(shift.run.pk, step.pk)
    return []


def _keep(run: Run, waiting: UUID, body: JsonValue) -> bool:
    """Keep that the wait was called, for whenever it begins; False if it has been called before."""
    content = None if body is None else unsaved(body, customer_id=run.customer_id)
    lock_run(run.pk)
    if WaitCall.objects.filter(pk=waiting).exists():
        return False
    insert([content] if content is not None else [])
    insert([WaitCall(id=waiting, run=run, body=content)])
    return True


def _suspend(step: Step, message: str, not_before: datetime, turn: Turn, onward: Onward) -> None:
    onward.suspend(step, message, not_before)


def _resumed(at: datetime, body: JsonValue) -> Done:
    value: JsonValue = {"resumed_at": at.isoformat(), "body": body}
    return Done(Step.State.SUCCEEDED, frozenset({MAIN}), value=value)
