"""How much one socket, and one operator's sockets together, may ask for."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

MAX_MESSAGE = 1024 * 1024
MAX_SAVE_MESSAGE = 6 * 1024 * 1024
MAX_AT_ONCE = 50
"""Requests of one socket that may be under way at the same time."""
MAX_SOCKETS_OF_USER = 32
"""Open sockets of one operator in one web process."""
BURST = 100
PER_SECOND = 50
REFUSALS_BEFORE_CLOSE = 1_000


class MessageRate:
    """A token bucket: ``BURST`` messages at once, ``PER_SECOND`` on average."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tokens = float(BURST)
        self._at = clock()
        self.refused = 0

    def take(self) -> float:
        """0 when the message may pass, else the seconds until one may."""
        now = self._clock()
        self._tokens = min(BURST, self._tokens + (now - self._at) * PER_SECOND)
        self._at = now
        if self._tokens < 1:
            self.refused += 1
            return (1 - self._tokens) / PER_SECOND
        self._tokens -= 1
        self.refused = 0
        return 0.0

    @property
    def is_flood(self) -> bool:
        """Whether the client goes on sending without minding that it is refused."""
        return self.refused >= REFUSALS_BEFORE_CLOSE


class OpenSockets:
    """Counts the sockets of each operator in this process; used from the event loop alone."""

    def __init__(self) -> None:
        self._open: Counter[int] = Counter()

    def admit(self, user_id: int) -> bool:
        """Count one more, unless the operator has too many already."""
        if self._open[user_id] >= MAX_SOCKETS_OF_USER:
            return False
        self._open[user_id] += 1
        return True

    def release(self, user_id: int) -> None:
        self._open[user_id] -= 1
        if not self._open[user_id]:
            del self._open[user_id]
