"""Codes: what a person's consent becomes, good for one exchange."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from integrations.sandbox.hashing import hashed
from integrations.sandbox.models import Account, AuthorizationCode, Consent


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What a person has allowed, and what the exchange of the code has to know of the request."""

    client_id: str
    redirect_uri: str
    scopes: Sequence[str]
    code_challenge: str = ""
    code_challenge_method: str = ""
    nonce: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    """What else this vendor's exchange needs, as JSON."""
    refresh_token_at: frozenset[str] = frozenset({"first", "later"})
    """Whether the exchange returns a refresh token: at the account's first consent to the client, at later ones."""
    lifetime: timedelta = timedelta(seconds=60)


def issue_code(account: Account, granted: Granted, *, prefix: str, now: datetime) -> str:
    """Store the consent, adding to what the account allowed the client before, and return a code for it."""
    with transaction.atomic():
        consent, is_first = Consent.objects.get_or_create(
            account=account, client_id=granted.client_id, defaults={"created_at": now}
        )
        consent.scopes = list(dict.fromkeys([*consent.scopes, *granted.scopes]))
        consent.save(update_fields=["scopes"])
        consent.codes.filter(expires_at__lt=now - granted.lifetime).delete()
        secret = f"{prefix}{secrets.token_urlsafe(32)}"
        consent.codes.create(
            code_hash=hashed(secret),
            redirect_uri=granted.redirect_uri,
            scopes=list(granted.scopes),
            code_challenge=granted.code_challenge,
            code_challenge_method=granted.code_challenge_method,
            nonce=granted.nonce,
            details=dict(granted.details),
            with_refresh_token=("first" if is_first else "later") in granted.refresh_token_at,
            expires_at=now + granted.lifetime,
        )
    return secret


def find_code(provider: str, code: str, client_id: str) -> AuthorizationCode | None:
    """The code, if this vendor issued it to this client."""
    codes = AuthorizationCode.objects.select_related("consent__account")
    found = codes.filter(code_hash=hashed(code), consent__client_id=client_id, consent__account__provider=provider)
    return found.first()


def use_code(code: AuthorizationCode, now: datetime) -> bool:
    """Take the code: True for exactly one caller, and only in time."""
    unused = AuthorizationCode.objects.filter(pk=code.pk, used_at=None, expires_at__gt=now)
    return unused.update(used_at=now) == 1


def verifier_matches(code: AuthorizationCode, verifier: str) -> bool:
    """PKCE: whether the verifier is the one the challenge was made from."""
    if code.code_challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return secrets.compare_digest(verifier.encode(), code.code_challenge.encode())
