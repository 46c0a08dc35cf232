"""Totals per customer, service, operation, currency and day, added up from the ledger behind the writers' backs.

Each record is written together with a row of `UsageTail`; rolling it up deletes that row in the same transaction. So
rollups plus tail are the ledger at every moment, in whatever order transactions commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from integrations.billing.amounts import ExactSum
from integrations.models import UsageRecord, UsageRollup, UsageTail

KEY = ("day", "customer_id", "service", "operation", "currency")
AMOUNTS = ("quantity", "cost", "price")
DAY = TruncDate("recorded_at", tzinfo=UTC)
BATCH = 5000

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
        for row in totals(UsageRecord.objects.filter(pk__in=ids)).order_by():
            _add(row)
        UsageTail.objects.filter(record_id__in=ids).delete()
    return len(ids)


def _add(row: Row) -> None:
    group = UsageRollup.objects.filter(**{name: row[name] for name in KEY if row[name] is not None})
    if row["customer_id"] is None:
        group = group.filter(customer_id__isnull=True)
    added = group.update(
        calls=F("calls") + row["calls"],
        **{name: F(name) + row[f"total_{name}"] for name in AMOUNTS},
    )
    if not added:
        _store([row])


def _store(rows: Iterable[Row]) -> int:
    made, remaining = 0, iter(rows)
    while batch := [_rollup(row) for row in islice(remaining, 1000)]:
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
