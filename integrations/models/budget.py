"""Owned by billing: what a customer may spend in a month, on a day, or in all."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from integrations.actors import Actor
from integrations.models.exact import ExactDecimalField


class BudgetQuerySet(models.QuerySet["Budget"]):
    """Budgets as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)


class Budget(models.Model):
    """What a customer may spend within a period of its own time zone, in one currency.

    ``spent`` is what the ledger has of the period that began at ``period_start``; null until it is first asked for.
    What calls on their way may still cost is no column here: it is ``Call.reserved`` of those that are open. Whoever
    reads both to decide, or changes ``spent``, holds the lock of this row.
    """

    class Period(models.TextChoices):
        MONTH = "month"
        DAY = "day"
        TOTAL = "total"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey("integrations.Customer", on_delete=models.CASCADE, related_name="budgets")
    amount = ExactDecimalField(max_digits=30, decimal_places=10)
    currency = models.CharField(max_length=3)
    period = models.CharField(max_length=5, choices=Period.choices)
    hard = models.BooleanField(default=False, help_text="Whether calls that would overspend are refused.")
    thresholds = models.JSONField(default=list, help_text="Parts of the amount at which to tell: 80, or 0.8.")
    period_start = models.DateTimeField(null=True, editable=False)
    spent = ExactDecimalField(max_digits=30, decimal_places=10, null=True, editable=False)
    told = models.JSONField(default=list, editable=False, help_text="Thresholds of this period that were told.")
    created_by = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="budget_is_an_amount",
                violation_error_message="Give an amount of 0 or more.",
            ),
        ]

    def __str__(self) -> str:
        return f"Budget {'in all' if self.period == self.Period.TOTAL else f'a {self.period}'}"
