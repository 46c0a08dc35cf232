"""An owner's Google account at the sandbox, and operations on it through the one door over real HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import httpx

from integrations.actors import SYSTEM
from integrations.catalog.registry import catalog
from integrations.connect.accounts.connections import take_in
from integrations.connect.scopes import asked_scopes
from integrations.connect.tokens.oauth_apps import save_app
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import ConnectAttempt, Connection
from integrations.providers import registry
from integrations.providers.consent import Consent, Identity, Tokens

PATIENCE = 30.0
"""Seconds for the sandbox's answer: its first request in a process loads Google's descriptions."""
CLIENT = ("sandbox-google", "sandbox-google-secret")
SERVICES = tuple(sorted(each.key for each in catalog().services.values() if each.provider == "google"))
"""All that Google is asked for."""
VENDOR_ERRORS: list[tuple[dict[str, object], str]] = [
    ({"status": 401}, "reconnect_required"),
    ({"status": 403, "reason": "insufficientPermissions"}, "scope_missing"),
    ({"status": 404}, "remote_rejected"),
    ({"status": 409}, "remote_rejected"),
    ({"status": 403, "reason": "userRateLimitExceeded", "retry_after": 600}, "rate_limited"),
    ({"status": 503}, "remote_unavailable"),
    ({"status": 400}, "remote_rejected"),
]
"""What Google may answer, and the code our caller is told."""


class GoogleAccount:
    """Connected without a browser; ``run`` calls an operation and returns its result."""

    def __init__(self, origin: str, email: str) -> None:
        self.email = email
        self._origin = origin
        client_id, secret = CLIENT
        app = save_app(SYSTEM, provider="google", environment="sandbox", client_id=client_id, client_secret=secret)
        google = registry.provider("google")
        scopes = [google.oauth2.scope(each) for each in asked_scopes(google, SERVICES)]
        attempt = ConnectAttempt(provider="google", oauth_app=app, services=list(SERVICES), scopes=scopes)
        identity = Identity(f"id-of-{email}", email, True, "", email)
        take_in(attempt, Consent(identity=identity, scopes=tuple(scopes), tokens=self._tokens(scopes)))

    def run(self, operation: str, **params: object) -> Any:  # the operation's own result
        """The result. Fails the test when the call does not succeed or breaks the declared output."""
        outcome = self.outcome(operation, params)
        assert outcome.error is None, outcome.error
        assert list(outcome.warnings) == [], outcome.warnings
        return outcome.result

    def outcome(self, operation: str, params: Mapping[str, object], *, call_key: str = "") -> Outcome:
        return door.execute(
            operation, params, call_key=call_key or uuid4().hex, actor=SYSTEM, holder=Holder.owner(), source="test"
        )

    def misbehave(self, method: str, **answer: object) -> None:
        """Make the sandbox answer a method so, until the end of the test."""
        rule = {"method": method, **answer}
        httpx.post(f"{self._origin}/sandbox/_control/rules", json=rule, timeout=PATIENCE).raise_for_status()

    def connection(self) -> Connection:
        return Connection.objects.get()

    def forget_scopes(self) -> None:
        """As if the person had unticked everything."""
        Connection.objects.update(scopes=["openid"])

    def _tokens(self, scopes: list[str]) -> Tokens:
        client_id, secret = CLIENT
        callback = f"{self._origin}/callback"
        asked = {
            "client_id": client_id,
            "redirect_uri": callback,
            "response_type": "code",
            "scope": " ".join(scopes),
            "access_type": "offline",
            "prompt": "consent",
        }
        google = f"{self._origin}/sandbox/google"
        decision = {"authorize_url": f"{google}/o/oauth2/v2/auth?{urlencode(asked)}", "account": self.email}
        answer = httpx.post(f"{self._origin}/sandbox/_control/consent", json=decision, timeout=PATIENCE)
        location = answer.json()["location"]
        exchange = {
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(location).query)["code"][0],
            "client_id": client_id,
            "client_secret": secret,
            "redirect_uri": callback,
        }
        given = httpx.post(f"{google}/token", data=exchange, timeout=PATIENCE).json()
        return Tokens(given["access_token"], given["refresh_token"], given["expires_in"], None)
