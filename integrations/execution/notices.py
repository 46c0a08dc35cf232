"""Tells whoever waits that a call has ended: one subscription for each process in which somebody waits.

A notice may get lost, as Redis forgets what nobody hears; the row is the truth, and waiting looks at it now and then.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from concurrent.futures import Future
from typing import Any
from uuid import UUID

import redis
from django.db import transaction

from integrations.execution.outcome import Outcome
from integrations.models import Call
from integrations.shared_store import signed, store, unsigned

logger = logging.getLogger(__name__)

CHANNEL = "machina:call-ended"
CARRIED = 64 * 1024
"""Characters of JSON up to which a notice carries the outcome; of a larger one it names the call alone."""
READY_SECONDS = 1.0
TICK_SECONDS = 1.0
KEPT_SECONDS = 60.0
"""How long a subscription outlives the last one who waited."""

TOLD = ("state", "result", "error", "usage", "execution_time", "warnings")
"""What of an outcome is told."""

Notice = Future[Outcome | None]
"""Comes true when the call has ended, with the outcome if the notice carried it."""


def publish_on_commit(key: UUID, outcome: Outcome | None = None) -> None:
    """Tell whoever expects this key, of something that is no call; without an outcome he looks for himself."""
    transaction.on_commit(lambda: _publish(key, outcome))


def tell_on_commit(call: Call, outcome: Outcome) -> None:
    """Tell of the end of a call that somebody may wait for: one asked for by itself, and not in the background."""
    if call.rides_on is None and call.lane == Call.Lane.INTERACTIVE:
        transaction.on_commit(lambda: _publish(call.pk, outcome))


class Subscription:
    """One thread that hears of all calls and wakes who expects one of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._expected: dict[UUID, list[Notice]] = {}
        self._thread: threading.Thread | None = None  # noqa: TID251  # hears Redis alone
        self._hears = threading.Event()

    @property
    def is_ready(self) -> bool:
        return self._hears.is_set()

    def get_ready(self) -> None:
        """Hear from now on, or after a second without Redis go on deaf: whoever waits looks at the row."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="call-notices", daemon=True)  # noqa: TID251  # see above
                self._thread.start()
        self._hears.wait(READY_SECONDS)

    def expect(self, call_id: UUID) -> Notice:
        """Whoever no longer waits has to ``forget`` it."""
        notice: Notice = Future()
        with self._lock:
            self._expected.setdefault(call_id, []).append(notice)
        return notice

    def forget(self, call_id: UUID, notice: Notice) -> None:
        with self._lock:
            left = [each for each in self._expected.pop(call_id, []) if each is not notice]
            if left:
                self._expected[call_id] = left

    def _run(self) -> None:
        while True:
            try:
                self._hear()
                return
            except redis.RedisError:
                self._hears.clear()
                if self._is_over(wanted_at=0.0):
                    return
                logger.warning("execution.notices_unheard", exc_info=True)
                time.sleep(TICK_SECONDS)

    def _hear(self) -> None:
        """Hear until nobody has waited for a while."""
        with store().pubsub() as subscribed:  # type: ignore[no-untyped-call]  # redis-py has no types here
            subscribed.subscribe(CHANNEL)
            wanted_at = time.monotonic()
            while not self._is_over(wanted_at):
                message = subscribed.get_message(timeout=TICK_SECONDS)
                if message is not None and message["type"] == "subscribe":
                    self._hears.set()
                elif message is not None:
                    self._deliver(message["data"])
                if self._expected or not self.is_ready:
                    wanted_at = time.monotonic()

    def _is_over(self, wanted_at: float) -> bool:
        with self._lock:
            if self._expected or time.monotonic() - wanted_at < KEPT_SECONDS:
                return False
            self._hears.clear()
            self._thread = None
            return True

    def _deliver(self, data: bytes) -> None:
        text = unsigned(data)
        if text is None:
            logger.warning("execution.notice_not_ours")
            return
        told = json.loads(text)
        call_id = UUID(told.pop("call"))
        with self._lock:
            waiting = list(self._expected.get(call_id, ()))
        outcome = _outcome(call_id, told) if told else None
        for notice in waiting:
            if not notice.done():
                notice.set_result(outcome)


subscription = Subscription()


def _outcome(call_id: UUID, told: dict[str, Any]) -> Outcome | None:
    """None for an outcome of another release, which has other fields: its row tells the same."""
    try:
        return Outcome(call_id=call_id, warnings=tuple(told.pop("warnings")), **told)
    except (KeyError, TypeError):
        return None


def _publish(call_id: UUID, outcome: Outcome | None) -> None:
    named = {"call": str(call_id)}
    text = json.dumps(named | ({name: getattr(outcome, name) for name in TOLD} if outcome else {}))
    try:
        store().publish(CHANNEL, signed(text if len(text) <= CARRIED else json.dumps(named)))
    except redis.RedisError:
        logger.warning("execution.notice_lost", extra={"call": str(call_id)}, exc_info=True)
