"""What a consent brought: tokens, granted scopes, and whose account it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.providers.declare import Identity, Provider


@dataclass(frozen=True)
class Tokens:
    """A token answer. The secrets are kept out of ``repr``, and so out of logs and crash reports."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    """Empty where the answer has none: at a refresh that means that the old one stays good."""
    expires_in: int | None
    """Seconds; None where the access token does not expire."""
    refresh_expires_in: int | None
    """Seconds until the refresh token itself ends; Google says so for apps in testing."""


@dataclass(frozen=True)
class Consent:
    """One finished handshake."""

    identity: Identity
    scopes: tuple[str, ...]
    """What was granted, in the spelling we store."""
    tokens: Tokens


def read_tokens(answer: Mapping[str, object]) -> Tokens:
    """Raises ValueError, without the answer's content, when there is no access token in it."""
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if not isinstance(access, str) or not access:
        raise ValueError("the token answer has no access token")
    return Tokens(
        access=access,
        refresh=refresh if isinstance(refresh, str) else "",
        expires_in=_seconds(answer.get("expires_in")),
        refresh_expires_in=_seconds(answer.get("refresh_token_expires_in")),
    )


def granted_scopes(provider: Provider, answer: Mapping[str, object], asked: list[str]) -> tuple[str, ...]:
    """What was granted and asked for; an answer that names no scopes grants all that were asked (RFC 6749, 5.1)."""
    wanted = [provider.scope(scope) for scope in asked]
    named = answer.get("scope")
    if not isinstance(named, str) or not named.strip():
        return tuple(wanted)
    granted = {provider.scope(scope) for scope in named.replace(",", " ").split()}
    return tuple(scope for scope in wanted if scope in granted)


def _seconds(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    return value if isinstance(value, int) and value > 0 else None
