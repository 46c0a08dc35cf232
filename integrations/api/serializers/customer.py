"""Customers in and out."""

from __future__ import annotations

from collections.abc import Callable

from rest_framework import serializers

from integrations.api.serializers.strict import StrictSerializer
from integrations.connect.accounts.customer_fields import CHECKS, WrongField
from integrations.models import Customer, Erasure
from integrations.models.customer import KEY_PATTERN


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    """A customer as programs see it."""

    class Meta:
        model = Customer
        fields = (
            "key",
            "name",
            "email",
            "domain",
            "expected_accounts",
            "any_account",
            "is_active",
            "time_zone",
            "metadata",
        )
        read_only_fields = fields


def acceptable(field: str) -> Callable[[object], None]:
    """The rule that connect has for this field, asked here so that it is told together with all others."""

    def check(value: object) -> None:
        try:
            CHECKS[field](value)
        except WrongField as error:
            raise serializers.ValidationError(str(error)) from None

    return check


class CustomerChange(StrictSerializer):
    """Fields of a customer that can change; only those given do."""

    name = serializers.CharField(max_length=200, help_text="How people call this customer.")
    email = serializers.EmailField(
        required=False, allow_blank=True, help_text="The contact; links and codes are mailed here."
    )
    domain = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=253,
        help_text="Workspace domain of accounts to expect.",
        validators=[acceptable("domain")],
    )
    expected_accounts = serializers.ListField(
        child=serializers.EmailField(), required=False, max_length=500, help_text="Accounts to expect, by address."
    )
    any_account = serializers.BooleanField(
        required=False, help_text="Accept any account after the mailed code. Unprotected."
    )
    is_active = serializers.BooleanField(required=False, help_text="Connections of inactive customers are not used.")
    time_zone = serializers.CharField(
        required=False,
        max_length=64,
        help_text="Where its months and days begin, for budgets and bills, for example Europe/Berlin; UTC by default.",
        validators=[acceptable("time_zone")],
    )
    metadata = serializers.DictField(
        required=False,
        help_text="Anything of your own, as an object of up to 64 KB.",
        validators=[acceptable("metadata")],
    )


class CustomerCreate(CustomerChange):
    """A new customer."""

    key = serializers.RegexField(
        KEY_PATTERN,
        max_length=64,
        help_text="Lower-case letters, digits, - and _; it cannot change later, for example acme-corp.",
        error_messages={"invalid": "Use lower-case letters, digits, - and _, for example acme-corp."},
    )


class EraseRequest(StrictSerializer):
    """The customer's key once more, because there is no way back."""

    confirm = serializers.CharField(max_length=64, help_text="The customer's key.")


class ErasureSerializer(serializers.ModelSerializer[Erasure]):
    """The end of a customer. ``report`` counts what was deleted, what became of the access at providers, what stays."""

    customer = serializers.CharField(source="key", read_only=True)
    report = serializers.DictField(read_only=True)

    class Meta:
        model = Erasure
        fields = ("id", "customer", "state", "report", "created_at", "finished_at")
        read_only_fields = fields
