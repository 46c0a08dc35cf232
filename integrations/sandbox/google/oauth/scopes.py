"""Scopes: Google's spellings, and what they mean in words."""

from __future__ import annotations

from functools import cache

from integrations.sandbox.google.discovery import document
from integrations.sandbox.google.served import SERVED

# Google answers with the long form of these two.
ALIASES = {
    "email": "https://www.googleapis.com/auth/userinfo.email",
    "profile": "https://www.googleapis.com/auth/userinfo.profile",
}
IDENTITY = {
    "openid": "Associate you with your personal info",
    ALIASES["email"]: "See your primary email address",
    ALIASES["profile"]: "See your personal info, such as your name",
}


def read_scopes(text: str) -> list[str]:
    """The scopes of a request in Google's spelling, each once, in the order given."""
    return list(dict.fromkeys(ALIASES.get(scope, scope) for scope in text.split()))


def describe(scope: str) -> str | None:
    """What the scope allows, in Google's words; None for a scope that does not exist."""
    return _descriptions().get(scope)


@cache
def _descriptions() -> dict[str, str]:
    words = dict(IDENTITY)
    for name, version in SERVED:
        words = document(name, version).scopes | words
    return words
