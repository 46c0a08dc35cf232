"""Comparing rows with their chain, and the chain with the heads that are kept outside the database."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from integrations.billing.chain import heads
from integrations.billing.chain.content import LEDGERS, Hashing, Ledger, Row
from integrations.models import ChainEntry

SHOWN = 20
BATCH = 2000
LEAST = -(2**63)  # of a position that a database can keep
ADVICE = "Whoever did this had the database's password: compare with a backup from before, and rebuild nothing."
TRUST_THE_HEADS = (
    "The heads outside are right, unless a backup was restored: compare with a backup from before, and rebuild nothing."
)


def problems(place: Path | None = None) -> Iterator[str]:
    """Every finding as one sentence. ``place`` is a file or folder of heads that were kept elsewhere."""
    # What is written first is read last: so nothing that is sealed meanwhile looks wrong.
    kept, complaints = heads.read(place or heads.folder())
    yield from complaints[:SHOWN]
    for ledger in LEDGERS:
        outside = kept.get(ledger.name, ())
        entries = list(ChainEntry.objects.filter(ledger=ledger.name).order_by("number"))
        if entries and not outside:
            yield (
                f"There are no heads of the {ledger.title} in {place or heads.folder()}, so a chain made anew would not"
                " be seen. Run this where the scheduler's DATA_DIR is, or name a copy: --heads <path>."
            )
        yield from islice(against_heads(ledger, entries, outside), SHOWN)
        yield from islice(_numbers(ledger, entries), SHOWN)
        yield from islice(_against_rows(ledger, entries), SHOWN)


def against_heads(ledger: Ledger, entries: Sequence[ChainEntry], outside: Sequence[heads.Head]) -> Iterator[str]:
    """Heads outside that the database does not reach, and the first that differs."""
    found = {entry.number: entry for entry in entries}
    for head in outside:
        entry = found.get(head.number)
        what = f"positions {head.first} to {head.last} ({head.rows} rows, sealed at {head.sealed_at})"
        if entry is None:
            yield (
                f"The {ledger.title} of {head.month} does not reach head {head.number} that is kept outside:"
                f" {what} and their chain were removed. {TRUST_THE_HEADS}"
            )
        elif dict(heads.described(entry)) | {"sealed_at": head.sealed_at} != vars(head):
            yield (
                f"The {ledger.title} of {head.month} has another head {head.number} than the one kept outside: its"
                f" chain was made anew from position {head.first} on; {what} had the head {head.head}."
                f" {TRUST_THE_HEADS}"
            )
            return  # all later ones differ because of this one


def _numbers(ledger: Ledger, entries: Sequence[ChainEntry]) -> Iterator[str]:
    have = {entry.number for entry in entries}
    for number in range(1, max(have, default=0) + 1):
        if number not in have:
            yield f"Entry {number} of the chain of the {ledger.title} was removed. {ADVICE}"


def _against_rows(ledger: Ledger, entries: Sequence[ChainEntry]) -> Iterator[str]:
    """One pass over the rows in the order of their positions, which each month's entries follow."""
    months: dict[date, _Month] = {}
    for entry in entries:
        months.setdefault(entry.month, _Month(ledger, entry.month)).entries.append(entry)
    for position, row in _rows(ledger, max((entry.last for entry in entries), default=0)):
        if row is None:
            yield f"The {ledger.title} has a row at position {position} that cannot be read: it was put there. {ADVICE}"
            continue
        month = ledger.month_of(row)
        yield from months.setdefault(month, _Month(ledger, month)).take(row)
    for each in months.values():
        yield from each.end()


def _rows(ledger: Ledger, last: int) -> Iterator[tuple[int, Row | None]]:
    """Positions and rows; None for a row with a value that its column cannot have, as SQLite allows."""
    first = LEAST
    while first <= last:
        found = ledger.model._default_manager.filter(position__gte=first, position__lte=last).order_by("position")
        positions = list(found.values_list("position", flat=True)[:BATCH])
        if not positions:
            return
        rows = _readable(ledger, positions[0], positions[-1])
        yield from ((position, rows.get(position)) for position in positions)
        first = positions[-1] + 1


def _readable(ledger: Ledger, first: int, last: int) -> Mapping[int, Row]:
    """The rows between two positions; where one cannot be read, the others, found by halves."""
    try:
        rows = list(ledger.rows(first=first, last=last))
        for row in rows:
            ledger.month_of(row)
    except (TypeError, ValueError, ArithmeticError):
        if first == last:
            return {}
        middle = (first + last) // 2
        return {**_readable(ledger, first, middle), **_readable(ledger, middle + 1, last)}
    return {int(str(row["position"])): row for row in rows}


class _Month:
    """Where the comparison of a month's rows with its entries stands."""

    def __init__(self, ledger: Ledger, month: date) -> None:
        self.ledger = ledger
        self.month = month
        self.entries: deque[ChainEntry] = deque()
        self._previous = ""
        self._open: Hashing | None = None
        self._first: int | None = None
        self._rows = 0

    def take(self, row: Row) -> Iterator[str]:
        """The next row; yields what is wrong with the entries that end before it."""
        position = int(str(row["position"]))
        while self.entries and position > self.entries[0].last:
            yield from self._compare()
        if self.entries:
            self._open = self._open or Hashing(self.ledger, self.month, self.entries[0].form, self._previous)
            self._open.add(row)
        self._first = position if self._first is None else self._first
        self._rows += 1

    def end(self) -> Iterator[str]:
        """No more rows: what is wrong with the other entries, and with rows behind the last of them."""
        while self.entries:
            yield from self._compare()
        if self._rows:
            yield (
                f"The {self.ledger.title} of {self.month:%Y-%m} has rows that were not there when it was sealed:"
                f" {self._rows}, from position {self._first} on. {ADVICE}"
            )

    def _compare(self) -> Iterator[str]:
        entry = self.entries.popleft()
        if self._open is None or self._open.head() != entry.head:
            first = entry.first if self._first is None else min(self._first, entry.first)
            yield (
                f"The {self.ledger.title} of {self.month:%Y-%m} is not what was sealed, from position {first} on (to"
                f" {entry.last}): {self._rows} rows now, {entry.rows} then, entry {entry.number} of the chain. {ADVICE}"
            )
        self._previous = entry.head
        self._open, self._first, self._rows = None, None, 0
