"""The database refuses to change the ledger and the audit log, whoever asks and however."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from integrations import audit
from integrations.actors import SYSTEM
from integrations.billing import append_only
from integrations.models import AuditEvent, UsageLine

pytestmark = pytest.mark.django_db

LINE = "integrations_usageline"
EVENT = "integrations_auditevent"
KEYS = {LINE: "position", EVENT: "id"}


@pytest.fixture
def line(make_sale: Callable[..., UsageLine]) -> UsageLine:
    return make_sale(requests=0)


@pytest.fixture
def event(line: UsageLine) -> AuditEvent:
    return audit.record(SYSTEM, "test.done", line)


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return list(cursor.fetchall())


def test_all_triggers_are_in_force(db: None) -> None:
    assert frozenset(append_only.installed(connection)) == append_only.expected_triggers(connection.vendor)


@pytest.mark.parametrize("table", [LINE, EVENT])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "DELETE FROM {} WHERE 1 = 1"])
def test_plain_sql_cannot_change_a_row(event: AuditEvent, table: str, change: str) -> None:
    before, key = rows(table), KEYS[table]
    refused(change.format(table, key, key))
    assert rows(table) == before
    assert len(before) == 1


def test_the_orm_cannot_change_or_delete_a_line(line: UsageLine) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        UsageLine.objects.update(price=0)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        UsageLine.objects.filter(pk=line.pk).delete()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        line.save()
    assert UsageLine.objects.get().price == line.price


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", [LINE, EVENT])
def test_postgresql_cannot_truncate(event: AuditEvent, table: str) -> None:
    refused(f"TRUNCATE {table} CASCADE")
    assert len(rows(table)) == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no replicas")
def test_postgresql_refuses_also_a_session_that_calls_itself_a_replica(line: UsageLine) -> None:
    refused(f"SET LOCAL session_replication_role = replica; UPDATE {LINE} SET price = 0")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no INSERT OR REPLACE")
@pytest.mark.parametrize("same", [("position",), ("line_id",), ("source_id", "meter", "source_kind")])
def test_sqlite_cannot_replace_a_row_by_inserting(line: UsageLine, same: tuple[str, ...]) -> None:
    columns = [str(field.column) for field in UsageLine._meta.concrete_fields]
    other = {"position": "position + 1", "line_id": "hex(randomblob(16))", "source_id": "hex(randomblob(16))"}
    values = ", ".join(column if column in same else other.get(column, column) for column in columns)
    refused(f"INSERT OR REPLACE INTO {LINE} ({', '.join(columns)}) SELECT {values} FROM {LINE}")
    assert UsageLine.objects.get().pk == line.pk


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no rowid")
@pytest.mark.parametrize(("model", "key"), [(UsageLine, "line_id"), (AuditEvent, "id")])
def test_sqlite_cannot_replace_a_row_by_its_rowid(event: AuditEvent, model: type[Model], key: str) -> None:
    """Nothing else of the new row is the same, so no other rule finds it."""
    table, fresh = model._meta.db_table, {key, "source_id", "position"}
    columns = [str(field.column) for field in model._meta.concrete_fields if field.column != "position"]
    values = ", ".join("hex(randomblob(16))" if column in fresh else column for column in columns)
    before = rows(table)
    refused(f"INSERT OR REPLACE INTO {table} (rowid, {', '.join(columns)}) SELECT rowid, {values} FROM {table}")
    assert rows(table) == before


def test_an_upsert_cannot_change_a_row(line: UsageLine) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        UsageLine.objects.bulk_create(
            [line], update_conflicts=True, unique_fields=["position"], update_fields=["price"]
        )
    assert UsageLine.objects.get().price == line.price


def test_the_harness_lifts_the_triggers_and_puts_them_back(line: UsageLine) -> None:
    with append_only.suspended(connection):
        assert append_only.installed(connection) == {}
    test_all_triggers_are_in_force(None)
    test_the_orm_cannot_change_or_delete_a_line(line)
