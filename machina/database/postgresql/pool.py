"""A pool of connections that gets over a restart of its server at once, and loses none to a thread that has ended."""

from __future__ import annotations

import logging
import threading
from time import monotonic, sleep
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout
from psycopg_pool.pool import AddConnection, MaintenanceTask

logger = logging.getLogger(__name__)

TRIED_AGAIN_AFTER = 0.25
"""Seconds between two attempts to reach a server that is away. The library doubles a second again and again, and goes
on waiting when the server has long been back."""


class HealingPool(ConnectionPool):
    """By itself the library sleeps 0, 1, 2, 4… seconds over each dead connection that it hands out and takes back."""

    def __init__(self, **options: Any) -> None:
        super().__init__(open=False, check=self.check_connection, **options)
        self._borrowed: dict[int, tuple[Connection[Any], threading.Thread]] = {}  # noqa: TID251  # none is started
        self._borrowed_lock = threading.Lock()

    def _getconn_with_check_loop(self, deadline: float) -> Connection[Any]:
        """The first dead connection makes the pool look at all others, so that a request meets one at most."""
        while True:
            connection = self._getconn_unchecked(deadline - monotonic())
            try:
                self._check_connection(connection)
            except BaseException as error:
                self._putconn(connection, from_getconn=True)
                if not isinstance(error, Exception):
                    raise
                logger.warning("database.connection_was_dead", extra={"why": str(error)})
                self.check()
            else:
                self._note(connection)
                return connection
            if monotonic() >= deadline:
                raise PoolTimeout
            sleep(0.01)  # no busy loop if new connections die at once, too

    def _getconn_unchecked(self, timeout: float) -> Connection[Any]:
        if not self._pool and self._nconns >= self.max_size:
            self._take_back_lost()
        return super()._getconn_unchecked(timeout)

    def putconn(self, conn: Connection[Any]) -> None:
        with self._borrowed_lock:
            self._borrowed.pop(id(conn), None)
        super().putconn(conn)

    def schedule_task(self, task: MaintenanceTask, delay: float) -> None:
        super().schedule_task(task, min(delay, TRIED_AGAIN_AFTER) if isinstance(task, AddConnection) else delay)

    def _note(self, connection: Connection[Any]) -> None:
        with self._borrowed_lock:
            self._borrowed[id(connection)] = (connection, threading.current_thread())

    def _take_back_lost(self) -> None:
        """A thread that has ended gives nothing back any more."""
        with self._borrowed_lock:
            lost = [each for each in self._borrowed.values() if not each[1].is_alive()]
        for connection, thread in lost:
            logger.warning("database.connection_taken_back", extra={"thread_name": thread.name})
            self.putconn(connection)
