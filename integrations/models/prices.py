"""Owned by billing: price books, which nothing but billing reads."""

from __future__ import annotations

import uuid

from django.db import models

from integrations.models.exact import ExactDecimalField


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
    amount = ExactDecimalField(max_digits=35, decimal_places=15)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("book", "service", "pricing_key"), name="price_once_per_book")]

    def __str__(self) -> str:
        return f"{self.service}.{self.pricing_key} {self.amount}"
