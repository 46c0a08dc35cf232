"""A client of the sandbox's OAuth, for tests: one way through to tokens."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

from integrations.sandbox.models import Account

REDIRECT = "http://127.0.0.1:8000/api/google/callback"
VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-0123456789"
CLIENT = {"client_id": "sandbox-machina", "client_secret": "sandbox-machina-secret"}


def challenge(verifier: str = VERIFIER) -> str:
    """S256 of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def authorize(account: Account, scope: str = "openid email profile", **changes: str) -> str:
    """A code: the account allows everything."""
    query = {
        "client_id": CLIENT["client_id"],
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": scope,
        "access_type": "offline",
        "prompt": "consent",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        **changes,
    }
    form = {"account": account.email, "scope": scope.split(), "decision": "allow"}
    answer = Client().post(f"/sandbox/google/o/oauth2/v2/auth?{urlencode(query)}", form)
    return parse_qs(urlsplit(answer["Location"]).query)["code"][0]


def exchange(code: str, /, **changes: str) -> Any:
    """The token endpoint's answer to a code; an empty change leaves a field out."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        **CLIENT,
        **changes,
    }
    return Client().post("/sandbox/google/token", {name: value for name, value in form.items() if value})


def refresh(token: str, /, **changes: str) -> Any:
    """The token endpoint's answer to a refresh token."""
    form = {"grant_type": "refresh_token", "refresh_token": token, **CLIENT, **changes}
    return Client().post("/sandbox/google/token", form)


def tokens(account: Account, scope: str = "openid email profile", **changes: str) -> dict[str, Any]:
    """All the way."""
    answer: dict[str, Any] = exchange(authorize(account, scope, **changes)).json()
    return answer


def userinfo(access_token: str) -> Any:
    """Who the token is."""
    return Client().get("/sandbox/google/userinfo", headers={"Authorization": f"Bearer {access_token}"})
