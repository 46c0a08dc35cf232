"""Keeps the claimed rows of this process: renews their leases, and stops the work on those that are to be cancelled."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import DatabaseError, connections

from integrations.database import release_database
from integrations.queue.clock import from_now
from integrations.queue.model import Queued

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
RENEW_SECONDS = 5.0
GRACE_SECONDS = 30.0


class Stoppable(Protocol):
    """Work with an end in time, which can be told to stop earlier."""

    seconds: float

    def cancel(self) -> None: ...


@dataclass
class _Watched:
    row: Queued
    deadline: Stoppable
    since: float
    renew_at: float
    give_up_at: float


class Watch:
    """One thread for all claims of a process. It starts with the first one and ends when it has nothing to do.

    A lease is renewed no longer than the work's own deadline and some grace, so work that hangs loses it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: dict[tuple[UUID, UUID], _Watched] = {}
        self._thread: threading.Thread | None = None  # noqa: TID251  # closes what it opens

    @contextmanager
    def over(self, row: Queued, deadline: Stoppable) -> Iterator[None]:
        assert row.claim_token is not None
        key = (row.pk, row.claim_token)
        now = time.monotonic()
        watched = _Watched(row, deadline, now, now + RENEW_SECONDS, now + deadline.seconds + GRACE_SECONDS)
        with self._lock:
            self._watched[key] = watched
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="queue-watch", daemon=True)  # noqa: TID251  # see above
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._watched[key]

    def _run(self) -> None:
        while True:
            time.sleep(TICK_SECONDS)
            now = time.monotonic()
            with self._lock:
                if not self._watched:
                    self._thread = None
                    break
                # Most work is over within a tick and is never looked at.
                watched = [each for each in self._watched.values() if each.since <= now - TICK_SECONDS]
            try:
                _look_after(watched)
            except DatabaseError:
                logger.warning("queue.watch_failed", exc_info=True)
                connections.close_all()
            else:
                release_database()
        connections.close_all()


def _look_after(watched: list[_Watched]) -> None:
    of_tables: defaultdict[type[Queued], list[_Watched]] = defaultdict(list)
    for each in watched:
        of_tables[type(each.row)].append(each)
    for model, rows in of_tables.items():
        _look_after_table(model, rows)


def _look_after_table(model: type[Queued], watched: list[_Watched]) -> None:
    rows = model._default_manager.filter(pk__in=[each.row.pk for each in watched])
    found = {pk: row for pk, *row in rows.values_list("pk", "claim_token", "cancel_requested_at")}
    for each in watched:
        # A row that cannot be seen yet is in a transaction somebody holds open around the work.
        token, cancel_requested_at = found.get(each.row.pk, (each.row.claim_token, None))
        if token != each.row.claim_token or cancel_requested_at is not None:
            each.deadline.cancel()
    now = time.monotonic()
    due = [each for each in watched if each.renew_at <= now < each.give_up_at]
    if due:
        ours = model._default_manager.filter(claim_token__in=[each.row.claim_token for each in due], pk__in=found)
        ours.update(lease_until=from_now(model.queue.lease_seconds))
    for each in due:
        each.renew_at = now + RENEW_SECONDS


_watch = Watch()


def over(row: Queued, deadline: Stoppable) -> AbstractContextManager[None]:
    """Watch a claimed row of this process while the body runs; ``deadline`` is what stops it."""
    return _watch.over(row, deadline)


def _forget() -> None:
    """A forked child has no thread and no claims of its parent."""
    global _watch
    _watch = Watch()


os.register_at_fork(after_in_child=_forget)
