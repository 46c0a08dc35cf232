"""How a budget stands: what was spent in its period, and what calls on their way have reserved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from integrations.billing.amounts import total
from integrations.billing.budgets.periods import period_of
from integrations.models import Budget, Call, UsageLine
from integrations.models.exact import ExactSum


@dataclass(frozen=True)
class Standing:
    """One budget at one moment. ``until`` is when its next period begins; None for a total."""

    budget: Budget
    spent: Decimal
    reserved: Decimal
    since: datetime
    until: datetime | None

    @property
    def left(self) -> Decimal:
        """What is neither spent nor reserved; below zero where a soft budget was overspent."""
        return total([self.budget.amount, -self.spent, -self.reserved])


def standing_of(budget: Budget, now: datetime | None = None) -> Standing:
    """Of a budget read with its customer; reads what its row does not know and writes nothing."""
    since, until = period_of(budget.period, budget.customer.time_zone, now or timezone.now())
    return Standing(budget, spent_in(budget, since), reserved_by(budget), since, until)


def spent_now(budget: Budget) -> Decimal:
    """Of a budget read with its customer, without a statement where its row knows."""
    return spent_in(budget, period_of(budget.period, budget.customer.time_zone, timezone.now())[0])


def spent_in(budget: Budget, since: datetime) -> Decimal:
    """What its row knows of the period that began then, or else what the ledger has."""
    known = budget.spent if budget.period_start == since else None
    return spent_since(budget, since) if known is None else known


def spent_since(budget: Budget, since: datetime) -> Decimal:
    """What the ledger has charged the customer from a moment on, in the budget's currency."""
    lines = UsageLine.objects.filter(
        customer_id=budget.customer_id, currency=budget.currency, recorded_at__gte=since
    ).order_by()
    found: Decimal = lines.aggregate(spent=ExactSum("price"))["spent"]
    return found


def reserved_by(budget: Budget) -> Decimal:
    """What open calls may still cost. A reservation is no row of its own: it ends with its call, however that ends."""
    calls = Call.objects.filter(
        customer_id=budget.customer_id, state__in=Call.OPEN, reserved__isnull=False, reserved_in=budget.currency
    ).order_by()
    found: Decimal = calls.aggregate(reserved=ExactSum("reserved"))["reserved"]
    return found
