"""Budgets in and out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from integrations.api.serializers.strict import StrictSerializer
from integrations.billing.amounts import as_text
from integrations.billing.budgets.standing import Standing, standing_of
from integrations.models import Budget, Customer

THRESHOLDS = "Parts of the amount at which to tell by the event budget.threshold, once a period: 80, or 0.8."


class BudgetSerializer(serializers.ModelSerializer[Budget]):
    """What a customer may spend, and how it stands."""

    customer = serializers.SlugRelatedField[Customer](slug_field="key", read_only=True)
    amount = serializers.SerializerMethodField(help_text="A decimal string.")
    thresholds = serializers.ListField(child=serializers.FloatField(), read_only=True, help_text=THRESHOLDS)
    spent = serializers.CharField(read_only=True, default="", help_text="In the running period, a decimal string.")
    reserved = serializers.CharField(
        read_only=True, default="", help_text="What calls on their way may yet be charged, a decimal string."
    )
    since = serializers.DateTimeField(read_only=True, default=None, help_text="When the running period began.")
    until = serializers.DateTimeField(
        read_only=True, default=None, allow_null=True, help_text="When the next one begins; null for a total."
    )

    class Meta:
        model = Budget
        fields = (
            "id",
            "customer",
            "amount",
            "currency",
            "period",
            "hard",
            "thresholds",
            "spent",
            "reserved",
            "since",
            "until",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    def get_amount(self, budget: Budget) -> str:
        return as_text(budget.amount)

    def to_representation(self, budget: Budget) -> dict[str, object]:
        row: dict[str, object] = super().to_representation(budget)
        return {**row, "thresholds": budget.thresholds, **_told(standing_of(budget))}


class BudgetChange(StrictSerializer):
    """Fields of a budget that can change; only those given do."""

    amount = serializers.DecimalField(
        max_digits=30, decimal_places=10, min_value=0, help_text="What may be spent in a period, a decimal string."
    )
    currency = serializers.RegexField(r"^[A-Z]{3}$", help_text="Only what is charged in this currency counts.")
    period = serializers.ChoiceField(
        choices=Budget.Period.choices, help_text="By the clock of the customer's time zone; total never begins anew."
    )
    hard = serializers.BooleanField(
        required=False, help_text="true refuses calls that would overspend; false, the default, only tells."
    )
    thresholds = serializers.ListField(child=serializers.FloatField(), required=False, help_text=THRESHOLDS)


class BudgetCreate(BudgetChange):
    """A new budget."""

    customer = serializers.SlugField(max_length=64, help_text="Key of the customer.")


def _told(standing: Standing) -> dict[str, Any]:
    return {
        "spent": as_text(standing.spent),
        "reserved": as_text(standing.reserved),
        "since": standing.since.isoformat(),
        "until": standing.until.isoformat() if standing.until else None,
    }
