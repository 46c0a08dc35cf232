"""The database refuses to change the ledger and the audit log, whoever asks and however."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from integrations import audit
from integrations.actors import SYSTEM
from integrations.billing import append_only
from integrations.models import AuditEvent, UsageRecord

pytestmark = pytest.mark.django_db

RECORD = "integrations_usagerecord"
EVENT = "integrations_auditevent"


@pytest.fixture
def record(make_record: Callable[..., UsageRecord]) -> UsageRecord:
    return make_record()


@pytest.fixture
def event(record: UsageRecord) -> AuditEvent:
    return audit.record(SYSTEM, "test.done", record)


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return list(cursor.fetchall())


def test_all_triggers_are_in_force(db: None) -> None:
    assert frozenset(append_only.installed(connection)) == append_only.expected_triggers(connection.vendor)


@pytest.mark.parametrize("table", [RECORD, EVENT])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}", "DELETE FROM {} WHERE 1 = 1"])
def test_plain_sql_cannot_change_a_row(event: AuditEvent, table: str, change: str) -> None:
    before = rows(table)
    refused(change.format(table))
    assert rows(table) == before
    assert len(before) == 1


def test_the_orm_cannot_change_or_delete_a_record(record: UsageRecord) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        UsageRecord.objects.update(price=0)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        UsageRecord.objects.filter(pk=record.pk).delete()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        record.save()
    assert UsageRecord.objects.get().price == record.price


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", [RECORD, EVENT])
def test_postgresql_cannot_truncate(event: AuditEvent, table: str) -> None:
    refused(f"TRUNCATE {table} CASCADE")
    assert len(rows(table)) == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no replicas")
def test_postgresql_refuses_also_a_session_that_calls_itself_a_replica(record: UsageRecord) -> None:
    refused(f"SET LOCAL session_replication_role = replica; UPDATE {RECORD} SET price = 0")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no INSERT OR REPLACE")
@pytest.mark.parametrize("same", ["id", "call_id"])
def test_sqlite_cannot_replace_a_row_by_inserting(
    record: UsageRecord, make_record: Callable[..., UsageRecord], same: str
) -> None:
    columns = [str(field.column) for field in UsageRecord._meta.concrete_fields]
    other = {"id": "hex(randomblob(16))", "call_id": "hex(randomblob(16))", same: same, "price": "0"}
    values = ", ".join(other.get(column, column) for column in columns)
    refused(f"INSERT OR REPLACE INTO {RECORD} ({', '.join(columns)}) SELECT {values} FROM {RECORD}")
    assert UsageRecord.objects.get().pk == record.pk


def test_an_upsert_cannot_change_a_row(record: UsageRecord) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        UsageRecord.objects.bulk_create([record], update_conflicts=True, unique_fields=["id"], update_fields=["price"])
    assert UsageRecord.objects.get().price == record.price


def test_the_harness_lifts_the_triggers_and_puts_them_back(record: UsageRecord) -> None:
    with append_only.suspended(connection):
        assert append_only.installed(connection) == {}
    test_all_triggers_are_in_force(None)
    test_the_orm_cannot_change_or_delete_a_record(record)
