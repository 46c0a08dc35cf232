"""Owned by billing: the append-only ledger in lines, and its rollups."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from integrations.models.exact import ExactDecimalField

MAX_DIGITS = 30
UNIT_MAX_DIGITS = 35


class UsageLineQuerySet(models.QuerySet["UsageLine"]):
    """The ledger by what its lines stand for."""

    def sales(self) -> Self:
        """The line of the sale of each call: as many as there are metered calls."""
        return self.filter(source_kind=UsageLine.SourceKind.CALL, meter=UsageLine.CALL)

    def costs(self) -> Self:
        """What only our own cost was measured for, corrections left out."""
        return self.filter(unit_price__isnull=True, corrects__isnull=True)

    def charges(self) -> Self:
        """A row for each thing that has a price or corrects something: the ledger without ``costs``."""
        return self.filter(Q(unit_price__isnull=False) | Q(corrects__isnull=False))


class UsageLine(models.Model):
    """One measure (``meter``) of one thing that was used (``source``), immutable: the database refuses changes.

    The sale of a call is a line of the meter ``call``; what the vendor charges us for it is a line of the vendor's
    meter (``request``, ``quota_unit``); a turn of a model has lines for tokens in, out and cached. A line that says
    what we pay has ``unit_cost`` and ``cost``, one that says what the customer pays ``unit_price`` and ``price``; the
    amount is quantity times unit, rounded once. A side that a line does not speak of is null and its amount 0. A
    correction is a source of its own: its line changes the amounts of the line it points at, at whose unit prices.

    ``position`` grows in the order lines are written, not in the order they are committed. References are opaque (no
    foreign keys, no personal data), so erasing a customer never touches it.
    """

    CALL = "call"
    REQUEST = "request"

    class SourceKind(models.TextChoices):
        CALL = "call"
        TURN = "turn"
        FEE = "fee"
        CORRECTION = "correction"

    class Outcome(models.TextChoices):
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"
        OUTCOME_UNKNOWN = "outcome_unknown"
        CORRECTION = "correction"

    position = models.BigAutoField(primary_key=True)
    line_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source_kind = models.CharField(max_length=16, choices=SourceKind.choices)
    source_id = models.UUIDField()
    meter = models.CharField(max_length=32)
    quantity = ExactDecimalField(max_digits=MAX_DIGITS, decimal_places=10)
    unit = models.CharField(max_length=32)
    unit_cost = ExactDecimalField(max_digits=UNIT_MAX_DIGITS, decimal_places=15, null=True)
    cost = ExactDecimalField(max_digits=MAX_DIGITS, decimal_places=10, default=0)
    unit_price = ExactDecimalField(max_digits=UNIT_MAX_DIGITS, decimal_places=15, null=True)
    price = ExactDecimalField(max_digits=MAX_DIGITS, decimal_places=10, default=0)
    currency = models.CharField(max_length=3)
    price_version = models.CharField(max_length=64)
    customer_id = models.UUIDField(null=True)
    connection_id = models.UUIDField(null=True)
    call_id = models.UUIDField(null=True)
    run_id = models.UUIDField(null=True)
    node_id = models.CharField(max_length=64, blank=True)
    service = models.CharField(max_length=64)
    operation = models.CharField(max_length=128)
    pricing_key = models.CharField(max_length=64)
    origin = models.CharField(max_length=32, help_text="What asked for it: editor, workflow, api, probe…")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    corrects = models.UUIDField(null=True, help_text="The line that a correction changes.")
    recorded_at = models.DateTimeField()
    month = models.DateField(help_text="The first day of the month it is billed in, UTC.")

    objects = UsageLineQuerySet.as_manager()

    class Meta:
        verbose_name = "usage record"
        ordering = ("-recorded_at", "-position")
        indexes = [
            models.Index(fields=("-recorded_at", "-position"), name="line_newest"),
            models.Index(fields=("customer_id", "-recorded_at", "-position"), name="line_of_customer"),
            models.Index(fields=("call_id",), condition=Q(corrects__isnull=False), name="line_corrections"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("source_id", "meter", "source_kind"), name="line_once_per_source_meter"),
            models.CheckConstraint(
                condition=Q(source_kind="correction", corrects__isnull=False)
                | Q(~Q(source_kind="correction"), corrects__isnull=True),
                name="line_correction_says_what_it_corrects",
            ),
        ]

    def __str__(self) -> str:
        operation = self.operation.replace(".", ": ").replace("_", " ")
        return f"{operation}, {self.recorded_at:%d %b %Y, %H:%M:%S}"


class RollupWatermark(models.Model):
    """How far the rollups go (row 1): they hold all lines up to ``position`` and none beyond it.

    Each chain of hashes has a row as well, and begins behind the last row that it has sealed.

    ``candidate`` is the position to go to next, once the ``writers`` that may still commit lines below it (their
    virtual transaction ids in PostgreSQL) have ended.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    candidate = models.BigIntegerField(null=True)
    writers = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.position)


class UsageRollup(models.Model):
    """Totals per customer, service, operation, meter, currency and day (UTC); rebuilt exactly from the ledger.

    ``calls`` counts the lines that stand for a call, ``sold`` is the part of ``quantity`` that has a price.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    customer_id = models.UUIDField(null=True)
    service = models.CharField(max_length=64)
    operation = models.CharField(max_length=128)
    meter = models.CharField(max_length=32)
    currency = models.CharField(max_length=3)
    calls = models.PositiveBigIntegerField(default=0)
    quantity = ExactDecimalField(max_digits=MAX_DIGITS, decimal_places=10)
    sold = ExactDecimalField(max_digits=MAX_DIGITS, decimal_places=10)
    cost = ExactDecimalField(max_digits=MAX_DIGITS, decimal_places=10)
    price = ExactDecimalField(max_digits=MAX_DIGITS, decimal_places=10)

    class Meta:
        indexes = [models.Index(fields=("day", "customer_id"), name="rollup_day")]
        constraints = [
            models.UniqueConstraint(
                fields=("day", "customer_id", "service", "operation", "meter", "currency"),
                condition=Q(customer_id__isnull=False),
                name="rollup_one_row_customer",
            ),
            models.UniqueConstraint(
                fields=("day", "service", "operation", "meter", "currency"),
                condition=Q(customer_id__isnull=True),
                name="rollup_one_row_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.operation} {self.meter}"
