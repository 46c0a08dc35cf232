"""The Celery task that runs a step. Its message is a wake-up: it may get lost or come twice."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from workflows.runs import offers, steps


@shared_task(name=offers.RUN_STEP)
def run_step(step_id: str) -> None:
    """Run the step if it is still on offer."""
    steps.run(UUID(step_id))
