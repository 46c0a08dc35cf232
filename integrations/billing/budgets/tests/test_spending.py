"""What budgets count, hold back and tell of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from integrations.billing import ledger
from integrations.billing.budgets.spending import Room, make_room
from integrations.billing.budgets.standing import standing_of
from integrations.billing.budgets.tests.conftest import Charge, MakeBudget
from integrations.billing.prices import Quote
from integrations.errors import BudgetExceeded
from integrations.models import Budget, Call, Customer, OutboxEvent, UsageLine

pytestmark = pytest.mark.django_db


def costing(price: str, currency: str = "USD") -> Callable[[], Quote]:
    """The quote of a call of that price."""
    known: dict[str, Any] = {
        "service": "gmail",
        "key": "message_send",
        "cost": Decimal(0),
        "version": "v",
        "unit": "call",
    }
    return lambda: Quote(**known, price=Decimal(price), currency=currency)


def room(customer: Customer, price: str, currency: str = "USD") -> Room | None:
    with transaction.atomic():
        return make_room(customer.pk, costing(price, currency))


def on_its_way(customer: Customer, price: str, **fields: Any) -> Call:
    given = {"scope": "x", "call_key": uuid4().hex, "operation": "gmail.list_labels", "state": "queued", **fields}
    return Call.objects.create(customer=customer, reserved=Decimal(price), reserved_in="USD", **given)


def test_a_customer_without_a_hard_budget_reserves_nothing(acme: Customer, make_budget: MakeBudget) -> None:
    make_budget("0.01", hard=False)
    assert room(acme, "5") is None


def test_what_was_spent_and_what_is_on_its_way_take_room(
    acme: Customer, make_budget: MakeBudget, charge: Charge
) -> None:
    make_budget("1", hard=True)
    charge("0.4")
    on_its_way(acme, "0.35")
    on_its_way(acme, "0.9", state="succeeded")
    assert room(acme, "0.25") == Room(Decimal("0.25"), "USD")
    with pytest.raises(BudgetExceeded):
        room(acme, "0.2501")


def test_a_refusal_names_whose_budget_how_much_and_until_when(
    acme: Customer, make_budget: MakeBudget, charge: Charge
) -> None:
    budget = make_budget("1", hard=True)
    charge("0.9")
    with pytest.raises(BudgetExceeded) as refused:
        room(acme, "0.2")
    until = standing_of(budget).until
    assert until is not None
    assert refused.value.detail == (
        "Acme may spend 1 USD this month, of which 0.1 is left; this call costs 0.2. It begins anew at "
        f"{until.isoformat()}. Raise the budget, or wait."
    )
    seconds = (until - timezone.now()).total_seconds()
    assert refused.value.retry_after == pytest.approx(seconds, abs=60)


def test_the_narrowest_of_several_budgets_decides(acme: Customer, make_budget: MakeBudget) -> None:
    make_budget("100", hard=True)
    make_budget("0.1", hard=True, period="day")
    with pytest.raises(BudgetExceeded, match=r"may spend 0\.1 USD today"):
        room(acme, "0.2")


def test_another_currency_and_what_is_free_take_no_room(acme: Customer, make_budget: MakeBudget) -> None:
    make_budget("0", hard=True)
    assert room(acme, "0") is None
    assert room(acme, "7", "EUR") is None


def test_another_customers_spending_counts_not(acme: Customer, make_budget: MakeBudget, charge: Charge) -> None:
    other = Customer.objects.create(key="globex", name="Globex")
    make_budget("1", hard=True)
    charge("5", customer=other)
    on_its_way(other, "5")
    assert room(acme, "1") is not None


def test_what_is_counted_is_what_the_ledger_has(acme: Customer, make_budget: MakeBudget, charge: Charge) -> None:
    charge("0.25")
    budget = make_budget("10")
    charge("0.1")
    charge("0.2")
    charge("3", currency="EUR")
    charge("0.5", outcome="failed")
    line = UsageLine.objects.sales().filter(price=Decimal("0.2")).get()
    ledger.correct(line, price=Decimal("-0.05"), at=timezone.now())
    budget.refresh_from_db()
    assert budget.spent == Decimal("0.5")
    assert standing_of(budget).spent == Decimal("0.5")


def test_a_new_period_begins_with_nothing(acme: Customer, make_budget: MakeBudget, charge: Charge) -> None:
    budget = make_budget("1", period="day", hard=True)
    charge("0.9")
    Budget.objects.update(period_start=timezone.now() - timedelta(days=2))
    budget.refresh_from_db()
    assert standing_of(budget, timezone.now() + timedelta(days=1)).spent == 0


def test_a_line_of_the_period_before_is_not_counted_in_this_one(
    acme: Customer, make_budget: MakeBudget, charge: Charge
) -> None:
    budget = make_budget("1", period="day")
    charge("0.1")
    charge("0.5", at=timezone.now() - timedelta(days=2))
    budget.refresh_from_db()
    assert budget.spent == Decimal("0.1")


def test_each_threshold_is_told_once_in_a_period(acme: Customer, make_budget: MakeBudget, charge: Charge) -> None:
    budget = make_budget("1", thresholds=[0.5, 80, 100])
    for _ in range(6):
        charge("0.2")
    told = [event.payload for event in OutboxEvent.objects.filter(name="budget.threshold").order_by("id")]
    assert [(each["threshold"], each["spent"], each["customer_id"]) for each in told] == [
        (0.5, "0.6", "acme"),
        (80, "0.8", "acme"),
        (100, "1", "acme"),
    ]
    assert {each["budget"] for each in told} == {str(budget.pk)}
    budget.refresh_from_db()
    Budget.objects.update(period_start=budget.created_at - timedelta(days=60))
    charge("0.2")
    assert OutboxEvent.objects.filter(name="budget.threshold").count() == 6


def test_a_charge_that_is_undone_is_not_counted(acme: Customer, make_budget: MakeBudget, charge: Charge) -> None:
    budget = make_budget("1", thresholds=[10])
    with transaction.atomic():
        charge("0.2")
        transaction.set_rollback(True)
    budget.refresh_from_db()
    assert (budget.spent, OutboxEvent.objects.count()) == (None, 0)
