"""Totals per customer, service, operation, currency and day, added up from the ledger behind the writers' backs.

Each record is written together with a row of `UsageTail`; rolling it up deletes that row in the same transaction. So
rollups plus tail are the ledger at every moment, in whatever order transactions commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from integrations.billing.amounts import ExactSum
from integrations.models import UsageRecord, UsageRollup, UsageTail

KEY = ("day", "customer_id", "service", "operation", "currency")
AMOUNTS = ("quantity", "cost", "price")
DAY = TruncDate("recorded_at", tzinfo=UTC)
BATCH = 5000
ROWS_AT_ONCE = 1000

Row = Mapping[str, Any]  # a row of values(); its types are those of the rollup's fields


def refresh() -> int:
    """Roll up what was recorded since the last time; returns the number of records. Run by the scheduler."""
    rolled = 0
    while batch := _refresh_batch():
        rolled += batch
    return rolled


def rebuild() -> int:
    """Compute all rollups anew from the ledger, while calls go on being recorded; returns the number of rows."""
    with transaction.atomic():
        exclude_others()
        UsageRollup.objects.all().delete()
        UsageTail.objects.all().delete()
        # A record committed after this delete brings its own tail row and is left to the next refresh.
        return _store(totals(UsageRecord.objects.filter(tail__isnull=True)).iterator(chunk_size=BATCH))


def totals(records: QuerySet[UsageRecord]) -> QuerySet[UsageRecord, Row]:
    """The records grouped as rollups are."""
    return records.values("customer_id", "service", "operation", "currency", day=DAY).annotate(
        calls=calls(), **{f"total_{name}": ExactSum(name) for name in AMOUNTS}
    )


def calls() -> Count:
    """How many calls ledger rows stand for: a correction is no call of its own."""
    return Count("pk", filter=Q(corrects__isnull=True))


def _refresh_batch() -> int:
    with transaction.atomic():
        exclude_others()
        ids = list(UsageTail.objects.values_list("record_id", flat=True)[:BATCH])
        _add(list(totals(UsageRecord.objects.filter(pk__in=ids))))
        UsageTail.objects.filter(record_id__in=ids).delete()
    return len(ids)


def _add(rows: Sequence[Row]) -> None:
    """Add the rows to their rollups. Others are excluded, so what was read is still true when it is written."""
    found = UsageRollup.objects.filter(
        day__in={row["day"] for row in rows}, operation__in={row["operation"] for row in rows}
    )
    existing = {_group_of(rollup): rollup for rollup in found}
    grown, new = [], []
    for row in rows:
        rollup = existing.get(tuple(row[name] for name in KEY))
        if rollup is None:
            new.append(row)
            continue
        rollup.calls += row["calls"]
        for name in AMOUNTS:
            setattr(rollup, name, getattr(rollup, name) + row[f"total_{name}"])
        grown.append(rollup)
    # An upsert on the primary key: much faster than one UPDATE for each rollup.
    UsageRollup.objects.bulk_create(
        grown, batch_size=ROWS_AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=["calls", *AMOUNTS]
    )
    _store(new)


def _group_of(rollup: UsageRollup) -> tuple[object, ...]:
    """The values of ``KEY``."""
    return tuple(getattr(rollup, name) for name in KEY)


def _store(rows: Iterable[Row]) -> int:
    made, remaining = 0, iter(rows)
    while batch := [_rollup(row) for row in islice(remaining, ROWS_AT_ONCE)]:
        UsageRollup.objects.bulk_create(batch)
        made += len(batch)
    return made


def _rollup(row: Row) -> UsageRollup:
    return UsageRollup(
        **{name: row[name] for name in KEY},
        calls=row["calls"],
        **{name: row[f"total_{name}"] for name in AMOUNTS},
    )


def exclude_others() -> None:
    """Let one process at a time write rollups; readers go on. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {UsageRollup._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
