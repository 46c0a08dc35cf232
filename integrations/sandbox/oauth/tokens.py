"""Tokens: made here with a vendor's own beginnings, stored as hashes, found again by them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
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
    token: Token


def bearer_token(authorization: str) -> str:
    """The token of an Authorization header; empty where it holds none."""
    scheme, _, secret = authorization.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def find_token(provider: str, secret: str) -> Token | None:
    """A token of this vendor, of either kind, good or not, with its consent and account."""
    tokens = Token.objects.select_related("consent__account")
    return tokens.filter(token_hash=hashed(secret), consent__account__provider=provider).first()


def find_bearer(provider: str, access_token: str, now: datetime, *, related: Sequence[str] = ()) -> Bearer | None:
    """The holder of a token that is good at this moment. ``related`` names what is read along with the account."""
    tokens = Token.objects.select_related("consent__account", *(f"consent__account__{name}" for name in related))
    token = (
        tokens.filter(token_hash=hashed(access_token), kind=Token.Kind.ACCESS, consent__account__provider=provider)
        .exclude(expires_at__lte=now)
        .first()
    )
    return Bearer(token.consent.account, frozenset(token.scopes), token) if token else None


def issue_access_token(
    consent: Consent, scopes: Sequence[str], *, prefix: str, behaviour: Behaviour, now: datetime, lasts: bool = False
) -> str:
    """A new access token, for as long as the settings say or for good; ones that expired long ago are swept out."""
    consent.tokens.filter(kind=Token.Kind.ACCESS, expires_at__lt=now - KEPT_AFTER_EXPIRY).delete()
    secret = f"{prefix}{secrets.token_urlsafe(40)}"
    expires_at = None if lasts else now + timedelta(seconds=behaviour.access_token_seconds)
    consent.tokens.create(token_hash=hashed(secret), kind=Token.Kind.ACCESS, scopes=list(scopes), expires_at=expires_at)
    return secret


def issue_refresh_token(consent: Consent, scopes: Sequence[str], *, prefix: str) -> str:
    """A new refresh token."""
    secret = f"{prefix}{secrets.token_urlsafe(40)}"
    consent.tokens.create(token_hash=hashed(secret), kind=Token.Kind.REFRESH, scopes=list(scopes))
    return secret


def find_refresh_token(provider: str, refresh_token: str, client_id: str) -> Token | None:
    """A refresh token that this client may exchange."""
    tokens = Token.objects.select_related("consent__account").filter(kind=Token.Kind.REFRESH, replaced_at=None)
    found = tokens.filter(token_hash=hashed(refresh_token), consent__client_id=client_id)
    return found.filter(consent__account__provider=provider).first()


def replace_refresh_token(token: Token, now: datetime) -> bool:
    """Use a refresh token that is good once: True for exactly one caller."""
    return Token.objects.filter(pk=token.pk, replaced_at=None).update(replaced_at=now) == 1
