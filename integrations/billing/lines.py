"""What a line of the ledger is made from: the thing that was used, and each measure taken of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID, uuid4

from integrations.billing.amounts import rounded, times, unit_rounded
from integrations.models import UsageLine

Outcome = Literal["succeeded", "failed", "cancelled", "outcome_unknown"]
SourceKind = Literal["call", "turn", "fee"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Something that was used, as billing sees it: opaque references and no personal data.

    ``kind`` and ``id`` name it for ever: a second line for the same source and meter is refused. ``call_id`` is the
    call it happened in; ``origin`` is what asked for it (editor, workflow, api, probe).
    """

    kind: SourceKind
    id: UUID
    service: str
    operation: str
    pricing_key: str
    currency: str
    price_version: str
    outcome: Outcome
    origin: str
    at: datetime
    customer_id: UUID | None = None
    connection_id: UUID | None = None
    call_id: UUID | None = None
    run_id: UUID | None = None
    node_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """So much of one meter. ``unit_cost`` is what we pay, ``unit_price`` what the customer pays, for each unit.

    None where the measure says nothing about that side; 0 where it is free.
    """

    meter: str
    unit: str
    quantity: Decimal
    unit_cost: Decimal | None = None
    unit_price: Decimal | None = None


def lines_of(source: Source, measures: Iterable[Measure]) -> list[UsageLine]:
    """The lines of one source, not yet written. Their ids are known already."""
    return [UsageLine(**values_of(source, measure)) for measure in measures]


def correction_of(
    line: UsageLine, *, source_id: UUID, quantity: Decimal, cost: Decimal, price: Decimal, at: datetime
) -> UsageLine:
    """The line that adds these amounts (negative to take away) to another one, billed in the month of ``at``."""
    return UsageLine(
        source_kind=UsageLine.SourceKind.CORRECTION,
        source_id=source_id,
        meter=line.meter,
        quantity=rounded(quantity),
        unit=line.unit,
        unit_cost=line.unit_cost,
        cost=rounded(cost),
        unit_price=line.unit_price,
        price=rounded(price),
        currency=line.currency,
        price_version=line.price_version,
        customer_id=line.customer_id,
        connection_id=line.connection_id,
        call_id=line.call_id,
        run_id=line.run_id,
        node_id=line.node_id,
        service=line.service,
        operation=line.operation,
        pricing_key=line.pricing_key,
        origin=line.origin,
        outcome=UsageLine.Outcome.CORRECTION,
        corrects=line.line_id,
        recorded_at=at,
        month=at.date().replace(day=1),
    )


def values_of(source: Source, measure: Measure) -> dict[str, object]:
    """The columns of a line of one source, in the same order for every line."""
    quantity = rounded(measure.quantity)
    unit_cost, unit_price = _unit(measure.unit_cost), _unit(measure.unit_price)
    return {
        "line_id": uuid4(),
        "source_kind": source.kind,
        "source_id": source.id,
        "meter": measure.meter,
        "quantity": quantity,
        "unit": measure.unit,
        "unit_cost": unit_cost,
        "cost": _amount(quantity, unit_cost),
        "unit_price": unit_price,
        "price": _amount(quantity, unit_price),
        "currency": source.currency,
        "price_version": source.price_version,
        "customer_id": source.customer_id,
        "connection_id": source.connection_id,
        "call_id": source.call_id,
        "run_id": source.run_id,
        "node_id": source.node_id,
        "service": source.service,
        "operation": source.operation,
        "pricing_key": source.pricing_key,
        "origin": source.origin,
        "outcome": source.outcome,
        "recorded_at": source.at,
        "month": source.at.date().replace(day=1),
    }


def _unit(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else unit_rounded(amount)


def _amount(quantity: Decimal, unit_amount: Decimal | None) -> Decimal:
    return Decimal(0) if unit_amount is None else times(quantity, unit_amount)
