"""Providers out."""

from __future__ import annotations

from typing import TypedDict

from integrations.connect.scopes import services_of
from integrations.providers.declare import Provider
from integrations.providers.fields import CredentialField
from integrations.providers.filled_in import FilledIn


class FieldJSON(TypedDict):
    """One value that a person fills in; ``pattern`` is what the whole value matches."""

    name: str
    label: str
    help: str
    example: str
    pattern: str
    secret: bool
    required: bool


class BaseUrlJSON(TypedDict):
    """The address that a person gives beside the fields, where each account has one of its own."""

    label: str
    help: str
    example: str


class ProviderJSON(TypedDict):
    """One provider of ``GET /api/v1/providers/``."""

    key: str
    name: str
    icon_url: str
    credential: str
    fields: list[FieldJSON]
    base_url: BaseUrlJSON | None
    services: list[str]
    is_configured: bool


def provider_json(provider: Provider, *, is_configured: bool) -> ProviderJSON:
    """``credential`` is its kind, ``fields`` what a person fills in, ``services`` the keys of what it signs in to."""
    return {
        "key": provider.key,
        "name": provider.name,
        "icon_url": provider.icon_url,
        "credential": provider.credential.kind,
        "fields": [_field(each) for each in provider.credential.fields],
        "base_url": _base_url(provider),
        "services": services_of(provider.key, None),
        "is_configured": is_configured,
    }


def _field(field: CredentialField) -> FieldJSON:
    return {
        "name": field.name,
        "label": field.label,
        "help": field.help,
        "example": field.example,
        "pattern": field.pattern,
        "secret": field.is_secret,
        "required": not field.is_optional,
    }


def _base_url(provider: Provider) -> BaseUrlJSON | None:
    base = provider.credential.base_url if isinstance(provider.credential, FilledIn) else None
    if base is None or not base.is_typed:
        return None
    return {"label": base.label, "help": base.help, "example": base.example}
