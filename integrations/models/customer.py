"""Owned by connect: customers, the tenants whose accounts are connected."""

from __future__ import annotations

import uuid
from typing import Self

from django.core.validators import RegexValidator
from django.db import models

from integrations.actors import Actor

KEY_PATTERN = r"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$"


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Everyone for the operator's side, one row for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(pk=actor.customer_id)


class Customer(models.Model):
    """A tenant: it has connections, usage and workflows of its own, and is not a Django user."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(
        max_length=64,
        unique=True,
        validators=[RegexValidator(KEY_PATTERN, "Use lower-case letters, digits, - and _, for example acme-corp.")],
        help_text="The name programs use for this customer, for example acme-corp. It cannot change later.",
    )
    name = models.CharField(max_length=200, help_text="How people call this customer.")
    email = models.EmailField(blank=True, help_text="The contact. Connect links and their codes are mailed here.")
    domain = models.CharField(
        max_length=253,
        blank=True,
        help_text="The Workspace domain whose accounts may be connected, for example acme.example.",
    )
    expected_accounts = models.JSONField(
        default=list, blank=True, help_text="E-mail addresses of accounts this customer may connect."
    )
    any_account = models.BooleanField(
        default=False,
        help_text="Accept any account after the mailed code. Unprotected: a tricked person's account would count.",
    )
    is_active = models.BooleanField(default=True, help_text="An inactive customer's connections are not used.")
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        db_default="UTC",
        help_text="Where its months and days begin, for budgets and bills, for example Europe/Berlin.",
    )
    metadata = models.JSONField(default=dict, blank=True, help_text="Anything of your own, as a JSON object.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
