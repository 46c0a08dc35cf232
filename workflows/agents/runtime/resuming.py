"""What wakes agents that wait: a person's answer. Importing it subscribes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from integrations.events import subscribe
from workflows.agents.approvals.facts import ANSWERED
from workflows.models import Run
from workflows.runs import waits


@subscribe(ANSWERED)
def go_on(payload: Mapping[str, object]) -> None:
    """Offer the step that has asked; one that is not waiting is left alone."""
    run, step = payload.get("run"), payload.get("step")
    if run and step:
        with suppress(Run.DoesNotExist):
            waits.resume(UUID(str(run)), UUID(str(step)))
