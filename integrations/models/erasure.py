"""Owned by erasing: customers that are being erased, or were."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Erasure(models.Model):
    """The end of one customer: how far it is, and a report without personal data that stays.

    ``customer_id`` is opaque, as the ledger has it. ``key`` is the name that programs had for the customer.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Under way"
        WAITING = "waiting", "Waits for providers to be told"
        DONE = "done", "Done"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    report = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    worked_at = models.DateTimeField(null=True, help_text="When somebody last went on with it.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | ~Q(state="done") & Q(finished_at__isnull=True),
                name="erasure_done_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"Erasure of {self.key}"
