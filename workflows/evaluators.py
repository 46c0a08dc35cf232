"""Has an evaluator process ready in each worker before the first expression needs it, and none where none does.

One takes a fifth of a second of the processor to get ready, which is seconds where that is busy, and 40 MB. Whoever
opens, saves, publishes or deploys a drawing whose expressions need one says so; workers hear of it at their next
heartbeat.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import redis

from integrations.database import giving_back
from integrations.shared_store import store
from workflows.engine.control.expressions import needs_evaluator
from workflows.engine.expressions import warm_up
from workflows.models import Deployment

logger = logging.getLogger(__name__)

WANTED = "machina:evaluators-wanted"
WANTED_SECONDS = 600
MOST_LOOKED_AT = 500
"""Drawings that a worker looks at when it starts; the newest first."""


def want(graph: Mapping[str, Any]) -> None:
    """Let each worker have one ready within seconds, if an expression of this drawing needs it."""
    if not needs_evaluator(graph):
        return
    try:
        store().set(WANTED, 1, ex=WANTED_SECONDS)
    except redis.RedisError:  # then the first expression waits
        logger.warning("evaluators.not_wanted", exc_info=True)


class Readiness:
    """What one worker does about it."""

    def __init__(self) -> None:
        self._has_looked = False

    def look(self) -> None:
        """Get one ready if it is wanted now, or, the first time, if what is deployed needs one. It takes no time after
        that. Raises redis.RedisError."""
        if store().exists(WANTED):
            warm_up()
        if not self._has_looked:
            self._has_looked = True
            if giving_back(_is_deployed)():
                warm_up()


def _is_deployed() -> bool:
    """Whether an active deployment has an expression that needs one."""
    active = Deployment.objects.started().order_by("-created_at")
    graphs = active.values_list("version__revision__graph", flat=True)[:MOST_LOOKED_AT]
    return any(needs_evaluator(graph) for graph in graphs.iterator(chunk_size=20))
