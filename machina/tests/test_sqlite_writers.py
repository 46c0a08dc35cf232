"""Threads of one process that write to one SQLite file: one after the other, and none is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from machina.database.sqlite import base
from machina.env import read_environment

pytestmark = pytest.mark.django_db(transaction=True)  # lets the threads open connections; the file is our own

WRITERS = 16
TIMES = 20


@pytest.fixture
def handler(tmp_path: Path) -> Iterator[ConnectionHandler]:
    """Connections as the settings make them, one for each thread, to a file of the test's own."""
    config = read_environment({"DATA_DIR": str(tmp_path)}, base_dir=tmp_path).database
    handler = ConnectionHandler({"default": config})
    with handler["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
        cursor.execute("INSERT INTO t VALUES (1, 0)")
    yield handler
    handler.close_all()


def total(database: BaseDatabaseWrapper) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT n FROM t")
        return int(cursor.fetchone()[0])


def add_in_transaction(database: BaseDatabaseWrapper) -> None:
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with database.cursor() as cursor:
        cursor.execute("SELECT n FROM t")
        (n,) = cursor.fetchone()
        cursor.execute("UPDATE t SET n = %s", [n + 1])
    database.commit()
    database.set_autocommit(True)


def add_alone(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("UPDATE t SET n = n + 1")


@pytest.mark.parametrize("add", [add_in_transaction, add_alone])
def test_nobody_waits_long_and_nothing_is_lost(
    handler: ConnectionHandler, add: Callable[[BaseDatabaseWrapper], None]
) -> None:
    waits: list[float] = []

    def write() -> None:
        database = handler["default"]
        for _ in range(TIMES):
            began = time.monotonic()
            add(database)
            waits.append(time.monotonic() - began)
        database.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(lambda _: write(), range(WRITERS)))
    assert total(handler["default"]) == WRITERS * TIMES
    assert sorted(waits)[int(len(waits) * 0.99)] < 1.0


def in_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_the_turn_ends_with_the_transaction(handler: ConnectionHandler, end: str) -> None:
    mine = handler["default"]
    mine.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    getattr(mine, end)()
    in_thread(lambda: add_in_transaction(handler["default"]))
    assert base._writing[str(mine.settings_dict["NAME"])].acquire(blocking=False)
    base._writing[str(mine.settings_dict["NAME"])].release()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's writers do not wait for each other")
def test_the_turn_ends_where_a_connection_is_closed_inside_a_transaction() -> None:
    with transaction.atomic():
        connection.close()
    turns = base._writing[str(connection.settings_dict["NAME"])]
    assert turns.acquire(blocking=False)
    turns.release()


def test_a_turn_that_never_comes_ends_in_the_error_that_sqlite_gives(handler: ConnectionHandler) -> None:
    mine = handler["default"]
    mine.settings_dict["OPTIONS"]["timeout"] = 0.05
    with base._writing[str(mine.settings_dict["NAME"])], pytest.raises(OperationalError, match="database is locked"):
        add_in_transaction(mine)
    add_in_transaction(mine)
    assert total(mine) == 1
