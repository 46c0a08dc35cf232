"""Owned by billing: the chain of hashes over the usage ledger and the audit log."""

from __future__ import annotations

from django.db import models


class ChainEntry(models.Model):
    """Rows of one ledger and month whose content is fixed by ``head``; append-only itself.

    The rows are those of the month from ``first`` to ``last``, ``rows`` of them; ``head`` is a hash over them and over
    the month's head before. ``number`` counts the entries of a ledger, over all months and without a gap.
    """

    class Ledger(models.TextChoices):
        USAGE = "usage"
        AUDIT = "audit"

    id = models.BigAutoField(primary_key=True)
    ledger = models.CharField(max_length=8, choices=Ledger.choices)
    number = models.PositiveBigIntegerField()
    month = models.DateField(help_text="The first day of the month, UTC.")
    form = models.PositiveSmallIntegerField(help_text="How its rows are written out for the hash.")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    head = models.CharField(max_length=64, help_text="SHA-256 in hexadecimal digits.")
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "chain entries"
        indexes = [models.Index(fields=("ledger", "month", "-number"), name="chain_of_month")]
        constraints = [models.UniqueConstraint(fields=("ledger", "number"), name="chain_entry_number")]

    def __str__(self) -> str:
        return f"{self.ledger} {self.month:%Y-%m} #{self.number}"
