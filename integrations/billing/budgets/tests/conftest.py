"""Budgets of a customer in Berlin, and lines that are charged to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from integrations.billing.tests.conftest import metered, record
from integrations.models import Budget, Customer

MakeBudget = Callable[..., Budget]
Charge = Callable[..., None]


@pytest.fixture
def acme(db: None) -> Customer:
    return Customer.objects.create(key="acme", name="Acme", time_zone="Europe/Berlin")


@pytest.fixture
def make_budget(acme: Customer) -> MakeBudget:
    def make(amount: str = "1", **fields: Any) -> Budget:
        given = {"customer": acme, "amount": Decimal(amount), "currency": "USD", "period": "month", **fields}
        return Budget.objects.create(**given)

    return make


@pytest.fixture
def charge(acme: Customer) -> Charge:
    """A call of the customer's that is charged so much."""

    def charge(price: str, *, at: datetime | None = None, customer: Customer = acme, **fields: Any) -> None:
        record(metered(customer_id=customer.pk, price=price, at=at or datetime.now(UTC), **fields))

    return charge
