"""Addresses of ours that others are told: where providers come back to, and where a person puts an account right."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from integrations.errors import ReconnectRequired
from integrations.models import Connection, Customer
from integrations.providers import registry
from integrations.providers.oauth2 import OAuth2


def connect_url(holder: Connection | Customer) -> str | None:
    """Where a person can put it right: the page to connect again, or the operator's form for a new link."""
    if isinstance(holder, Connection):
        return settings.PUBLIC_URL + reverse("connect_again", args=[holder.pk])
    try:
        return f"{settings.PUBLIC_URL}{reverse('admin:integrations_connectlink_add')}?customer={holder.pk}"
    except NoReverseMatch:
        return None


def callback_url(provider: str) -> str:
    """The redirect address to register at a provider, always under PUBLIC_URL."""
    return f"{settings.PUBLIC_URL}/api/{provider}/callback"


def owner_connect_url(provider: str) -> str:
    """Where a signed-in operator connects the owner's account."""
    return settings.PUBLIC_URL + reverse("connect_owner", args=[provider])


def reconnect_required(connection: Connection) -> ReconnectRequired:
    """The error that asks a person to connect this account again."""
    facts = registry.provider(connection.provider)
    blocked = facts.credential.blocked_errors if isinstance(facts.credential, OAuth2) else {}
    step = blocked.get(connection.status_reason, "Connect the account again.")
    return ReconnectRequired(
        f"{facts.name} no longer accepts the access of {connection}. {step}",
        connect_url=connect_url(connection),
    )
