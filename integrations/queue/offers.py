"""Tells a worker of a row. The message is a hint that may get lost or come twice; the row is the truth."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from integrations.queue.clock import NOW
from integrations.queue.model import Queued
from integrations.shared_store import store_at

logger = logging.getLogger(__name__)

TOLD_OF_MANY = 4
"""Of rows that are offered together. Those that nobody finds for all that are offered again by the sweeper."""
RETRY_ONCE = {"max_retries": 1, "interval_start": 0, "interval_max": 0}


def on_offer(*, lane: Queued.Lane, share: UUID | None) -> dict[str, object]:
    """Columns of a new row: interactive work is told of right after the commit, the rest at its share's turn."""
    return {"lane": lane, "share": share, "offered_at": NOW if lane == Queued.Lane.INTERACTIVE else None}


def offer_on_commit(row: Queued) -> None:
    """Tell of new interactive work as soon as the workers can see its row; the dispatcher tells of the rest."""
    if row.lane == Queued.Lane.INTERACTIVE:
        transaction.on_commit(lambda: tell([row]))


def offer_together_on_commit(rows: Sequence[Queued]) -> None:
    """The same of rows that belong together: who claims one looks for the others, so that few are told of."""
    if rows and rows[0].lane == Queued.Lane.INTERACTIVE:
        told = list(rows[:TOLD_OF_MANY])
        transaction.on_commit(lambda: tell(told))


def tell(rows: Iterable[Queued]) -> None:
    """Send the wake-ups. Without a broker the rows simply wait until the sweeper takes the offer back."""
    try:
        for row in rows:
            share = str(row.share) if row.share else None
            current_app.send_task(
                row.queue.task, args=[str(row.pk), row.lane, share], queue=row.lane, retry_policy=RETRY_ONCE
            )
    except OperationalError:
        logger.warning("queue.not_told", exc_info=True)


def waiting_messages(lane: str) -> int:
    """How many wake-ups of a lane no worker has fetched yet. Raises redis.RedisError."""
    return int(store_at(settings.REDIS_BROKER_URL).llen(lane))
