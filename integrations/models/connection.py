"""Owned by connect: grants (the secrets) and connections (an account of a customer or the owner)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from integrations.actors import Actor


class Grant(models.Model):
    """What a provider gave us for one consent, or a person filled in: sealed, with expiry and the refresh lease.

    ``access_sealed`` is an access token, or the JSON of the fields of a key, which has no OAuth app and never expires.
    ``fence`` counts lease holders, ``version`` counts stored token pairs; both only grow. Times are the database's.
    ``interrupted`` says that an exchange was sent whose answer nobody stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    oauth_app = models.ForeignKey(
        "integrations.OAuthApp", null=True, verbose_name="OAuth app", on_delete=models.PROTECT, related_name="grants"
    )
    account_id = models.CharField(max_length=255)
    access_sealed = models.TextField(blank=True, editable=False)
    refresh_sealed = models.TextField(blank=True, editable=False)
    expires_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    exchange_started_at = models.DateTimeField(null=True)
    interrupted = models.BooleanField(default=False)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    refresh_expires_at = models.DateTimeField(
        null=True, help_text="When the refresh token itself ends, where the provider says so."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=("oauth_app", "account_id"), name="grant_account")]

    def __str__(self) -> str:
        return f"grant {self.id}"


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Connections as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)

    def of(self, customer_id: uuid.UUID | None) -> Self:
        """One customer's, or with None the owner's."""
        return self.filter(customer_id=customer_id) if customer_id else self.filter(customer__isnull=True)

    def known_as(self, pk: uuid.UUID) -> Self:
        """The one of this id, also of one under which it once waited to be confirmed."""
        confirmed = ConfirmedConnection.objects.filter(pk=pk).values("connection")
        return self.filter(Q(pk=pk) | Q(pk__in=confirmed))

    def with_grants(self, along: Mapping[str, Combinable] = MappingProxyType({})) -> Self:
        """Each with its grant and OAuth app, and in ``seen_at`` the database's time of the look at them.

        ``along`` is what the caller wants to know at the same time, under names of its own.
        """
        return self.select_related("grant__oauth_app").annotate(seen_at=Now(), **along)


class Connection(models.Model):
    """One account at one provider, of one customer or (without customer) of the owner.

    ``oauth_app`` is null where the provider's credential is filled in, and ``base_url`` is set where the account has
    an address of its own: the only one its credential goes to. A pending connection waits for proof of who clicked; it
    cannot be used and lapses at ``pending_until``.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        ACTIVE = "active"
        REFRESH_FAILING = "refresh_failing"
        NEEDS_RECONNECT = "needs_reconnect"
        SCOPE_MISSING = "scope_missing"
        PAUSED = "paused"
        REVOKED = "revoked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        "integrations.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="connections"
    )
    provider = models.CharField(max_length=64)
    oauth_app = models.ForeignKey(
        "integrations.OAuthApp",
        null=True,
        blank=True,
        verbose_name="OAuth app",
        on_delete=models.PROTECT,
        related_name="connections",
    )
    base_url = models.CharField(
        "base address", max_length=500, blank=True, help_text="Where this account is reached, if not where all are."
    )
    grant = models.ForeignKey(Grant, null=True, blank=True, on_delete=models.SET_NULL, related_name="connections")
    personal_grant = models.ForeignKey(
        Grant,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="personal_connections",
        help_text="The tokens of the person who consented, where the provider gives them beside the app's own.",
    )
    account_id = models.CharField(max_length=255)
    email = models.EmailField(blank=True)
    email_verified = models.BooleanField(default=False)
    name = models.CharField(max_length=200, blank=True)
    expected_as = models.CharField(
        max_length=254,
        blank=True,
        editable=False,
        help_text="The address by which its customer's record expected the account; it may have another one since.",
    )
    account_domain = models.CharField(max_length=253, blank=True, help_text="Google's hd claim or its like.")
    label = models.CharField(max_length=120, blank=True, help_text="Your own name for this account.")
    services = models.JSONField(default=list)
    scopes = models.JSONField(default=list, help_text="Scopes granted and asked for.")
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.ACTIVE)
    status_reason = models.CharField(max_length=64, blank=True)
    is_default = models.BooleanField(default=False)
    pending_until = models.DateTimeField(null=True, blank=True)
    client_country = models.CharField(max_length=2, blank=True)
    client_address = models.GenericIPAddressField(null=True, blank=True)
    connected_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    reconnect_offered_at = models.DateTimeField(
        null=True, editable=False, help_text="When the customer was mailed a link to connect again."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    seen_at: datetime
    """Only where ``with_grants`` has read it."""

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "id")
        indexes = [models.Index(fields=("customer", "provider", "status"), name="connection_lookup")]
        constraints = [
            models.UniqueConstraint(
                fields=("customer", "provider", "oauth_app", "account_id"),
                condition=~Q(status="pending") & Q(customer__isnull=False),
                name="connection_identity_customer",
            ),
            models.UniqueConstraint(
                fields=("provider", "oauth_app", "account_id"),
                condition=~Q(status="pending") & Q(customer__isnull=True),
                name="connection_identity_owner",
            ),
            # Nulls are distinct to a database, so what has no OAuth app needs rules of its own.
            models.UniqueConstraint(
                fields=("customer", "provider", "base_url", "account_id"),
                condition=~Q(status="pending") & Q(customer__isnull=False, oauth_app__isnull=True),
                name="connection_identity_filled_in_customer",
            ),
            models.UniqueConstraint(
                fields=("provider", "base_url", "account_id"),
                condition=~Q(status="pending") & Q(customer__isnull=True, oauth_app__isnull=True),
                name="connection_identity_filled_in_owner",
            ),
            models.UniqueConstraint(
                fields=("customer", "provider"),
                condition=Q(is_default=True, customer__isnull=False),
                name="connection_one_default_customer",
            ),
            models.UniqueConstraint(
                fields=("provider",),
                condition=Q(is_default=True, customer__isnull=True),
                name="connection_one_default_owner",
            ),
            models.CheckConstraint(
                condition=~Q(status="pending") | Q(pending_until__isnull=False, is_default=False),
                name="connection_pending_lapses",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.email or self.name or self.account_id


class ConfirmedConnection(models.Model):
    """The id under which a second consent of an account waited; it stands for the account's connection ever since."""

    id = models.UUIDField(primary_key=True, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="confirmed")

    def __str__(self) -> str:
        return f"{self.id}, confirmed as {self.connection_id}"
