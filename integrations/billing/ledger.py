"""The only writer of the usage ledger: the lines of calls and other sources, and corrections of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db.models import Q

from integrations.billing import bulk
from integrations.billing.amounts import as_text, total
from integrations.billing.budgets import spending
from integrations.billing.lines import Measure, Outcome, Source, correction_of, lines_of, values_of
from integrations.billing.prices import Quote
from integrations.models import UsageLine
from integrations.prepared.inserts import insert

Usage = dict[str, object]
"""The contract's ``usage``: ``{id, operation, pricing_key, quantity, unit, cost, price, currency}``."""


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
    """Requests that reached the vendor: parts of a batch, pages and retries included."""
    outcome: Outcome
    origin: str
    at: datetime
    is_sold: bool = True
    """False where only our own cost counts, such as a connection test."""
    has_budgets: bool = True
    """False where the customer is known to have none, so that none is looked for."""


def record_call(metered: Metered) -> Usage:
    """Write the lines of a call in the caller's transaction, by one INSERT; returns its usage, reading nothing back.

    A second time for the same call is an IntegrityError.
    """
    return record_together([metered])[0]


def record_together(batch: Sequence[Metered]) -> list[Usage]:
    """The same for calls that are closed in one transaction: all their lines by one INSERT, their usages in order."""
    found = [lines_of(*_measured(metered)) for metered in batch]
    insert([line for lines in found for line in lines])
    for metered, lines in zip(batch, found, strict=True):
        if metered.has_budgets:
            _count(lines)
    return [_usage(lines[0], lines) for lines in found]


def record_calls(batch: Iterable[Metered]) -> int:
    """Write the lines of many calls at once, for imports and loads; returns how many lines. All are written or none."""
    measured = (_measured(metered) for metered in batch)
    return bulk.write(values_of(source, each) for source, measures in measured for each in measures)


def record_lines(source: Source, measures: Sequence[Measure]) -> list[UsageLine]:
    """Write a line for each measure of one source, such as the tokens of a model's turn, by one INSERT.

    A second line for the same source and meter is an IntegrityError.
    """
    return _append(lines_of(source, measures))


def correct(
    line: UsageLine,
    *,
    at: datetime,
    cost: Decimal = Decimal(0),
    price: Decimal = Decimal(0),
    quantity: Decimal = Decimal(0),
    correction_id: UUID | None = None,
) -> UsageLine:
    """Add amounts (negative to take away) to a line by a new one, billed in the month of ``at``.

    With a ``correction_id`` the same correction cannot be made twice: the second one is an IntegrityError.
    """
    added = correction_of(line, source_id=correction_id or uuid4(), quantity=quantity, cost=cost, price=price, at=at)
    return _append([added])[0]


def open_sale(call_id: UUID) -> UsageLine | None:
    """The sale of a call whose outcome is unknown and has not been settled by a correction; None otherwise."""
    lines = _of_call(call_id)
    sale = _sale(lines)
    if sale is None or sale.outcome != UsageLine.Outcome.OUTCOME_UNKNOWN:
        return None
    return None if any(line.corrects == sale.line_id for line in lines) else sale


def usage_of_call(call_id: UUID) -> Usage | None:
    """What a call used and costs, corrections included, in the shape of the contract; None if it was not metered."""
    lines = _of_call(call_id)
    sale = _sale(lines)
    return None if sale is None else _usage(sale, lines)


def _measured(metered: Metered) -> tuple[Source, list[Measure]]:
    """A call and its measures, the sale first.

    Our cost counts for every request; the price once, and only for a call that succeeded.
    """
    quote, is_charged = metered.quote, metered.is_sold and metered.outcome == "succeeded"
    source = Source(
        kind="call",
        id=metered.call_id,
        call_id=metered.call_id,
        customer_id=metered.customer_id,
        connection_id=metered.connection_id,
        run_id=metered.run_id,
        node_id=metered.node_id,
        service=quote.service,
        operation=metered.operation,
        pricing_key=quote.key,
        currency=quote.currency,
        price_version=quote.version,
        outcome=metered.outcome,
        origin=metered.origin,
        at=metered.at,
    )
    price = quote.price if is_charged else Decimal(0)
    measures = [Measure(meter=UsageLine.CALL, unit=quote.unit, quantity=Decimal(1), unit_price=price)]
    if metered.requests:
        units = Decimal(metered.requests * quote.per_request)
        measures.append(Measure(meter=quote.meter, unit=quote.meter, quantity=units, unit_cost=quote.cost))
    return source, measures


def _append(lines: list[UsageLine]) -> list[UsageLine]:
    written = UsageLine.objects.bulk_create(lines)
    _count(lines)
    return written


def _count(lines: Sequence[UsageLine]) -> None:
    """Tell the budgets of a customer what was charged by lines of one source, which have one currency."""
    first, charged = lines[0], total(line.price for line in lines)
    if charged and first.customer_id is not None:
        spending.count(first.customer_id, charged, first.currency, at=first.recorded_at)


def _of_call(call_id: UUID) -> list[UsageLine]:
    """The lines of a call itself and the corrections of them, by one statement."""
    own = Q(source_id=call_id, source_kind=UsageLine.SourceKind.CALL)
    found = UsageLine.objects.filter(own | Q(call_id=call_id, corrects__isnull=False)).order_by("position")
    lines = [line for line in found if line.corrects is None]
    ids = {line.line_id for line in lines}  # a turn of a model inside the call has corrections of its own
    return lines + [line for line in found if line.corrects in ids]


def _sale(lines: Iterable[UsageLine]) -> UsageLine | None:
    return next((line for line in lines if line.meter == UsageLine.CALL and line.corrects is None), None)


def _usage(sale: UsageLine, lines: Sequence[UsageLine]) -> Usage:
    """Quantity and unit are those the price is for; cost is that of all lines."""
    return {
        "id": str(sale.line_id),
        "operation": sale.operation,
        "pricing_key": sale.pricing_key,
        "quantity": as_text(total(line.quantity for line in lines if line.meter == sale.meter)),
        "unit": sale.unit,
        "cost": as_text(total(line.cost for line in lines)),
        "price": as_text(total(line.price for line in lines)),
        "currency": sale.currency,
    }
