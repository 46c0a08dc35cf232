"""The two moments of a budget: making room for a call before it is opened, and counting what it has cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from integrations.billing.amounts import as_text, total
from integrations.billing.budgets.periods import period_of
from integrations.billing.budgets.standing import Standing, spent_since, standing_of
from integrations.billing.prices import Quote
from integrations.errors import BudgetExceeded
from integrations.events import emit
from integrations.models import Budget

THRESHOLD = "budget.threshold"
PERIOD_WORDS = {"month": "this month", "day": "today", "total": "in all"}


def budgets_exist() -> Exists:
    """Whether the customer of a connection has any, for another query to carry along. See ``prices.books_exist``."""
    return Exists(Budget.objects.filter(customer_id=OuterRef("customer_id")).order_by())


@dataclass(frozen=True)
class Room:
    """What a call on its way may still cost, kept in its own row."""

    price: Decimal
    currency: str


def make_room(customer_id: UUID, quoted: Callable[[], Quote]) -> Room | None:
    """What has to be reserved with the call that the caller opens in this same transaction; None without hard budgets.

    They stay locked until it is committed, so that calls side by side cannot take the same room. Raises
    BudgetExceeded, which names the budget, what is left of it and until when. What costs nothing always has room.
    """
    hard = list(_locked(customer_id).filter(hard=True))
    if not hard:
        return None
    quote, now = quoted(), timezone.now()
    standings = [standing_of(budget, now) for budget in hard if budget.currency == quote.currency]
    if quote.price <= 0 or not standings:
        return None
    for each in standings:
        if each.left < quote.price:
            raise _exceeded(each, quote.price, now)
    return Room(quote.price, quote.currency)


def count(customer_id: UUID, price: Decimal, currency: str, *, at: datetime) -> None:
    """Add what was charged, in the transaction that has written its line; tells of thresholds that were passed."""
    for budget in _locked(customer_id).filter(currency=currency):
        since, until = period_of(budget.period, budget.customer.time_zone, timezone.now())
        if at < since:
            continue  # it was charged at the end of the period before
        is_current = budget.period_start == since and budget.spent is not None
        before = budget.spent if is_current else None
        spent = spent_since(budget, since) if before is None else total([before, price])
        told = budget.told if is_current else []
        passed = [each for each in budget.thresholds if each not in told and _is_passed(budget, spent, each)]
        budget.period_start, budget.spent, budget.told = since, spent, [*told, *passed]
        budget.save(update_fields=["period_start", "spent", "told"])
        for each in passed:
            _tell(budget, each, spent, until)


def _locked(customer_id: UUID) -> QuerySet[Budget]:
    """In one order everywhere, so that nobody waits for somebody who waits for him."""
    wanted = Budget.objects.filter(customer_id=customer_id)
    return wanted.select_related("customer").select_for_update(of=("self",)).order_by("pk")


def percent(threshold: float) -> Decimal:
    """80 of a hundred, which may be written 0.8 as well."""
    given = Decimal(str(threshold))
    return given * 100 if given <= 1 else given


def _is_passed(budget: Budget, spent: Decimal, threshold: float) -> bool:
    return bool(spent * 100 >= budget.amount * percent(threshold))


def _exceeded(standing: Standing, price: Decimal, now: datetime) -> BudgetExceeded:
    budget = standing.budget
    left, whole = (as_text(each) for each in (max(standing.left, Decimal(0)), budget.amount))
    until = f" It begins anew at {standing.until.isoformat()}." if standing.until else ""
    return BudgetExceeded(
        f"{budget.customer.name} may spend {whole} {budget.currency} {PERIOD_WORDS[budget.period]}, of which {left} is "
        f"left; this call costs {as_text(price)}.{until} Raise the budget, or wait.",
        retry_after=(standing.until - now).total_seconds() if standing.until else None,
    )


def _tell(budget: Budget, threshold: float, spent: Decimal, until: datetime | None) -> None:
    told = {
        "budget": str(budget.pk),
        "customer_id": budget.customer.key,
        "threshold": threshold,
        "spent": as_text(spent),
        "amount": as_text(budget.amount),
        "currency": budget.currency,
        "period": budget.period,
        "hard": budget.hard,
        "until": until.isoformat() if until else None,
    }
    emit(THRESHOLD, told, customer_id=budget.customer_id)
