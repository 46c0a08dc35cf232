"""Codes and tokens: made here, stored as hashes, found again by them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from integrations.sandbox.hashing import hashed
from integrations.sandbox.models import Account, Behaviour, Consent, Token

# Expired access tokens are kept for an hour, so that the log of a long trial can still be understood.
KEPT_AFTER_EXPIRY = timedelta(hours=1)


@dataclass(frozen=True)
class Bearer:
    """Whom an access token speaks for, and what it may do."""

    account: Account
    scopes: frozenset[str]


def find_bearer(access_token: str, now: datetime) -> Bearer | None:
    """The holder of a token that is good at this moment."""
    tokens = Token.objects.select_related("consent__account__mailbox")
    token = tokens.filter(token_hash=hashed(access_token), kind=Token.Kind.ACCESS, expires_at__gt=now).first()
    return Bearer(token.consent.account, frozenset(token.scopes)) if token else None


def issue_access_token(consent: Consent, scopes: list[str], *, behaviour: Behaviour, now: datetime) -> str:
    """A new access token; ones that expired long ago are swept out on the way."""
    consent.tokens.filter(kind=Token.Kind.ACCESS, expires_at__lt=now - KEPT_AFTER_EXPIRY).delete()
    secret = f"ya29.sandbox-{secrets.token_urlsafe(40)}"
    consent.tokens.create(
        token_hash=hashed(secret),
        kind=Token.Kind.ACCESS,
        scopes=scopes,
        expires_at=now + timedelta(seconds=behaviour.access_token_seconds),
    )
    return secret


def issue_refresh_token(consent: Consent, scopes: list[str]) -> str:
    """A new refresh token."""
    secret = f"1//sandbox-{secrets.token_urlsafe(40)}"
    consent.tokens.create(token_hash=hashed(secret), kind=Token.Kind.REFRESH, scopes=scopes)
    return secret


def find_refresh_token(refresh_token: str, client_id: str) -> Token | None:
    """A refresh token that this client may exchange."""
    return (
        Token.objects.select_related("consent__account")
        .filter(
            token_hash=hashed(refresh_token),
            kind=Token.Kind.REFRESH,
            consent__client_id=client_id,
            replaced_at=None,
        )
        .first()
    )
