"""Totals per customer, service, operation, meter, currency and day, added up from the ledger behind the writers' backs.

Rollups hold the lines up to the watermark and none beyond it; both move in one transaction. So rollups plus the lines
above the watermark are the ledger at every moment, in whatever order transactions commit (`watermark.py` says why).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import TruncDate

from integrations.billing import watermark
from integrations.billing.amounts import total
from integrations.models import UsageLine, UsageRollup
from integrations.models.exact import ExactSum

KEY = ("day", "customer_id", "service", "operation", "meter", "currency")
AMOUNTS = ("quantity", "sold", "cost", "price")
DAY = TruncDate("recorded_at", tzinfo=UTC)
BATCH = 5000
ROWS_AT_ONCE = 1000

Row = Mapping[str, Any]  # a row of values(); its types are those of the rollup's fields


def refresh() -> int:
    """Roll up what has become final since the last time; returns the number of lines. Run by the scheduler."""
    with transaction.atomic():
        exclude_others()
        final = watermark.advance()
    rolled = 0
    while batch := _refresh_batch(final):
        rolled += batch
    return rolled


def rebuild() -> int:
    """Compute all rollups anew from the ledger, while calls go on being recorded; returns the number of rows."""
    with transaction.atomic():
        exclude_others()
        UsageRollup.objects.all().delete()
        _store(totals(UsageLine.objects.filter(position__lte=_trusted_position())).iterator(chunk_size=BATCH))
    refresh()
    return UsageRollup.objects.count()


def totals(lines: QuerySet[UsageLine]) -> QuerySet[UsageLine, Row]:
    """The lines grouped as rollups are."""
    return (
        lines.order_by()
        .values("customer_id", "service", "operation", "meter", "currency", day=DAY)
        .annotate(calls=calls(), **{f"total_{name}": ExactSum(amount) for name, amount in amounts().items()})
    )


def calls() -> Count:
    """How many calls lines stand for: a correction is no call of its own, and neither is the vendor's part."""
    return Count("pk", filter=Q(source_kind=UsageLine.SourceKind.CALL, meter=UsageLine.CALL))


def amounts() -> dict[str, Any]:
    """What is summed of lines, by the names of ``AMOUNTS``."""
    sold = Case(When(unit_price__isnull=False, then=F("quantity")))
    return {"quantity": F("quantity"), "sold": sold, "cost": F("cost"), "price": F("price")}


def _trusted_position() -> int:
    """The watermark, or 0 if somebody has set it beyond the ledger."""
    mark = watermark.current()
    if mark > watermark.last_seen():
        watermark.rolled_up(0)
        return 0
    return mark


def _refresh_batch(final: int) -> int:
    """The next lines up to the position that is final; returns how many there were."""
    with transaction.atomic():
        exclude_others()
        waiting = UsageLine.objects.filter(position__gt=watermark.current(), position__lte=final).order_by("position")
        positions = list(waiting.values_list("position", flat=True)[:BATCH])
        if positions:
            _add(list(totals(UsageLine.objects.filter(position__gte=positions[0], position__lte=positions[-1]))))
            watermark.rolled_up(positions[-1])
    return len(positions)


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
            setattr(rollup, name, total([getattr(rollup, name), row[f"total_{name}"]]))
        grown.append(rollup)
    # An upsert on the primary key: much faster than one UPDATE for each rollup.
    UsageRollup.objects.bulk_create(
        grown, batch_size=ROWS_AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=["calls", *AMOUNTS]
    )
    _store(new)


def _group_of(rollup: UsageRollup) -> tuple[object, ...]:
    """The values of ``KEY``."""
    return tuple(getattr(rollup, name) for name in KEY)


def _store(rows: Iterable[Row]) -> None:
    remaining = iter(rows)
    while batch := [_rollup(row) for row in islice(remaining, ROWS_AT_ONCE)]:
        UsageRollup.objects.bulk_create(batch)


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
