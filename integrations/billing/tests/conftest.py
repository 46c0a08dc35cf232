"""Factories of ledger rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from integrations.billing.ledger import Metered, record_call
from integrations.billing.lines import Outcome, Source
from integrations.billing.prices import Quote
from integrations.models import Call, Customer, UsageLine

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def metered(
    *,
    customer_id: UUID | None = None,
    operation: str = "gmail.send_message",
    requests: int = 1,
    cost: str = "0.0001",
    price: str = "0.001",
    currency: str = "USD",
    outcome: Outcome = "succeeded",
    at: datetime = NOON,
    is_sold: bool = True,
    meter: str = "request",
    per_request: int = 1,
    connection_id: UUID | None = None,
    run_id: UUID | None = None,
    node_id: str = "",
) -> Metered:
    service = operation.partition(".")[0]
    return Metered(
        call_id=uuid4(),
        customer_id=customer_id,
        connection_id=connection_id,
        run_id=run_id,
        node_id=node_id,
        operation=operation,
        quote=Quote(
            service=service,
            key="message_send",
            cost=Decimal(cost),
            price=Decimal(price),
            currency=currency,
            unit="call",
            meter=meter,
            per_request=per_request,
            version="shipped:2026-11-01",
        ),
        requests=requests,
        outcome=outcome,
        origin="api",
        at=at,
        is_sold=is_sold,
    )


def record(call: Metered) -> None:
    """Write the call and its lines."""
    Call.objects.create(
        pk=call.call_id, scope="owner", call_key=call.call_id.hex, operation=call.operation, state=call.outcome
    )
    record_call(call)


def turn(**changes: object) -> Source:
    given: dict[str, object] = {
        "kind": "turn",
        "id": uuid4(),
        "service": "agent",
        "operation": "agent.run",
        "pricing_key": "sandbox/small",
        "currency": "USD",
        "price_version": "genai-prices:1",
        "outcome": "succeeded",
        "origin": "workflow",
        "at": NOON,
    }
    return Source(**given | changes)  # type: ignore[arg-type]  # the fields of Source


@pytest.fixture
def make_sale(db: None) -> Callable[..., UsageLine]:
    """Record a call and give the line of its sale."""

    def make(**wanted: object) -> UsageLine:
        call = metered(**wanted)  # type: ignore[arg-type]  # its keywords
        record(call)
        return UsageLine.objects.sales().get(source_id=call.call_id)

    return make


@pytest.fixture
def acme(db: None) -> Customer:
    return Customer.objects.create(key="acme", name="Acme")


@pytest.fixture
def globex(db: None) -> Customer:
    return Customer.objects.create(key="globex", name="Globex")
