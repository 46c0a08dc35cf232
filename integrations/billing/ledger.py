"""The only writer of the usage ledger: one record for each metered call, and corrections of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from integrations.billing.amounts import as_text, rounded
from integrations.billing.prices import Quote
from integrations.models import UsageRecord, UsageTail

Outcome = Literal["succeeded", "failed", "outcome_unknown"]
BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Metered:
    """One closed call as billing sees it: opaque references and no personal data."""

    call_id: UUID
    customer_id: UUID | None
    connection_id: UUID | None
    run_id: UUID | None
    node_id: str
    operation: str
    quote: Quote
    requests: int
    """Requests that reached the vendor, pages and retries included."""
    outcome: Outcome
    source: str
    at: datetime
    is_sold: bool = True
    """False where only our own cost counts, such as a connection test."""


def record_usage(metered: Metered) -> UsageRecord:
    """Write the record in the caller's transaction. A second one for the same call is an IntegrityError."""
    (record,) = record_batch([metered])
    return record


def record_batch(batch: Sequence[Metered]) -> list[UsageRecord]:
    """Write many records at once, for imports and loads."""
    return _append([_record(metered) for metered in batch])


def correct(record: UsageRecord, *, cost: Decimal, price: Decimal, at: datetime) -> UsageRecord:
    """Add ``cost`` and ``price`` (negative to take away) to a record by a new row, billed in the month of ``at``."""
    correction = UsageRecord(
        customer_id=record.customer_id,
        connection_id=record.connection_id,
        call_id=record.call_id,
        run_id=record.run_id,
        node_id=record.node_id,
        service=record.service,
        operation=record.operation,
        pricing_key=record.pricing_key,
        quantity=Decimal(0),
        unit=record.unit,
        cost=rounded(cost),
        price=rounded(price),
        currency=record.currency,
        price_version=record.price_version,
        source=record.source,
        outcome=UsageRecord.Outcome.CORRECTION,
        corrects=record.pk,
        recorded_at=at,
        month=at.date().replace(day=1),
    )
    return _append([correction])[0]


def open_record(call_id: UUID) -> UsageRecord | None:
    """The record of a call whose outcome is unknown and has not been settled by a correction; None otherwise."""
    record = UsageRecord.objects.filter(
        call_id=call_id, corrects__isnull=True, outcome=UsageRecord.Outcome.OUTCOME_UNKNOWN
    ).first()
    is_settled = record is not None and UsageRecord.objects.filter(corrects=record.pk).exists()
    return None if is_settled else record


def usage_of_call(call_id: UUID) -> dict[str, object] | None:
    """What a call used and costs, corrections included, in the shape of the contract; None if it was not metered."""
    record = UsageRecord.objects.filter(call_id=call_id, corrects__isnull=True).first()
    return None if record is None else usage_json(record)


def usage_json(record: UsageRecord) -> dict[str, object]:
    """The ``usage`` object of socket and REST. Only a record whose outcome was unknown is looked up for corrections."""
    cost, price = record.cost, record.price
    if record.outcome == UsageRecord.Outcome.OUTCOME_UNKNOWN:
        added = UsageRecord.objects.filter(corrects=record.pk).aggregate(cost=Sum("cost"), price=Sum("price"))
        cost, price = cost + (added["cost"] or 0), price + (added["price"] or 0)
    return {
        "id": str(record.pk),
        "operation": record.operation,
        "pricing_key": record.pricing_key,
        "quantity": as_text(record.quantity),
        "unit": record.unit,
        "cost": as_text(cost),
        "price": as_text(price),
        "currency": record.currency,
    }


def _record(metered: Metered) -> UsageRecord:
    """Our cost counts for every request; the price once, and only for a call that succeeded."""
    quote, is_charged = metered.quote, metered.is_sold and metered.outcome == "succeeded"
    return UsageRecord(
        customer_id=metered.customer_id,
        connection_id=metered.connection_id,
        call_id=metered.call_id,
        run_id=metered.run_id,
        node_id=metered.node_id,
        service=quote.service,
        operation=metered.operation,
        pricing_key=quote.key,
        quantity=Decimal(metered.requests),
        unit=quote.unit,
        cost=rounded(quote.cost * metered.requests),
        price=rounded(quote.price) if is_charged else Decimal(0),
        currency=quote.currency,
        price_version=quote.version,
        source=metered.source,
        outcome=metered.outcome,
        recorded_at=metered.at,
        month=metered.at.date().replace(day=1),
    )


def _append(records: list[UsageRecord]) -> list[UsageRecord]:
    with transaction.atomic(savepoint=False):
        UsageRecord.objects.bulk_create(records, batch_size=BATCH)
        UsageTail.objects.bulk_create([UsageTail(record=record) for record in records], batch_size=BATCH)
    return records
