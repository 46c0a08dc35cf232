"""Making and changing budgets: the rules that the admin and REST share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import Actor
from integrations.billing.amounts import as_text
from integrations.errors import Conflict, FieldError, InputError, NotFound, PermissionDenied
from integrations.events import emit
from integrations.models import Budget, Customer

MOST = 20
"""Budgets of one customer."""
MOST_THRESHOLDS = 10
LARGEST = Decimal(10) ** 15
CHANGED = "billing.budget.changed"
"""Durable: ``{customer}``, its id, after a change or deletion that may leave it more room."""
_CURRENCY = re.compile(r"[A-Z]{3}")


class BudgetFields(TypedDict, total=False):
    """Fields of a budget that can change; those left out stay as they are."""

    amount: Decimal
    currency: str
    period: str
    hard: bool
    thresholds: Sequence[float]


@transaction.atomic
def create_budget(actor: Actor, customer: Customer, **fields: Unpack[BudgetFields]) -> Budget:
    """Raises InputError with every wrong field, Conflict when there are too many, NotFound, PermissionDenied."""
    stored = _require(actor, customer)
    if Budget.objects.filter(customer=stored).count() >= MOST:
        raise Conflict(f"{stored.name} has {MOST} budgets, which is all there may be. Delete one first.")
    missing = [
        FieldError(name, "Say this of a budget.") for name in ("amount", "currency", "period") if name not in fields
    ]
    _check(fields, missing)
    budget = Budget(customer=stored, created_by=str(actor), **{"thresholds": [80, 100], **fields})
    budget.save(force_insert=True)
    audit.record(actor, "billing.budget.create", budget, customer_id=stored.pk, after=_shown(budget))
    return budget


@transaction.atomic
def change_budget(actor: Actor, budget: Budget, **fields: Unpack[BudgetFields]) -> Budget:
    """What was spent already counts in the changed budget as well. Raises as ``create_budget``."""
    stored = _locked(actor, budget)
    _check(fields, [])
    before = _shown(stored)
    for name, value in fields.items():
        setattr(stored, name, value)
    after = _shown(stored)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        if {"currency", "period"} & set(changed):
            stored.period_start = stored.spent = None
        stored.told = []
        stored.save()
        told = ({name: values[name] for name in changed} for values in (before, after))
        audit.record(
            actor, "billing.budget.change", stored, customer_id=stored.customer_id, before=next(told), after=next(told)
        )
        emit(CHANGED, {"customer": str(stored.customer_id)}, customer_id=stored.customer_id)
    return stored


@transaction.atomic
def delete_budget(actor: Actor, budget: Budget) -> None:
    """From now on it holds nothing back. Raises NotFound, PermissionDenied."""
    stored = _locked(actor, budget)
    audit.record(actor, "billing.budget.delete", stored, customer_id=stored.customer_id, before=_shown(stored))
    emit(CHANGED, {"customer": str(stored.customer_id)}, customer_id=stored.customer_id)
    stored.delete()


def find_budget(actor: Actor, budget_id: UUID) -> Budget:
    """Raises NotFound, also for another customer's."""
    found = Budget.objects.visible_to(actor).select_related("customer").filter(pk=budget_id).first()
    if found is None:
        raise NotFound(f"There is no budget {str(budget_id)!r}. GET /api/v1/budgets/ lists them.")
    return found


def _require(actor: Actor, customer: Customer) -> Customer:
    """The customer under its lock, once the actor has the right of this moment.

    A lock that lets others refer to the row: whoever opens a call does so while it holds the budget, which is locked
    after this one here.
    """
    stored = Customer.objects.visible_to(actor).select_for_update(no_key=True).filter(pk=customer.pk).first()
    if stored is None:
        raise NotFound(f"There is no customer {customer.key!r}.")
    if not actor.sees_all or not as_of_now(actor).may("billing"):
        raise PermissionDenied(f"{actor.label!r} may not change budgets: that needs the operator's right 'billing'.")
    return stored


def _locked(actor: Actor, budget: Budget) -> Budget:
    """By the customer first, as everywhere."""
    _require(actor, budget.customer)
    stored = Budget.objects.select_related("customer").select_for_update(of=("self",)).filter(pk=budget.pk).first()
    if stored is None:
        raise NotFound(f"There is no budget {str(budget.pk)!r}.")
    return stored


def _check(fields: BudgetFields, wrong: list[FieldError]) -> None:
    amount, thresholds = fields.get("amount"), fields.get("thresholds")
    if amount is not None and not (amount.is_finite() and 0 <= amount < LARGEST):
        wrong.append(FieldError("amount", "Give an amount of 0 or more, such as 25.00."))
    if "currency" in fields and not _CURRENCY.fullmatch(fields["currency"]):
        wrong.append(FieldError("currency", "Give three capital letters, such as EUR."))
    if "period" in fields and fields["period"] not in Budget.Period.values:
        wrong.append(FieldError("period", f"Give one of {', '.join(Budget.Period.values)}."))
    if thresholds is not None and (
        len(thresholds) > MOST_THRESHOLDS or not all(0 < each <= 1000 for each in thresholds)
    ):
        wrong.append(
            FieldError("thresholds", f"Give at most {MOST_THRESHOLDS} parts of the amount, such as 80 or 0.8.")
        )
    if wrong:
        raise InputError("The budget is not as it has to be.", errors=wrong)


def _shown(budget: Budget) -> dict[str, object]:
    return {
        "amount": as_text(budget.amount),
        "currency": budget.currency,
        "period": budget.period,
        "hard": budget.hard,
        "thresholds": list(budget.thresholds),
    }
