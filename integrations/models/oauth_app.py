"""Owned by connect: the OAuth apps registered at providers."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class OAuthApp(models.Model):
    """A client id and its sealed secret at one provider; the operator's, or one customer's own.

    ``environment`` decides which addresses are used: the sandbox's or the vendor's. It never changes.
    """

    class Environment(models.TextChoices):
        SANDBOX = "sandbox"
        LIVE = "live"

    class Health(models.TextChoices):
        HEALTHY = "healthy"
        UNHEALTHY = "unhealthy"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=64)
    environment = models.CharField(max_length=8, choices=Environment.choices, default=Environment.LIVE)
    customer = models.ForeignKey(
        "integrations.Customer",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="oauth_apps",
        help_text="Leave empty for the operator's own app.",
    )
    name = models.CharField(max_length=120, blank=True, help_text="How operators call this app.")
    client_id = models.CharField(max_length=255)
    secret_sealed = models.TextField(editable=False)
    signing_secret_sealed = models.TextField(
        blank=True, editable=False, help_text="What the provider signs the app's events with, where it does."
    )
    is_default = models.BooleanField(
        default=False, help_text="New connections of this provider use this app unless they name another."
    )
    health = models.CharField(max_length=10, choices=Health.choices, default=Health.HEALTHY, editable=False)
    health_reason = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "OAuth app"
        ordering = ("provider", "name", "id")
        constraints = [
            models.UniqueConstraint(fields=("provider", "environment", "client_id"), name="oauth_app_unique_client"),
            models.UniqueConstraint(
                fields=("provider",),
                condition=Q(is_default=True, customer__isnull=True),
                name="oauth_app_one_default_per_provider",
            ),
            models.UniqueConstraint(
                fields=("provider", "customer"),
                condition=Q(is_default=True, customer__isnull=False),
                name="oauth_app_one_default_per_customer",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.provider} ({self.environment})"
