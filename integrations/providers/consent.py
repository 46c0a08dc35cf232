"""What a consent, or a credential that a person filled in, brought: secrets, scopes, and whose account it is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Identity:
    """The account that a provider says has consented."""

    account_id: str
    """The provider's own, stable identifier."""
    email: str
    email_verified: bool
    domain: str
    """The organisation the provider vouches for (Google's ``hd``, Slack's team); empty for a private account."""
    name: str


@dataclass(frozen=True)
class Tokens:
    """A token answer, or the fields of a key as one text in ``access``. Kept out of ``repr``, and so out of logs."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    """Empty where the answer has none: at a refresh that means that the old one stays good."""
    expires_in: int | None
    """Seconds; None where the access token does not expire."""
    refresh_expires_in: int | None
    """Seconds until the refresh token itself ends; Google says so for apps in testing."""


@dataclass(frozen=True)
class PersonalTokens:
    """What a consent brings beside the app's own tokens: those of the person who gave it (Slack's user token)."""

    account_id: str
    """Of the person, unique among all accounts of the provider."""
    tokens: Tokens


@dataclass(frozen=True)
class Consent:
    """One finished handshake, or a credential that has passed its test."""

    identity: Identity
    scopes: tuple[str, ...]
    """What was granted, in the spelling we store."""
    tokens: Tokens
    base_url: str = ""
    """The account's own address, where the vendor has one for each."""
    personal: PersonalTokens | None = None
