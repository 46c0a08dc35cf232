"""Rollups, reports and verification while transactions commit in whatever order they like."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from integrations.actors import SYSTEM
from integrations.billing import rollups, watermark
from integrations.billing.reports import usage_report
from integrations.billing.tests.conftest import NOON, metered, record
from integrations.billing.verification import problems
from integrations.models import RollupWatermark, UsageLine, UsageRollup

pytestmark = pytest.mark.django_db(transaction=True)

ON_POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
WRITERS = 4
CALLS_EACH = 30


@contextmanager
def another_writer(**wanted: str) -> Iterator[Callable[[bool], None]]:
    """A transaction of its own that has recorded a call and stays open until it is told to commit (or not)."""
    is_written, may_end = threading.Event(), threading.Event()
    commits: list[bool] = []

    def write() -> None:
        try:
            with transaction.atomic():
                record(metered(**wanted))  # type: ignore[arg-type]  # the keywords of metered
                is_written.set()
                assert may_end.wait(30)
                transaction.set_rollback(not commits[0])
        finally:
            is_written.set()
            connections.close_all()

    def end(commit: bool) -> None:
        commits.append(commit)
        may_end.set()
        thread.join(30)
        assert not thread.is_alive()

    thread = threading.Thread(target=write)
    thread.start()
    assert is_written.wait(30)
    yield end
    if not commits:
        end(False)


def reported() -> tuple[int, str]:
    """Calls and price that a report says now."""
    rows = usage_report(SYSTEM, from_=NOON.date(), to=NOON.date(), group_by=())
    return (int(str(rows[0]["calls"])), str(rows[0]["price"])) if rows else (0, "0")


def rolled_calls() -> int:
    return sum(UsageRollup.objects.values_list("calls", flat=True))


@ON_POSTGRESQL
def test_a_line_that_is_committed_after_a_later_one_is_not_passed_over() -> None:
    with another_writer(price="1") as end:
        record(metered(price="10"))
        assert rollups.refresh() == 0
        assert reported() == (1, "10")
        end(True)
        assert reported() == (2, "11")
        assert rollups.refresh() == 4
    assert (rolled_calls(), reported()) == (2, (2, "11"))
    assert list(problems()) == []


@ON_POSTGRESQL
def test_a_writer_that_comes_later_does_not_hold_the_rollups_back() -> None:
    with another_writer(price="1") as first:
        record(metered(price="10"))
        rollups.refresh()
        with another_writer(price="100") as second:
            record(metered(price="1000"))
            first(True)
            assert rollups.refresh() == 4
            assert (rolled_calls(), reported()) == (2, (3, "1011"))
            assert list(problems()) == []
            second(True)
            assert reported() == (4, "1111")
    assert rollups.refresh() == 4
    assert (rolled_calls(), reported()) == (4, (4, "1111"))


def test_nothing_is_written_while_nothing_is_new() -> None:
    record(metered())
    rollups.refresh()
    with CaptureQueriesContext(connection) as queries:
        assert rollups.refresh() == 0
    assert [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


@ON_POSTGRESQL
def test_a_writer_that_gives_up_leaves_a_gap_and_nothing_else() -> None:
    with another_writer(price="1") as end:
        record(metered(price="10"))
        assert rollups.refresh() == 0
        end(False)
    assert rollups.refresh() == 2
    assert (rolled_calls(), reported()) == (1, (1, "10"))
    assert list(problems()) == []


@ON_POSTGRESQL
def test_a_candidate_is_kept_until_its_writers_have_ended() -> None:
    with another_writer(price="1") as end:
        record(metered(price="10"))
        seen = watermark.last_seen()
        for _ in range(3):
            rollups.refresh()
            record(metered(price="100"))
        mark = RollupWatermark.objects.get()
        assert (mark.position, mark.candidate, len(mark.writers)) == (0, seen, 1)
        end(True)
    assert rollups.refresh() == 4
    assert rollups.refresh() == 6
    assert reported() == (5, "311")


@ON_POSTGRESQL
def test_rebuilding_meanwhile_passes_over_nothing_either() -> None:
    record(metered(price="5"))
    rollups.refresh()
    with another_writer(price="1") as end:
        record(metered(price="10"))
        rollups.rebuild()
        assert reported() == (2, "15")
        end(True)
        assert reported() == (3, "16")
    rollups.rebuild()
    assert (rolled_calls(), reported()) == (3, (3, "16"))


@ON_POSTGRESQL
def test_a_transaction_that_only_reads_holds_nothing_back() -> None:
    record(metered())
    may_end, has_read = threading.Event(), threading.Event()

    def read() -> None:
        try:
            with transaction.atomic():
                UsageLine.objects.count()
                has_read.set()
                may_end.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=read)
    thread.start()
    assert has_read.wait(30)
    assert rollups.refresh() == 2
    may_end.set()
    thread.join(30)


@ON_POSTGRESQL
def test_the_table_is_locked_before_a_position_is_taken() -> None:
    """The argument of `watermark.py` stands on this: a default that looks at the locks while it gives the position."""
    record(metered())
    line = UsageLine.objects.sales().get()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION pg_temp.lock_is_held() RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT count(*)::text"
                " FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'RowExclusiveLock'"
                " AND relation = 'integrations_usageline'::regclass $$"
            )
            cursor.execute("ALTER TABLE integrations_usageline ALTER COLUMN node_id SET DEFAULT pg_temp.lock_is_held()")
            columns = [field.column for field in UsageLine._meta.concrete_fields]
            names = ", ".join(
                str(name) for name in columns if name not in ("position", "line_id", "source_id", "node_id")
            )
            cursor.execute(
                f"INSERT INTO integrations_usageline (line_id, source_id, {names})"
                f" SELECT gen_random_uuid(), gen_random_uuid(), {names} FROM integrations_usageline WHERE position = %s"
                " RETURNING node_id",
                [line.position],
            )
            assert cursor.fetchall() == [("1",)]
        transaction.set_rollback(True)


def test_reports_are_exact_at_every_moment_while_many_write_and_one_rolls_up() -> None:
    """Each report has at least what was committed before it began and at most what was begun before it ended."""
    begun, committed, lock = [0], [0], threading.Lock()
    is_done = threading.Event()

    def count(counter: list[int]) -> None:
        with lock:
            counter[0] += 1

    def write() -> None:
        try:
            for number in range(CALLS_EACH):
                with transaction.atomic():
                    count(begun)
                    record(metered(price="0.1", at=NOON, outcome="failed" if number % 7 == 0 else "succeeded"))
                count(committed)
        finally:
            connections.close_all()

    def roll() -> int:
        try:
            rolled = 0
            while not is_done.is_set():
                rolled += rollups.refresh()
            return rolled + rollups.refresh() + rollups.refresh()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        rolling = pool.submit(roll)
        writing = [pool.submit(write) for _ in range(WRITERS)]
        while any(each.running() for each in writing):
            at_least = committed[0]
            calls, _ = reported()
            assert at_least <= calls <= begun[0]
        is_done.set()
        for each in writing:
            each.result()
        rolled = rolling.result()
    failed = -(-CALLS_EACH // 7)
    price = Decimal("0.1") * (CALLS_EACH - failed) * WRITERS
    assert rolled == UsageLine.objects.count() == 2 * WRITERS * CALLS_EACH
    assert rolled_calls() == WRITERS * CALLS_EACH
    calls, said = reported()
    assert (calls, Decimal(said)) == (WRITERS * CALLS_EACH, price)
    assert list(problems()) == []
