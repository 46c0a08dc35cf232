"""Heartbeats of background processes in Redis: a process that has not been heard of for 15 s counts as gone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import redis

from integrations.shared_store import store

EVERY_SECONDS = 5
LAPSES_AFTER_SECONDS = 15
logger = logging.getLogger(__name__)


def beat(role: str) -> None:
    """Say that a process of this role is alive."""
    store().set(f"machina:alive:{role}", 1, ex=LAPSES_AFTER_SECONDS)


def is_alive(role: str) -> bool:
    """Whether any process of this role was heard of lately. Raises redis.RedisError."""
    return bool(store().exists(f"machina:alive:{role}"))


def keep_beating(role: str, *, also: Callable[[], object] = lambda: None) -> threading.Event:
    """Beat from a thread of its own until the returned event is set; each time ``also`` has something to report."""
    stopped = threading.Event()

    def loop() -> None:
        while True:
            try:
                beat(role)
                also()
            except redis.RedisError:
                logger.warning("heartbeat.redis_unreachable", extra={"role": role})
            if stopped.wait(EVERY_SECONDS):
                return

    threading.Thread(target=loop, name=f"heartbeat-{role}", daemon=True).start()  # noqa: TID251  # who asks a database gives it back
    return stopped
