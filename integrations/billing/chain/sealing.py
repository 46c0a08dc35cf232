"""Sealing: the scheduler adds rows that are final to their month's chain, behind the writers' backs.

Writers pay nothing for it. A row is sealed once nobody can commit one below it any more (`watermark.py` says when that
is), so a row that turns up later inside the sealed part was put there by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice

from django.db import connection, transaction

from integrations.billing import watermark
from integrations.billing.chain import heads
from integrations.billing.chain.content import LEDGERS, Hashing, Ledger, Row
from integrations.models import ChainEntry

BATCH = 5000
logger = logging.getLogger(__name__)


def seal() -> int:
    """Seal what has become final, and keep the new heads outside; returns the number of rows. Run by the scheduler."""
    sealed = 0
    for ledger in LEDGERS:
        with transaction.atomic():
            exclude_others()
            final = watermark.advance(ledger.mark, since=sealed_up_to(ledger))
        while batch := _seal_batch(ledger, final):
            sealed += batch
        heads.keep(ledger)
    return sealed


def sealed_up_to(ledger: Ledger) -> int:
    """The position up to which all rows are sealed; 0 before the first."""
    newest = _newest(ledger)
    return newest.last if newest else 0


def unsealed_since(ledger: Ledger) -> datetime | None:
    """When the oldest row was written that is not sealed yet; None where all are."""
    unsealed = ledger.model._default_manager.filter(position__gt=sealed_up_to(ledger))
    return unsealed.order_by("position").values_list(ledger.written, flat=True).first()


def exclude_others() -> None:
    """Let one process at a time add to the chains; readers go on. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {ChainEntry._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _newest(ledger: Ledger) -> ChainEntry | None:
    return ChainEntry.objects.filter(ledger=ledger.name).order_by("-number").first()


def _seal_batch(ledger: Ledger, final: int) -> int:
    """The next rows up to the position that is final. They are read before others are excluded: they don't change."""
    newest = _newest(ledger)
    number, last = (newest.number, newest.last) if newest else (0, 0)
    rows = list(islice(ledger.rows(first=last + 1, last=final), BATCH))
    months: dict[date, list[Row]] = {}
    for row in rows:
        months.setdefault(ledger.month_of(row), []).append(row)
    # The entry that goes furthest is the newest one.
    in_order = sorted(months.items(), key=lambda each: _position(each[1][-1]))
    entries = [_entry(ledger, month, number + n, found) for n, (month, found) in enumerate(in_order, start=1)]
    with transaction.atomic():
        exclude_others()
        current = _newest(ledger)
        if current and current.number != number:
            return len(rows)  # another process has sealed them meanwhile
        ChainEntry.objects.bulk_create(entries)
    for entry in entries:
        logger.info("ledger.sealed", extra=dict(heads.described(entry)))
    return len(rows)


def _entry(ledger: Ledger, month: date, number: int, rows: Sequence[Row]) -> ChainEntry:
    before = ChainEntry.objects.filter(ledger=ledger.name, month=month).order_by("-number").first()
    hashing = Hashing(ledger, month, ledger.form, before.head if before else "")
    for row in rows:
        hashing.add(row)
    return ChainEntry(
        ledger=ledger.name,
        number=number,
        month=month,
        form=ledger.form,
        first=_position(rows[0]),
        last=_position(rows[-1]),
        rows=len(rows),
        head=hashing.head(),
    )


def _position(row: Row) -> int:
    return int(str(row["position"]))
