"""Runs one step in a worker: claims it, goes through the one door, and writes down how it ended."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from integrations.errors import NotFound
from integrations.execution import door
from integrations.execution.cancelling import begun_calls
from integrations.execution.outcome import Outcome
from integrations.execution.pauses import next_attempt
from integrations.holders import Holder
from workflows.models import Run, Step
from workflows.runs.abreast import Places
from workflows.runs.actor import restored_actor
from workflows.runs.attempts import pause_after_fault, pause_of
from workflows.runs.calling import ELSEWHERE
from workflows.runs.claims import Ending, claim, close, put_back
from workflows.runs.events import tell_in_passing
from workflows.runs.identity import call_key
from workflows.runs.shift import NOT_RECORDED, Shift

logger = logging.getLogger(__name__)


def run(step_id: UUID, places: Places | None = None) -> None:
    """Run the step if it is still on offer; safe to be called twice and at once.

    A final outcome has ended the step in the transaction that closed the call, so nothing is left to do for it here.
    With ``places`` calls of the same run are performed beside one another.
    """
    step = claim(step_id)
    if step is None:
        return
    if step.run.kind == Run.Kind.WORKFLOW:
        Shift(step, places).work(step)
        return
    _run_alone(step)


def _run_alone(step: Step) -> None:
    """A node that was run by itself: nothing follows from it."""
    if step.run.cancel_requested_at is not None and not begun_calls(step.run_id, [call_key(step)]):
        with transaction.atomic():
            close(step, Ending(Step.State.CANCELLED))
        return
    try:
        outcome = _execute(step)
    except NotFound as error:
        with transaction.atomic():
            close(step, Ending(Step.State.FAILED, error=error.as_dict()))
    except Exception:  # the door has stored what happened; the next worker fetches it there
        logger.exception("runs.step_not_recorded", extra={"step": str(step.pk)})
        _wait(step, pause_after_fault(step.attempt), NOT_RECORDED)
    else:
        if not outcome.is_final:
            _wait(step, pause_of(outcome), outcome.reason or ELSEWHERE)


def _execute(step: Step) -> Outcome:
    run = step.run
    graph = cast(dict[str, Any], vars(step)["node_graph"])  # see claims
    node = next(each for each in graph["nodes"] if each["id"] == step.node_id)
    return door.execute(
        step.node_type,
        node["parameters"],
        call_key=call_key(step),
        actor=restored_actor(run.actor),
        holder=Holder.stored(run.customer, is_owner=step.account_mode == "owner"),
        connection=step.connection_id,
        source=run.source,
        run_id=run.pk,
        node_id=step.node_id,
        record=partial(_record, step),
        rides_on=step,
        tell_pause=partial(tell_in_passing, step),
    )


def _record(step: Step, outcome: Outcome) -> None:
    is_cancelled = outcome.state == Step.State.CANCELLED
    close(
        step,
        Ending(
            state=outcome.state,
            result=outcome.content,
            error=None if is_cancelled else outcome.error,
            warnings=outcome.warnings,
            usage=outcome.usage,
            execution_time=outcome.execution_time,
            call_id=outcome.call_id,
        ),
    )


def _wait(step: Step, seconds: float, why: str) -> None:
    put_back(step, seconds=seconds, message=next_attempt(step.attempt + 1, seconds, why))
