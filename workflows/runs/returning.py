"""What the end of a run begins: the step that has called it, and the workflow for failures. Importing subscribes."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from integrations.events import subscribe
from workflows.models import Step
from workflows.runs import waits
from workflows.runs.erring import start_error_run
from workflows.runs.turn import ENDED, FAILED


@subscribe(ENDED)
def go_on(payload: Mapping[str, object]) -> None:
    """Offer the calling step; if the news of the end get lost, it looks again by itself."""
    calling = payload["parent_step"]
    if calling is None:
        return
    step = Step.objects.filter(pk=UUID(str(calling))).only("pk", "run_id").first()
    if step is not None:
        waits.resume(step.run_id, step.pk)


@subscribe(FAILED)
def start_workflow_for_failures(payload: Mapping[str, object]) -> None:
    """Told of at least once, started once."""
    start_error_run(UUID(str(payload["run"])))
