"""Wakes a worker for a call that is on offer. The message is only a hint: the sweeper offers again what it missed."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from integrations.models import Call

logger = logging.getLogger(__name__)

RUN_CALL = "integrations.execution.run_call"
INTERACTIVE = frozenset({"admin", "agent", "api", "editor", "options", "probe"})
"""Sources behind which somebody is waiting for the answer."""
RETRY_ONCE = {"max_retries": 1, "interval_start": 0, "interval_max": 0}


def wake_on_commit(call: Call) -> None:
    """Offer the call as soon as its row is visible to the workers."""
    transaction.on_commit(lambda: wake(call.pk, call.source))


def wake(call_id: UUID, source: str) -> None:
    """Send the wake-up by name, so that offering loads no worker code. Without a broker the row simply waits."""
    queue = "interactive" if source in INTERACTIVE else "default"
    try:
        current_app.send_task(RUN_CALL, args=[str(call_id)], queue=queue, retry_policy=RETRY_ONCE)
    except OperationalError:
        logger.warning("execution.wake_failed", extra={"call": str(call_id)}, exc_info=True)
