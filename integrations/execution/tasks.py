"""The Celery task that runs a call. Its message may get lost or come twice."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from integrations.execution import door
from integrations.execution.wake import RUN_CALL


@shared_task(name=RUN_CALL)
def run_call(call_id: str) -> None:
    """Run the call if it is still on offer."""
    door.run_call(UUID(call_id))
