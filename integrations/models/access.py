"""Owned by api: API keys. The key itself is shown once and stored as a hash."""

from __future__ import annotations

import uuid

from django.db import models


class ApiKey(models.Model):
    """A named, expiring bearer key (``mk_…``): the operator's, or one customer's which sees only that customer."""

    class Tools(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Read and write"
        DESTRUCTIVE = "destructive", "Anything, also what cannot be undone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, help_text="What uses this key.")
    prefix = models.CharField(max_length=12, editable=False, help_text="The first characters, to recognise it by.")
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    customer = models.ForeignKey(
        "integrations.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="api_keys"
    )
    rights = models.JSONField(default=list, editable=False, help_text="What it may do: never more than who made it.")
    tools = models.CharField(
        max_length=11, choices=Tools.choices, default=Tools.READ, help_text="The most that tools called with it do."
    )
    audience = models.CharField(
        max_length=300, blank=True, editable=False, help_text="The only address it is good at; empty for the whole API."
    )
    approves = models.BooleanField(
        default=False, help_text="Whether its calls of tools that ask a person first need not wait for one."
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    created_by = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "API key"
        ordering = ("-created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approves=False) | models.Q(customer__isnull=True), name="api_key_of_customer_asks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
