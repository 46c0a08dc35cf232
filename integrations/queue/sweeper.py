"""Finds what nobody works on: rows whose worker died, and offers that got lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

import redis
from django.conf import settings
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from integrations.queue.backlog import backlog
from integrations.queue.clock import from_now
from integrations.queue.model import Queued, tables

logger = logging.getLogger(__name__)

LATE_SECONDS = 10.0
BATCH = 500


def sweep() -> int:
    """Take up what was left behind; returns how many rows that were. Run by the scheduler every few seconds."""
    return sum(_take_up_lapsed(model) for model in tables()) + _take_back_lost_offers()


def _take_up_lapsed(model: type[Queued]) -> int:
    """The owner of the table decides whether a row whose lease has lapsed is offered again or has come to its end."""
    take_up: Callable[[UUID], object] = import_string(model.queue.take_up)
    lapsed = model._default_manager.filter(state=Queued.State.RUNNING, lease_until__lt=Now()).order_by("lease_until")
    ids = list(lapsed.values_list("pk", flat=True)[:BATCH])
    for row_id in ids:
        try:
            take_up(row_id)
        except Exception:  # the others must not wait for this one
            logger.exception("queue.not_taken_up", extra={"row": str(row_id), "task": model.queue.task})
    return len(ids)


def _take_back_lost_offers() -> int:
    """Offers that nobody claimed are made anew by the dispatcher, unless the workers are simply behind with them.

    Nobody can say without Redis, and nobody could be told of them either.
    """
    try:
        kept_up = [lane for lane in Queued.Lane if backlog(lane) < settings.WORKER_CONCURRENCY]
    except redis.RedisError:
        logger.warning("queue.backlog_unknown", exc_info=True)
        return 0
    return sum(
        model._default_manager.filter(state__in=Queued.IDLE, lane=lane, offered_at__lt=from_now(-LATE_SECONDS)).update(
            offered_at=None
        )
        for lane in kept_up
        for model in tables()
    )
