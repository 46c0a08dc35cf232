"""While a vendor is asked, the call holds no connection to PostgreSQL, and never a transaction."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection as database

from integrations.actors import Actor
from integrations.database import in_thread
from integrations.egress.tests.vendor import Vendor, silence
from integrations.execution import door
from integrations.execution.tests.conftest import PARAMS, Execute
from integrations.holders import Holder
from integrations.models import Call, Connection
from integrations.queue import watch

pytestmark = pytest.mark.django_db(transaction=True)


def held() -> int:
    """Connections of this process's pool that somebody has taken out, the test itself among them."""
    counted = database.pool.get_stats()  # type: ignore[attr-defined]  # PostgreSQL's backend alone has a pool
    return int(counted["pool_size"]) - int(counted["pool_available"])


def until(condition: Callable[[], bool], *, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


ON_POSTGRESQL = pytest.mark.skipif(
    "database.vendor != 'postgresql'", reason="SQLite's connections cost the server nothing"
)


@ON_POSTGRESQL
@pytest.mark.parametrize("operation", ["post.send_letter", "post.read_letter"])
def test_no_connection_is_held_during_a_call(
    vendor: Vendor, connection: Connection, execute: Execute, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 60.0)
    monkeypatch.setattr(watch, "_watch", watch.Watch())
    vendor.answers(silence())

    def work() -> None:
        execute(operation, PARAMS if "send" in operation else {}, timeout=2)
        database.close()

    before = held()
    worker = threading.Thread(target=work)
    worker.start()
    until(lambda: bool(vendor.received))
    assert held() == before
    worker.join(timeout=20)
    assert not worker.is_alive()


@ON_POSTGRESQL
def test_no_connection_is_held_while_somebody_waits_for_a_call(
    operator: Actor, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "SHORTEST_POLL", 4.0)
    monkeypatch.setattr(door, "LONGEST_POLL", 4.0)
    call = door.submit(
        "post.send_letter", PARAMS, call_key="k", actor=operator, source="api", holder=Holder.whose(connection.customer)
    )

    def work() -> None:
        door.wait(call.pk, 3.0)
        database.close()

    before, taken = held(), _taken()
    waiter = threading.Thread(target=work)
    waiter.start()
    until(lambda: _taken() > taken)
    until(lambda: held() == before, seconds=2.0)
    assert waiter.is_alive()
    waiter.join(timeout=20)


@ON_POSTGRESQL
@pytest.mark.parametrize("error", [None, ValueError])
def test_idle_threads_of_an_event_loop_hold_no_connection(error: type[Exception] | None) -> None:
    def work() -> None:
        assert not Call.objects.exists()
        if error is not None:
            raise error

    async def ask() -> list[object]:
        return await asyncio.gather(*(in_thread(work) for _ in range(4)), return_exceptions=True)

    async def ask_and_count() -> list[object]:
        answers = await ask()
        until(lambda: held() == before, seconds=2.0)  # while the loop's idle threads still live
        return answers

    before, taken = held(), _taken()
    answers = asyncio.run(ask_and_count())
    assert [type(each) for each in answers] == [error or type(None)] * 4
    assert _taken() == taken + 4


def _taken() -> int:
    """How often a connection was taken out of the pool."""
    return int(database.pool.get_stats().get("requests_num", 0))  # type: ignore[attr-defined]  # see held
