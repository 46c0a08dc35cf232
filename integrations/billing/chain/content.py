"""What the chain takes of a row: the ledgers it covers, and a row written out as bytes that are always the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Model

from integrations.billing.watermark import Mark
from integrations.models import AuditEvent, ChainEntry, UsageLine

Row = Mapping[str, object]  # values by column


@dataclass(frozen=True)
class Ledger:
    """A table with a ``position`` that only grows."""

    name: str
    """As in ``ChainEntry.Ledger``."""
    title: str
    """For people."""
    mark: Mark
    """How far its rows are final."""
    month: str
    """The column with a day of the month that a row belongs to."""
    written: str
    """The column with the time when a row was written."""
    forms: Mapping[int, tuple[str, ...]]
    """The columns that are hashed. A column that a table gets later makes a new form: old rows keep theirs."""

    @property
    def model(self) -> type[Model]:
        return self.mark.model

    @property
    def form(self) -> int:
        """The newest: the one that rows are sealed in."""
        return max(self.forms)

    def rows(self, *, first: int, last: int) -> Iterator[Row]:
        """The rows from one position to another, in their order."""
        found = self.model._default_manager.filter(position__gte=first, position__lte=last)
        return found.order_by("position").values().iterator(chunk_size=2000)

    def month_of(self, row: Row) -> date:
        """The first day of the row's month. Raises TypeError for a value that is no date."""
        day = row[self.month]
        if isinstance(day, datetime):
            day = day.astimezone(UTC).date()
        if not isinstance(day, date):
            raise TypeError(f"{day!r} is no date.")
        return day.replace(day=1)


USAGE = Ledger(
    ChainEntry.Ledger.USAGE.value,
    "usage ledger",
    Mark(2, UsageLine),
    "month",
    "recorded_at",
    {
        1: (
            *("position", "line_id", "source_kind", "source_id", "meter", "quantity", "unit", "unit_cost", "cost"),
            *("unit_price", "price", "currency", "price_version", "customer_id", "connection_id", "call_id", "run_id"),
            *("node_id", "service", "operation", "pricing_key", "origin", "outcome", "corrects", "recorded_at"),
            "month",
        )
    },
)
AUDIT = Ledger(
    ChainEntry.Ledger.AUDIT.value,
    "audit log",
    Mark(3, AuditEvent),
    "at",
    "at",
    {
        1: (
            *("position", "id", "actor_kind", "actor_id", "actor_label", "action", "customer_id", "object_type"),
            *("object_id", "before", "after", "address", "request_id", "at"),
        )
    },
)
LEDGERS: Sequence[Ledger] = (USAGE, AUDIT)


class Hashing:
    """SHA-256 over what is sealed, the month's head before (empty at its begin), and each row on a line of its own."""

    def __init__(self, ledger: Ledger, month: date, form: int, previous: str) -> None:
        self._columns = ledger.forms[form]
        self._digest = hashlib.sha256(_line([ledger.name, month.isoformat(), form, previous]))

    def add(self, row: Row) -> None:
        """Go on with the next row."""
        self._digest.update(_line([_plain(row[name]) for name in self._columns]))

    def head(self) -> str:
        """The hash over all rows so far."""
        return self._digest.hexdigest()


def _line(values: Sequence[object]) -> bytes:
    """JSON has no line break of its own, so no two lists of rows are the same bytes."""
    return json.dumps(values, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case Decimal():
            return format(value, "f")
        case UUID() | date():
            return str(value)
        case _:
            return value
