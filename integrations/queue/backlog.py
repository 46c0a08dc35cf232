"""How much of a lane was told of and has not begun: wake-ups in the broker, and those that workers keep for later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from integrations.queue.offers import waiting_messages
from integrations.shared_store import store

WORKERS = "machina:workers"
LAPSES_AFTER_SECONDS = 15


def report(worker: str, kept: Mapping[str, int]) -> None:
    """Say how many wake-ups of each lane a worker keeps. Raises redis.RedisError."""
    with store().pipeline(transaction=False) as pipeline:
        pipeline.sadd(WORKERS, worker)
        pipeline.set(_kept_by(worker), json.dumps(dict(kept)), ex=LAPSES_AFTER_SECONDS)
        pipeline.execute()


def backlog(lane: str) -> int:
    """So many wake-ups of a lane wait for a place. Raises redis.RedisError."""
    return waiting_messages(lane) + sum(kept.get(lane, 0) for kept in _reports())


def _reports() -> list[dict[str, int]]:
    """What the living workers said last; one that was not heard of for a while is forgotten."""
    members = cast(set[bytes], store().smembers(WORKERS))  # text only where a client was told to decode
    workers = sorted(each.decode() for each in members)
    told = dict(zip(workers, store().mget([_kept_by(each) for each in workers]), strict=True)) if workers else {}
    if gone := [worker for worker, text in told.items() if text is None]:
        store().srem(WORKERS, *gone)
    return [json.loads(text) for text in told.values() if text is not None]


def _kept_by(worker: str) -> str:
    return f"{WORKERS}:{worker}:kept"
