"""While a vendor is asked, the call holds no connection to PostgreSQL, and never a transaction."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection as database

from integrations.egress.tests.vendor import Vendor, silence
from integrations.execution import watch
from integrations.execution.tests.conftest import PARAMS, Execute
from integrations.models import Connection

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE_US = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def others() -> int:
    with database.cursor() as cursor:
        cursor.execute(BEFORE_US)
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.skipif("database.vendor != 'postgresql'", reason="SQLite's connections cost the server nothing")
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

    before = others()
    worker = threading.Thread(target=work)
    worker.start()
    until(lambda: bool(vendor.received))
    assert others() == before
    worker.join(timeout=20)
    assert not worker.is_alive()
