"""The Celery task that runs a call. Its message may get lost or come twice."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from celery import shared_task

from integrations.execution import door
from integrations.models import Call
from integrations.queue.slots import Wish, slots


@shared_task(name=Call.queue.task)
def run_call(call_id: str, lane: str, share: str | None) -> None:
    """Run the call when it is its turn in this process, if it is still on offer then."""
    slots().run(Wish(call_id, lane, share, partial(door.run_call, UUID(call_id))))
