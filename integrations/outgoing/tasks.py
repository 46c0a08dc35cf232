"""The Celery task that takes an endpoint's turn. Its message may get lost or come twice."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from celery import shared_task

from integrations.models import WebhookTurn
from integrations.outgoing import turns
from integrations.queue.slots import Wish, slots


@shared_task(name=WebhookTurn.queue.task)
def take_turn(turn_id: str, lane: str, share: str | None) -> None:
    """Take the turn when it comes in this process, if it is still on offer then."""
    slots().run(Wish(turn_id, lane, share, partial(turns.take_turn, UUID(turn_id))))
