"""What has left for the vendor during one attempt: for metering, and to know what may have happened there."""

from __future__ import annotations

import threading
from collections import deque

from integrations.database import release_database
from integrations.egress.exchanged import Exchanged
from integrations.egress.permit import ComeBack
from integrations.egress.policy import MAX_ATTEMPTS
from integrations.errors import MachinaError
from integrations.execution.claims import Claim, mark_sent
from integrations.execution.pauses import is_in_time, next_attempt, reason

FIRST_KEPT, LAST_KEPT = 40, 10
"""How many requests of one attempt are written down."""

MOST_SENT_AGAIN = 10
"""Requests that are rather sent once more than waited after with a worker's time."""
MOST_TURNED_AWAY = MAX_ATTEMPTS - 1
"""How often a call comes back because the vendor has asked it to."""


class Traffic:
    """Told by egress of every request, from whichever thread of the call sends it."""

    def __init__(self, claim: Claim, vendor: str = "") -> None:
        self.requests = 0
        self._first: list[Exchanged] = []
        self._last: deque[Exchanged] = deque(maxlen=LAST_KEPT)
        self.has_written = False
        self._writings = 0
        self._claim = claim
        self._vendor = vendor
        self._lock = threading.Lock()

    def on_writing(self) -> None:
        """A request that may change something is about to leave. Raises Cancelled to keep it here."""
        with self._lock:
            mark_sent(self._claim)
            self._writings += 1

    def on_sent(self, count: int = 1) -> None:
        """So many requests, the parts of a batch, are about to leave; from here on only the vendor is waited for."""
        with self._lock:
            self.requests += count
        release_database()

    def on_retry(self, number: int, seconds: float, error: Exception) -> None:
        """A request is to be sent again after so many seconds, because the last attempt ended with the error."""
        if self._claim.tell_pause is not None:
            self._claim.tell_pause(next_attempt(number, seconds, reason(error, self._vendor)))

    def on_long_wait(self, number: int, seconds: float, error: MachinaError, *, may_repeat: bool) -> None:
        """The vendor wants to be left alone for longer than a moment, and no worker is to be held by that.

        Raises ComeBack where the call can be begun anew: it may run twice, or only looked so far, or all it has asked
        to be changed is this one request, which the vendor has not acted on. Raises the error where that has been so
        often enough. A call that has done a part of its work, or a long way of it, waits here.
        """
        call = self._claim.call
        with self._lock:
            has_done_nothing = not self._writings or (not may_repeat and self._writings == number - 1)
            is_short = self.requests <= MOST_SENT_AGAIN
        if not (self._claim.comes_back and has_done_nothing and is_short and is_in_time(call.created_at, seconds)):
            return
        if call.turned_away >= MOST_TURNED_AWAY:
            raise error
        raise ComeBack(seconds, error)

    def on_exchanged(self, exchanged: Exchanged) -> None:
        """A request was answered or given up. Of very many the first and the last are kept."""
        with self._lock:
            (self._first if len(self._first) < FIRST_KEPT else self._last).append(exchanged)

    @property
    def exchanges(self) -> tuple[Exchanged, ...]:
        with self._lock:
            return (*self._first, *self._last)

    def on_written(self) -> None:
        """A request that changes something has succeeded."""
        self.has_written = True
