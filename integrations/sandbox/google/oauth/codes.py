"""Codes: what a person's consent becomes, good for one exchange within a minute."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from integrations.sandbox.google.oauth.request import AuthorizationRequest
from integrations.sandbox.hashing import hashed
from integrations.sandbox.models import Account, AuthorizationCode, Consent

LIFETIME = timedelta(seconds=60)


def issue_code(account: Account, asked: AuthorizationRequest, allowed: set[str], *, now: datetime) -> str:
    """Store the consent to the scopes that were ticked, and return a code for them."""
    granted = asked.identity_scopes + [scope for scope in asked.optional_scopes if scope in allowed]
    with transaction.atomic():
        consent, is_first = Consent.objects.get_or_create(
            account=account, client_id=asked.client_id, defaults={"created_at": now}
        )
        consent.scopes = list(dict.fromkeys([*consent.scopes, *granted]))
        consent.save(update_fields=["scopes"])
        consent.codes.filter(expires_at__lt=now - LIFETIME).delete()
        secret = f"4/0sandbox-{secrets.token_urlsafe(32)}"
        consent.codes.create(
            code_hash=hashed(secret),
            redirect_uri=asked.redirect_uri,
            scopes=granted,
            code_challenge=asked.code_challenge,
            code_challenge_method=asked.code_challenge_method,
            nonce=asked.nonce,
            with_refresh_token=asked.is_offline and (is_first or "consent" in asked.prompts),
            expires_at=now + LIFETIME,
        )
    return secret


def find_code(code: str, client_id: str) -> AuthorizationCode | None:
    """The code, if it was issued to this client."""
    codes = AuthorizationCode.objects.select_related("consent__account")
    return codes.filter(code_hash=hashed(code), consent__client_id=client_id).first()


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
