"""What has left for the vendor during one attempt: for metering, and to know what may have happened there."""

from __future__ import annotations

import threading

from integrations.database import release_database
from integrations.execution.claims import Claim, mark_sent
from integrations.execution.pauses import next_attempt, reason


class Traffic:
    """Told by egress of every request, from whichever thread of the call sends it."""

    def __init__(self, claim: Claim, vendor: str = "") -> None:
        self.requests = 0
        self.has_written = False
        self._claim = claim
        self._vendor = vendor
        self._lock = threading.Lock()

    def on_writing(self) -> None:
        """A request that may change something is about to leave. Raises Cancelled to keep it here."""
        with self._lock:
            mark_sent(self._claim)

    def on_sent(self, count: int = 1) -> None:
        """So many requests, the parts of a batch, are about to leave; from here on only the vendor is waited for."""
        with self._lock:
            self.requests += count
        release_database()

    def on_retry(self, number: int, seconds: float, error: Exception) -> None:
        """A request is to be sent again after so many seconds, because the last attempt ended with the error."""
        if self._claim.tell_pause is not None:
            self._claim.tell_pause(next_attempt(number, seconds, reason(error, self._vendor)))

    def on_written(self) -> None:
        """A request that changes something has succeeded."""
        self.has_written = True
