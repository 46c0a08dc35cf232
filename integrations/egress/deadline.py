"""How long one call may take, and the switch that stops it early."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from integrations.errors import RemoteUnavailable


class Cancelled(Exception):
    """Somebody stopped the call. Not an error for anyone: the call ends as ``cancelled``."""


class DeadlineExceeded(RemoteUnavailable):
    """The call's time is up before a complete answer was there."""


class Deadline:
    """A point in monotonic time that requests, waits and loops of one call honour; shared between threads.

    ``cancel()`` wakes waits at once and ends a request in progress within a fraction of a second.
    """

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._ends_at = clock() + seconds
        self._cancelled = threading.Event()

    def within(self, seconds: float | None) -> Deadline:
        """One that ends no later than this one and after so many seconds, and is cancelled with it; None: this one."""
        if seconds is None or seconds >= self.remaining():
            return self
        part = Deadline(seconds, clock=self._clock)
        part._cancelled = self._cancelled
        return part

    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self._ends_at - self._clock())

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> None:
        self._cancelled.set()

    def check(self) -> None:
        """Raise Cancelled or DeadlineExceeded when the call has to end now."""
        if self._cancelled.is_set():
            raise Cancelled
        if self.remaining() == 0:
            raise DeadlineExceeded(f"No complete answer came within {self.seconds:g} seconds. Try again later.")

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than the deadline. Raises Cancelled or DeadlineExceeded."""
        self._cancelled.wait(min(seconds, self.remaining()))
        self.check()
