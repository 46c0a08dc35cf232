"""Checks that nobody has tampered with the ledger: its triggers, its own rules, and its totals against the rollups."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from integrations.billing import append_only, rollups
from integrations.models import Call, UsageRecord, UsageRollup

SHOWN = 20
Group = tuple[object, ...]
Amounts = tuple[Decimal | int, ...]
NOTHING: Amounts = (0, Decimal(0), Decimal(0), Decimal(0))


def problems() -> Iterator[str]:
    """Every finding as one sentence; nothing if the ledger is sound."""
    missing = append_only.expected_triggers(connection.vendor) - set(append_only.installed(connection))
    for name in sorted(missing):
        yield f"The database lacks the trigger {name}: rows can be changed unnoticed. Run manage.py migrate again."
    for sentence, records in _broken_rules():
        for record_id in records.values_list("pk", flat=True)[:SHOWN]:
            yield f"Usage record {record_id} {sentence}."
    yield from _unmetered_calls()
    yield from _wrong_rollups()


def _broken_rules() -> Iterator[tuple[str, QuerySet[UsageRecord]]]:
    records = UsageRecord.objects.order_by()
    original = UsageRecord.objects.filter(
        pk=OuterRef("corrects"), call_id=OuterRef("call_id"), currency=OuterRef("currency"), corrects__isnull=True
    )
    yield (
        "corrects a record that does not exist or is of another call or currency",
        records.filter(corrects__isnull=False).filter(~Exists(original)),
    )
    yield (
        "charges a call that did not succeed",
        records.filter(outcome__in=("failed", "outcome_unknown")).exclude(price=0),
    )
    yield (
        "has a negative amount and is no correction",
        records.filter(corrects__isnull=True).filter(Q(cost__lt=0) | Q(price__lt=0) | Q(quantity__lt=0)),
    )
    yield (
        "is billed in another month than it was recorded in",
        records.annotate(own_month=TruncMonth(rollups.DAY)).exclude(month=F("own_month")),
    )


def _unmetered_calls() -> Iterator[str]:
    metered = UsageRecord.objects.filter(call_id=OuterRef("pk"), corrects__isnull=True)
    for call_id in Call.objects.filter(~Exists(metered), state="succeeded").values_list("pk", flat=True)[:SHOWN]:
        yield f"Call {call_id} succeeded and has no usage record."


def _wrong_rollups() -> Iterator[str]:
    """Rollups are compared day by day, after what is pending was added to them; others wait meanwhile."""
    rollups.refresh()
    with transaction.atomic():
        rollups.exclude_others()
        rolled = UsageRecord.objects.filter(tail__isnull=True)
        days = set(rolled.annotate(day=rollups.DAY).order_by("day").values_list("day", flat=True).distinct())
        for day in sorted(days.union(UsageRollup.objects.values_list("day", flat=True).distinct())):
            of_day = rolled.annotate(recorded_on=rollups.DAY).filter(recorded_on=day)
            ledger = {_group(row): _amounts(row, "total_") for row in rollups.totals(of_day)}
            had = {_group(row): _amounts(row, "") for row in UsageRollup.objects.filter(day=day).values()}
            for group in ledger.keys() | had.keys():
                if ledger.get(group, NOTHING) != had.get(group, NOTHING):
                    yield _difference(group, had.get(group, NOTHING), ledger.get(group, NOTHING))


def _group(row: rollups.Row) -> Group:
    return tuple(row[name] for name in rollups.KEY)


def _amounts(row: rollups.Row, prefix: str) -> Amounts:
    return (row["calls"], *(row[f"{prefix}{name}"] for name in rollups.AMOUNTS))


def _difference(group: Group, had: Amounts, wanted: Amounts) -> str:
    place = " ".join("owner" if part is None else str(part) for part in group)
    return (
        f"The rollup of {place} says calls, quantity, cost, price {' '.join(map(str, had))};"
        f" the ledger says {' '.join(map(str, wanted))}. Run manage.py rebuild_rollups."
    )
