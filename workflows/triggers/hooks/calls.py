"""A call of a webhook's address as it came: words and opaque bytes, of which nothing has been read yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class HookCall:
    """One request, whoever has taken it in."""

    public_id: str
    """The secret part of the address."""
    method: str
    headers: Mapping[str, str]
    """By their names in small letters."""
    query: str
    raw: bytes
    """The body."""


def call_of(request: HttpRequest, public_id: str) -> HookCall:
    """The call that a request of Django's is."""
    query = request.META.get("QUERY_STRING", "")
    return HookCall(public_id, str(request.method), headers_of(request), query, request.body)


def headers_of(request: HttpRequest) -> Mapping[str, str]:
    """By their names in small letters."""
    return {name.lower(): value for name, value in request.headers.items()}
