"""Django's SQLite with a queue before the file: threads of one process write one after the other.

SQLite itself lets those who find the file locked sleep and try again, ever longer, and whoever comes by chance goes
first. Between processes that stays as it is.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")

_writing: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
os.register_at_fork(after_in_child=_writing.clear)


class DatabaseWrapper(base.DatabaseWrapper):
    """Waits for its turn before it begins a transaction, and before a change outside of one."""

    _has_turn = False

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=lambda connection: _Cursor(connection, self))

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # the stubs leave it out
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            if self.connection is None or self.closed_in_transaction:
                self._end_turn()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Be the only one of this process who writes."""
        if self._has_turn:
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        if not self._has_turn:
            seconds = self.settings_dict["OPTIONS"].get("timeout", 5)
            if not _writing[self._file].acquire(timeout=seconds):
                raise OperationalError(f"database is locked: another thread has been writing for {seconds} s")
            self._has_turn = True

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _writing[self._file].release()

    @property
    def _file(self) -> str:
        return str(self.settings_dict["NAME"])


class _Cursor(base.SQLiteCursorWrapper):
    def __init__(self, connection: Any, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if not query.lstrip().upper().startswith(WRITES):
            return super().execute(query, params)
        with self._wrapper.turn():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        with self._wrapper.turn():
            return super().executemany(query, param_list)
