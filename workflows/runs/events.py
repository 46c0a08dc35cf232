"""Tells of what happened in a run, after the commit: each change with the number that the run has counted for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from integrations.events import hint
from integrations.payloads.shown import sent
from workflows.models import Run, RunEvent, Step

CHANGED = "run.changed"
"""Hint: ``{run, workflow, customer, changes: [{number, position, step, node_id, path, attempt, state, run_state,
message, at, is_passing}]}``. A word in passing has the number of the event before it and no place in time.
The end of a step brings ``error, usage, execution_time`` along; that of one that succeeded
``content`` as well: ``{output}``, or ``{payload, size, preview}`` of a large one, or ``{withheld}``; and
``warnings`` where there are any."""
LONGEST_MESSAGE = 500


@dataclass(frozen=True)
class Event:
    """A step has come to a state, and the run with it to one of its own."""

    number: int
    step: Step
    state: str
    run_state: str
    at: datetime
    message: str = ""
    attempt: int = 0
    is_passing: bool = False
    """Nothing new, but a word to what the last event said; kept nowhere."""

    @property
    def position(self) -> int:
        """Where it lies in time, across runs: milliseconds, by the clock of whoever wrote it; 0 of one in passing."""
        if self.is_passing:
            return 0
        return round(self.at.timestamp() * 1000)


def lock_run(run_id: UUID) -> Run:
    """The run's row, locked until the transaction ends. Raises Run.DoesNotExist."""
    return Run.objects.select_for_update().get(pk=run_id)


def store(run: Run, event: Event) -> None:
    """Keep an event for which the step's own row has no column."""
    as_row(run, event).save(force_insert=True)


def as_row(run: Run, event: Event) -> RunEvent:
    """The event as it is kept."""
    return RunEvent(
        run=run,
        number=event.number,
        step=event.step,
        state=event.state,
        attempt=event.attempt,
        message=event.message[:LONGEST_MESSAGE],
        at=event.at,
    )


def tell(run: Run, events: Iterable[Event]) -> None:
    """Listeners hear of the events once the transaction has committed."""
    hint(CHANGED, as_payload(run, events))


def tell_in_passing(step: Step, message: str) -> None:
    """Listeners hear at once what a running step of ours waits for; the database does not."""
    run, now = step.run, timezone.now()
    tell(run, [Event(run.events, step, Step.State.RUNNING, run.state, now, message, step.attempt, is_passing=True)])


def as_payload(run: Run, events: Iterable[Event]) -> dict[str, object]:
    """Events of one run as the hint carries them."""
    return {
        "run": str(run.pk),
        "workflow": str(run.workflow_id) if run.workflow_id else None,
        "customer": str(run.customer_id) if run.customer_id else None,
        "changes": [_as_dict(each) for each in events],
    }


def _as_dict(event: Event) -> dict[str, object]:
    step = event.step
    change: dict[str, object] = {
        "number": event.number,
        "position": event.position,
        "step": str(step.pk),
        "node_id": step.node_id,
        "path": step.path,
        "attempt": event.attempt,
        "state": event.state,
        "run_state": event.run_state,
        "message": event.message[:LONGEST_MESSAGE] or None,
        "at": event.at.isoformat(),
        "is_passing": event.is_passing,
    }
    if event.state not in Step.OPEN:
        change |= {"error": step.error, "usage": step.usage, "execution_time": step.execution_time}
        if event.state == Step.State.SUCCEEDED:
            said: dict[str, object] = {"warnings": step.warnings} if step.warnings else {}
            change["content"] = sent(step.result_id, step.result).named("output") | said
    return change
