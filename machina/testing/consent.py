"""Consent at the sandbox without a person, and an access token of our own for the raw half of a comparison."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from machina.testing.stack import Stack

ACCOUNT = "yara.keller@globex.example"
CLIENT = ("sandbox-bench", "sandbox-bench-secret")
SCOPE = "https://www.googleapis.com/auth/gmail.readonly"


def consent(sandbox_url: str, authorize_url: str) -> str:
    """Allow everything that is asked for; returns the address the browser would be sent to."""
    body = {"authorize_url": authorize_url, "account": ACCOUNT}
    answer = httpx.post(f"{sandbox_url}/sandbox/_control/consent", json=body)
    answer.raise_for_status()
    location: str = answer.json()["location"]
    return location


def access_token(stack: Stack) -> str:
    """A token for reading the demo mailbox."""
    client_id, secret = CLIENT
    callback = f"{stack.url}/bench"
    asked = {"client_id": client_id, "redirect_uri": callback, "response_type": "code", "scope": SCOPE}
    google = f"{stack.sandbox_url}/sandbox/google"
    location = consent(stack.sandbox_url, f"{google}/o/oauth2/v2/auth?{urlencode(asked)}")
    exchange = {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(location).query)["code"][0],
        "client_id": client_id,
        "client_secret": secret,
        "redirect_uri": callback,
    }
    answer = httpx.post(f"{google}/token", data=exchange)
    answer.raise_for_status()
    token: str = answer.json()["access_token"]
    return token
