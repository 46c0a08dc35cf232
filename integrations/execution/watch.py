"""Keeps the running calls of this process: renews their leases, and stops those that were cancelled or taken away."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, connections

from integrations.database import release_database
from integrations.egress.deadline import Deadline
from integrations.execution.claims import Claim
from integrations.execution.lease import LEASE_SECONDS, RENEW_SECONDS, from_now
from integrations.models import Call

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
GRACE_SECONDS = 30.0


@dataclass
class _Watched:
    claim: Claim
    deadline: Deadline
    since: float
    renew_at: float
    give_up_at: float


class Watch:
    """One thread for all running calls. It starts with the first one and ends when it has had nothing to do.

    A lease is renewed no longer than the call's own deadline and some grace, so a call that hangs loses it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: dict[UUID, _Watched] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, claim: Claim, deadline: Deadline) -> Iterator[None]:
        now = time.monotonic()
        watched = _Watched(claim, deadline, now, now + RENEW_SECONDS, now + deadline.seconds + GRACE_SECONDS)
        with self._lock:
            self._watched[claim.token] = watched
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="call-watch", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._watched[claim.token]

    def _run(self) -> None:
        while True:
            time.sleep(TICK_SECONDS)
            now = time.monotonic()
            with self._lock:
                if not self._watched:
                    self._thread = None
                    break
                # Most calls are over within a tick and are never looked at.
                watched = [each for each in self._watched.values() if each.since <= now - TICK_SECONDS]
            try:
                _look_after(watched)
            except DatabaseError:
                logger.warning("execution.watch_failed", exc_info=True)
                connections.close_all()
            else:
                release_database()
        connections.close_all()


def _look_after(watched: list[_Watched]) -> None:
    if not watched:
        return
    rows = Call.objects.filter(pk__in=[each.claim.call.pk for each in watched])
    found = {pk: row for pk, *row in rows.values_list("pk", "attempt_token", "cancel_requested_at")}
    for each in watched:
        # A row that cannot be seen yet is in a transaction somebody holds open around the call.
        token, cancel_requested_at = found.get(each.claim.call.pk, (each.claim.token, None))
        if token != each.claim.token or cancel_requested_at is not None:
            each.deadline.cancel()
    now = time.monotonic()
    due = [each for each in watched if each.renew_at <= now < each.give_up_at]
    if due:
        Call.objects.filter(attempt_token__in=[each.claim.token for each in due], pk__in=found).update(
            lease_until=from_now(LEASE_SECONDS)
        )
    for each in due:
        each.renew_at = now + RENEW_SECONDS


_watch = Watch()


def over(claim: Claim, deadline: Deadline) -> AbstractContextManager[None]:
    """Watch a claim of this process while the body runs; ``deadline`` is what stops it."""
    return _watch.over(claim, deadline)


def _forget() -> None:
    """A forked child has no thread and no calls of its parent."""
    global _watch
    _watch = Watch()


os.register_at_fork(after_in_child=_forget)
