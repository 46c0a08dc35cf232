"""Owned by billing: the append-only ledger, its rollups, and price books."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class UsageRecord(models.Model):
    """One metered call, immutable: the database refuses UPDATE and DELETE. A correction is a new row.

    References are opaque (no foreign keys, no personal data), so erasing a customer never touches it.
    """

    class Outcome(models.TextChoices):
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        OUTCOME_UNKNOWN = "outcome_unknown"
        CORRECTION = "correction"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer_id = models.UUIDField(null=True)
    connection_id = models.UUIDField(null=True)
    call_id = models.UUIDField()
    run_id = models.UUIDField(null=True)
    node_id = models.CharField(max_length=64, blank=True)
    service = models.CharField(max_length=64)
    operation = models.CharField(max_length=128)
    pricing_key = models.CharField(max_length=64)
    quantity = models.DecimalField(max_digits=20, decimal_places=10)
    unit = models.CharField(max_length=32)
    cost = models.DecimalField(max_digits=20, decimal_places=10)
    price = models.DecimalField(max_digits=20, decimal_places=10)
    currency = models.CharField(max_length=3)
    price_version = models.CharField(max_length=64)
    source = models.CharField(max_length=32)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    corrects = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    month = models.DateField(help_text="The first day of the month it is billed in, UTC.")

    class Meta:
        ordering = ("-recorded_at", "-id")
        indexes = [
            models.Index(fields=("-recorded_at", "-id"), name="usage_newest"),
            models.Index(fields=("customer_id", "-recorded_at", "-id"), name="usage_of_customer"),
            models.Index(fields=("month", "customer_id"), name="usage_month"),
            models.Index(fields=("corrects",), condition=Q(corrects__isnull=False), name="usage_corrections"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("call_id",), condition=Q(corrects__isnull=True), name="usage_one_charge_per_call"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.price} {self.currency}"


class UsageTail(models.Model):
    """A record that the rollups do not contain yet; written with the record, deleted when it is rolled up."""

    record = models.OneToOneField(
        UsageRecord, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="tail"
    )

    def __str__(self) -> str:
        return str(self.record_id)


class UsageRollup(models.Model):
    """Totals per customer, service, operation, currency and day (UTC); rebuilt exactly from the ledger."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    customer_id = models.UUIDField(null=True)
    service = models.CharField(max_length=64)
    operation = models.CharField(max_length=128)
    currency = models.CharField(max_length=3)
    calls = models.PositiveBigIntegerField(default=0)
    quantity = models.DecimalField(max_digits=20, decimal_places=10)
    cost = models.DecimalField(max_digits=20, decimal_places=10)
    price = models.DecimalField(max_digits=20, decimal_places=10)

    class Meta:
        indexes = [models.Index(fields=("day", "customer_id"), name="rollup_day")]
        constraints = [
            models.UniqueConstraint(
                fields=("day", "customer_id", "service", "operation", "currency"),
                condition=Q(customer_id__isnull=False),
                name="rollup_one_row_customer",
            ),
            models.UniqueConstraint(
                fields=("day", "service", "operation", "currency"),
                condition=Q(customer_id__isnull=True),
                name="rollup_one_row_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.operation}"


class PriceBook(models.Model):
    """A version of sell prices: the operator's default book, or one customer's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        "integrations.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="price_books"
    )
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-valid_from", "id")

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Price(models.Model):
    """The sell price of one pricing key of a service in a book, per unit."""

    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey(PriceBook, on_delete=models.CASCADE, related_name="prices")
    service = models.CharField(max_length=64)
    pricing_key = models.CharField(max_length=64)
    amount = models.DecimalField(max_digits=20, decimal_places=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("book", "service", "pricing_key"), name="price_once_per_book")]

    def __str__(self) -> str:
        return f"{self.service}.{self.pricing_key} {self.amount}"
