"""The Celery task that takes a poller's turn. Its message is a wake-up: it may get lost or come twice."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from celery import shared_task

from integrations.queue.slots import Wish, slots
from workflows.models import Poller
from workflows.triggers import polling


@shared_task(name=Poller.queue.task)
def poll(poller_id: str, lane: str, share: str | None) -> None:
    """Poll when it is its turn in this process, if it is still on offer then."""
    slots().run(Wish(poller_id, lane, share, partial(polling.take_turn, UUID(poller_id))))
