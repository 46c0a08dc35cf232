"""Owned by connect: access that is to end at a vendor, and how far that is."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Revocation(models.Model):
    """Tokens that nothing uses any more, kept until the vendor has ended them, or for three days.

    They are in no grant: no call can be made with them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Not told yet"
        REVOKED = "revoked", "Ended"
        FAILED = "failed", "Could not be told"
        SUPERSEDED = "superseded", "Connected again meanwhile"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    oauth_app = models.ForeignKey("integrations.OAuthApp", on_delete=models.CASCADE, related_name="revocations")
    account_id = models.CharField(max_length=255)
    is_personal = models.BooleanField(default=False, help_text="Tokens of the person beside the app's own.")
    customer = models.ForeignKey(
        "integrations.Customer", null=True, on_delete=models.SET_NULL, related_name="revocations"
    )
    connection = models.ForeignKey(
        "integrations.Connection", null=True, on_delete=models.SET_NULL, related_name="revocations"
    )
    access_sealed = models.TextField(blank=True, editable=False)
    refresh_sealed = models.TextField(blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="When the vendor is told next.")
    give_up_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "id")
        indexes = [models.Index(fields=("due_at",), condition=Q(state="waiting"), name="revocation_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", due_at__isnull=False)
                | ~Q(state="waiting") & Q(due_at__isnull=True, access_sealed="", refresh_sealed=""),
                name="revocation_keeps_tokens_while_it_waits",
            )
        ]

    def __str__(self) -> str:
        return f"revocation {self.id}"
