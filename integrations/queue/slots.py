"""The places of one worker process: how many of which lane and share are worked on at once, and who comes next."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from integrations.queue.fairness import fair_turns
from integrations.queue.model import Queued

logger = logging.getLogger(__name__)

MOST_KEPT = 5_000
"""Wake-ups kept while all places are taken. Beyond that they are dropped, and their rows are told of again later."""


@dataclass(frozen=True)
class Wish:
    """A wake-up that asks for a place. Two of the same ``key`` are one."""

    key: Hashable
    lane: str
    share: str | None
    work: Callable[[], None]


class Slots:
    """A quarter of the places is kept free of background work and of any single share; of the places for background
    work one share leaves a quarter, and at least one, to the others.

    A thread that brings a wish works on it if there is a place, and leaves it to the others if not; a thread that
    has finished goes on with what is next. So a worker needs one thread more than places, and none ever waits.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._reserve = total // 4
        in_background = total - self._reserve
        self._most_of_share = {
            Queued.Lane.INTERACTIVE: total - self._reserve,
            Queued.Lane.BACKGROUND: max(1, in_background - max(1, in_background // 4)),
        }
        self._lock = threading.Lock()
        self._kept: dict[str, dict[str | None, dict[Hashable, Wish]]] = {lane: {} for lane in Queued.Lane.values}
        self._count = 0
        self._lanes: Counter[str] = Counter()
        self._shares: Counter[str | None] = Counter()

    def run(self, wish: Wish) -> None:
        """Work on the wish, now in this thread or soon in another one."""
        with self._lock:
            self._keep(wish)
            mine = self._begin()
        while mine is not None:
            try:
                mine.work()
            except Exception:  # one row's fault must not keep the others from their turn
                logger.exception("queue.work_failed", extra={"key": str(mine.key)})
            finally:
                with self._lock:
                    self._end(mine)
            with self._lock:
                mine = self._begin()

    def kept(self) -> dict[str, int]:
        """How many wishes of each lane wait for their turn."""
        with self._lock:
            return {lane: sum(map(len, shares.values())) for lane, shares in self._kept.items()}

    def _keep(self, wish: Wish) -> None:
        if self._count >= MOST_KEPT:
            logger.warning("queue.wish_dropped", extra={"key": str(wish.key)})
            return
        of_share = self._kept[wish.lane].setdefault(wish.share, {})
        if wish.key not in of_share:
            of_share[wish.key] = wish
            self._count += 1

    def _begin(self) -> Wish | None:
        """Take the wish whose turn it is, if there is a place for it."""
        wish = self._next()
        if wish is not None:
            of_lane = self._kept[wish.lane]
            del of_lane[wish.share][wish.key]
            if not of_lane[wish.share]:
                del of_lane[wish.share]
            self._count -= 1
            self._lanes[wish.lane] += 1
            self._shares[wish.share] += 1
        return wish

    def _next(self) -> Wish | None:
        """Background work comes first until it has a quarter of the places, so that neither lane starves the other."""
        if not self._count or self._lanes.total() >= self._total:
            return None
        in_background = self._lanes[Queued.Lane.BACKGROUND]
        order = [Queued.Lane.INTERACTIVE]
        if in_background < self._total - self._reserve:
            order.insert(0 if in_background < self._reserve else 1, Queued.Lane.BACKGROUND)
        return next((wish for lane in order if (wish := self._turn(lane)) is not None), None)

    def _turn(self, lane: Queued.Lane) -> Wish | None:
        first = {share: [next(iter(wishes.values()))] for share, wishes in self._kept[lane].items()}
        return next(iter(fair_turns(first, busy=self._shares, room=1, limit=self._most_of_share[lane])), None)

    def _end(self, wish: Wish) -> None:
        self._lanes[wish.lane] -= 1
        self._shares[wish.share] -= 1
        if not self._shares[wish.share]:
            del self._shares[wish.share]


@cache
def slots() -> Slots:
    """This process's places."""
    return Slots(settings.WORKER_CONCURRENCY)
