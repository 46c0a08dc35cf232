"""Numbered events: the one way in which a change of a run or a step is written down and told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from integrations.events import hint
from workflows.models import Run, RunEvent, Step

CHANGED = "run.changed"
"""Hint: ``{run, workflow, customer, changes: [{number, position, step, node_id, state, message, at, output?}]}``."""


@dataclass(frozen=True)
class Change:
    """A new state of one step, or (without step) of the run itself."""

    state: str
    step: Step | None = None
    message: str = ""


def lock_run(run_id: UUID) -> Run:
    """The run's row, locked until the transaction ends. Raises Run.DoesNotExist."""
    return Run.objects.select_for_update().get(pk=run_id)


def write(run: Run, changes: Sequence[Change]) -> None:
    """Number and store the changes with the run's own new values; listeners hear of them after the commit.

    The caller holds the run's lock and has already written the steps.
    """
    now = timezone.now()
    rows = [
        RunEvent(run=run, number=number, step=each.step, state=each.state, message=each.message[:500], at=now)
        for number, each in enumerate(changes, start=run.events + 1)
    ]
    RunEvent.objects.bulk_create(rows)
    run.events += len(rows)
    run.save(update_fields=["events", "state", "started_at", "finished_at", "cancel_requested_at"])
    hint(CHANGED, as_payload(run, rows))


def as_payload(run: Run, events: Iterable[RunEvent]) -> dict[str, object]:
    """Events of one run, with their steps loaded, as the hint carries them."""
    return {
        "run": str(run.pk),
        "workflow": str(run.workflow_id) if run.workflow_id else None,
        "customer": str(run.customer_id) if run.customer_id else None,
        "changes": [_as_dict(each, each.step) for each in events],
    }


def _as_dict(event: RunEvent, step: Step | None) -> dict[str, object]:
    """The end of a step that succeeded brings its output along."""
    change: dict[str, object] = {
        "number": event.number,
        "position": event.pk,
        "step": str(step.pk) if step else None,
        "node_id": step.node_id if step else None,
        "state": event.state,
        "message": event.message or None,
        "at": event.at.isoformat(),
    }
    if step is not None and event.state == Step.State.SUCCEEDED:
        change["output"] = step.result
    return change
