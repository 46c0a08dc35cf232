"""The Celery task that runs a step. Its message is a wake-up: it may get lost or come twice."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from celery import shared_task

from integrations.queue.beside import beside
from integrations.queue.slots import Wish, slots
from workflows.models import Step
from workflows.runs import steps


@shared_task(name=Step.queue.task)
def run_step(step_id: str, lane: str, share: str | None) -> None:
    """Run the step when it is its turn in this process, if it is still on offer then."""
    slots().run(Wish(step_id, lane, share, partial(steps.run, UUID(step_id), beside())))
