"""Checks that nobody has tampered with the ledger: triggers, chain of hashes, its own rules, totals against rollups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from integrations.billing import append_only, rollups, watermark
from integrations.billing.chain import verification as chain
from integrations.models import Call, UsageLine, UsageRollup

SHOWN = 20
TAMPERED = "Whoever did this had the database's password: compare the ledger with a backup before anything is rebuilt."
Group = tuple[object, ...]
Amounts = tuple[Decimal | int, ...]
NOTHING: Amounts = (0, *(Decimal(0) for _ in rollups.AMOUNTS))


def problems(heads: Path | None = None) -> Iterator[str]:
    """Every finding as one sentence; nothing if the ledger is sound. ``heads``: a copy of the chains' heads."""
    missing = append_only.expected_triggers(connection.vendor) - set(append_only.installed(connection))
    for name in sorted(missing):
        yield f"The database lacks the trigger {name}: rows could be changed unnoticed. {TAMPERED}"
    for name in sorted(append_only.hollow(connection)):
        yield f"The trigger {name} is not the one that was installed: rows could be changed unnoticed. {TAMPERED}"
    yield from chain.problems(heads)
    for part in (_lines_against_rules, _unmetered_calls, _wrong_rollups):
        try:
            yield from part()
        except (TypeError, ValueError, ArithmeticError, DatabaseError) as error:
            yield f"The ledger cannot be added up, as of a value that was put there by hand: {error} {TAMPERED}"


def _lines_against_rules() -> Iterator[str]:
    for sentence, lines in _broken_rules():
        for line_id in lines.values_list("line_id", flat=True)[:SHOWN]:
            yield f"Line {line_id} of the ledger {sentence}."


def _broken_rules() -> Iterator[tuple[str, QuerySet[UsageLine]]]:
    lines = UsageLine.objects.order_by()
    original = UsageLine.objects.filter(
        line_id=OuterRef("corrects"),
        operation=OuterRef("operation"),
        meter=OuterRef("meter"),
        currency=OuterRef("currency"),
        corrects__isnull=True,
    )
    same_customer = Q(Exists(original.filter(customer_id=OuterRef("customer_id")))) | Q(
        Q(Exists(original.filter(customer_id__isnull=True))), customer_id__isnull=True
    )
    yield (
        "corrects a line that does not exist or is of another operation, meter or currency",
        lines.filter(corrects__isnull=False).filter(~Exists(original)),
    )
    yield (
        "charges for a call that there never was",
        lines.filter(source_kind=UsageLine.SourceKind.CALL, corrects__isnull=True)
        .exclude(price=0)
        .filter(~Exists(Call.objects.filter(pk=OuterRef("source_id")))),
    )
    yield (
        "corrects a line of another customer",
        lines.filter(Exists(original), ~same_customer, corrects__isnull=False),
    )
    yield (
        "charges something that did not succeed",
        lines.filter(outcome__in=("failed", "cancelled", "outcome_unknown")).exclude(price=0),
    )
    yield (
        "has a negative amount and is no correction",
        lines.filter(corrects__isnull=True).filter(Q(cost__lt=0) | Q(price__lt=0) | Q(quantity__lt=0)),
    )
    yield (
        "has an amount on a side that it has no unit for",
        lines.filter(Q(~Q(cost=0), unit_cost__isnull=True) | Q(~Q(price=0), unit_price__isnull=True)),
    )
    yield (
        "is billed in another month than it was recorded in",
        lines.annotate(own_month=TruncMonth(rollups.DAY)).exclude(month=F("own_month")),
    )


def _unmetered_calls() -> Iterator[str]:
    sale = UsageLine.objects.sales().filter(source_id=OuterRef("pk"))
    metered = Call.objects.filter(state="succeeded").exclude(kind=Call.Kind.CONNECT)
    for call_id in metered.filter(~Exists(sale)).values_list("pk", flat=True)[:SHOWN]:
        yield f"Call {call_id} succeeded and has no line in the ledger."


def _wrong_rollups() -> Iterator[str]:
    """Rollups are compared day by day, after what is final was added to them; others wait meanwhile."""
    rollups.refresh()
    with transaction.atomic():
        rollups.exclude_others()
        rolled = UsageLine.objects.filter(position__lte=watermark.current())
        days = set(rolled.annotate(day=rollups.DAY).order_by("day").values_list("day", flat=True).distinct())
        for day in sorted(days.union(UsageRollup.objects.values_list("day", flat=True).distinct())):
            begin = datetime.combine(day, time(), UTC)
            of_day = rolled.filter(recorded_at__gte=begin, recorded_at__lt=begin + timedelta(days=1))
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
        f"The rollup of {place} says calls, {', '.join(rollups.AMOUNTS)} {' '.join(map(str, had))};"
        f" the ledger says {' '.join(map(str, wanted))}. One of both was changed by hand: compare them with a backup or"
        " a bill of that time. Only if it was the rollup, run manage.py rebuild_rollups."
    )
