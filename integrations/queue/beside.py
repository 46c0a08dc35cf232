"""Places of one worker process for calls that somebody waits for who has a place already: beyond those for his work.

They hold a thread and a request, and wait for their vendor most of the time, so that there are more of them.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor  # noqa: TID251  # gives its connections back, see start
from functools import cache

from django.conf import settings

from integrations.database import giving_back

TIMES = 5
"""So many for each place that there is for work."""


class Beside:
    """One share leaves a quarter to the others. Who gets none does one thing after another."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._most_of_share = total - total // 4
        self._lock = threading.Lock()
        self._shares: Counter[str | None] = Counter()
        self._threads = ThreadPoolExecutor(total, thread_name_prefix="beside")

    def take(self, share: str | None) -> bool:
        """Take a place, if there is one; it has to be given back."""
        with self._lock:
            if self._shares.total() >= self._total or self._shares[share] >= self._most_of_share:
                return False
            self._shares[share] += 1
            return True

    def give_back(self, share: str | None) -> None:
        with self._lock:
            self._shares[share] -= 1
            if not self._shares[share]:
                del self._shares[share]

    def start(self, work: Callable[[], None]) -> None:
        """Have it done in another thread, by whoever has a place for it and only waits."""
        self._threads.submit(giving_back(work))


@cache
def beside() -> Beside:
    """This process's places."""
    return Beside(TIMES * settings.WORKER_CONCURRENCY)
