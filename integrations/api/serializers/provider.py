"""Providers out."""

from __future__ import annotations

from typing import TypedDict

from integrations.catalog.registry import catalog
from integrations.providers.declare import Provider


class ProviderJSON(TypedDict):
    """One provider of ``GET /api/v1/providers/``."""

    key: str
    name: str
    icon_url: str
    credential: str
    fields: list[object]
    services: list[str]
    is_configured: bool


def provider_json(provider: Provider, *, is_configured: bool) -> ProviderJSON:
    """``credential`` is its kind, ``fields`` what a person fills in, ``services`` the keys of what it signs in to."""
    return {
        "key": provider.key,
        "name": provider.name,
        "icon_url": provider.icon_url,
        "credential": provider.credential.kind,
        "fields": list(provider.credential.fields),
        "services": [service.key for service in catalog().of_provider(provider.key)],
        "is_configured": is_configured,
    }
