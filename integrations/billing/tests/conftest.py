"""Factories of ledger rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from integrations.billing.ledger import Metered, Outcome, record_usage
from integrations.billing.prices import Quote
from integrations.models import Customer, UsageRecord

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
) -> Metered:
    service = operation.partition(".")[0]
    return Metered(
        call_id=uuid4(),
        customer_id=customer_id,
        connection_id=None,
        run_id=None,
        node_id="",
        operation=operation,
        quote=Quote(
            service=service,
            key="message_send",
            cost=Decimal(cost),
            price=Decimal(price),
            currency=currency,
            unit="call",
            version="shipped:2026-11-01",
        ),
        requests=requests,
        outcome=outcome,
        source="api",
        at=at,
        is_sold=is_sold,
    )


@pytest.fixture
def make_record(db: None) -> Callable[..., UsageRecord]:
    def make(**wanted: object) -> UsageRecord:
        return record_usage(metered(**wanted))  # type: ignore[arg-type]  # the keywords of metered

    return make


@pytest.fixture
def acme(db: None) -> Customer:
    return Customer.objects.create(key="acme", name="Acme")


@pytest.fixture
def globex(db: None) -> Customer:
    return Customer.objects.create(key="globex", name="Globex")
