"""Wakes a worker for steps that are on offer. The task is called by name, so that offering loads no worker code."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

RUN_STEP = "workflows.runs.run_step"
INTERACTIVE = "interactive"
RETRY_ONCE = {"max_retries": 1, "interval_start": 0, "interval_max": 0}


def wake(step_ids: Iterable[UUID]) -> None:
    """Tell the workers. Without a broker the rows simply wait for the sweeper, which offers them again."""
    try:
        for step_id in step_ids:
            current_app.send_task(RUN_STEP, args=[str(step_id)], queue=INTERACTIVE, retry_policy=RETRY_ONCE)
    except OperationalError:
        logger.warning("runs.wake_failed", exc_info=True)
