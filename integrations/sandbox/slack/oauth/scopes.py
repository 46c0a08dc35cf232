"""Slack's scopes: which there are, and what the consent page says of them."""

from __future__ import annotations

from functools import cache

from integrations.sandbox.slack.table import methods

BOT_ONLY = frozenset({"chat:write.public", "chat:write.customize", "channels:join", "incoming-webhook", "commands"})
BOTH = frozenset({"team:read", "users.profile:read", "reactions:read", "pins:read", "emoji:read", "bookmarks:read"})


@cache
def known(kind: str) -> frozenset[str]:
    """The scopes that a ``bot``'s or a ``user``'s token may have."""
    listed = {scope for method in methods().values() for scope in method.scopes.get(kind, ())}
    return frozenset(listed | BOTH | (BOT_ONLY if kind == "bot" else frozenset()))


def split(text: str) -> list[str]:
    """The scopes of a parameter, by commas or spaces, each once."""
    return list(dict.fromkeys(text.replace(",", " ").split()))


def in_words(scope: str, kind: str) -> str:
    """What it allows, roughly."""
    subject, _, right = scope.partition(":")
    verb = {"read": "See", "write": "Change", "history": "Read messages in", "manage": "Manage"}.get(right, "Use")
    whom = "as the app" if kind == "bot" else "as you"
    return f"{verb} {subject.replace('.', ' ')} {whom}"
