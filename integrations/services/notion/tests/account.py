"""A Notion workspace of the sandbox, connected as the provider does it, and operations on it through the one door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import httpx

from integrations.actors import SYSTEM
from integrations.connect.accounts.connections import take_in
from integrations.connect.scopes import asked_scopes
from integrations.connect.tokens import token_endpoint
from integrations.connect.tokens.oauth_apps import save_app
from integrations.connect.tokens.talks import NOBODYS
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import ConnectAttempt, Connection
from integrations.providers import registry
from integrations.providers.consent import Consent
from integrations.providers.notion.provider import read_identity
from integrations.providers.requests import Code

PATIENCE = 30.0
CLIENT = ("sandbox-notion", "sandbox-notion-secret")
CALLBACK = "http://127.0.0.1:8000/api/notion/callback"
YARA = "yara.keller@globex.example"


class NotionAccount:
    """Connected without a browser; ``run`` calls an operation and returns its result."""

    def __init__(self, origin: str, email: str = YARA) -> None:
        self.origin = origin
        client_id, secret = CLIENT
        notion = registry.provider("notion")
        app = save_app(SYSTEM, provider="notion", environment="sandbox", client_id=client_id, client_secret=secret)
        scopes = asked_scopes(notion, ["notion"])
        attempt = ConnectAttempt(provider="notion", oauth_app=app, services=["notion"], scopes=scopes)
        code = Code(code=self._code(email), redirect_uri=CALLBACK, verifier="v" * 43)
        answer = token_endpoint.exchange_code(notion, app, code, whose=NOBODYS)
        granted = notion.oauth2.granted(answer, scopes)
        tokens = notion.oauth2.read_tokens(answer)
        take_in(attempt, Consent(identity=read_identity(answer), scopes=granted, tokens=tokens))

    def run(self, operation: str, **params: object) -> Any:  # the operation's own result
        """The result. Fails the test when the call does not succeed or breaks the declared output."""
        outcome = self.outcome(operation, params)
        assert outcome.error is None, outcome.error
        assert list(outcome.warnings) == [], outcome.warnings
        return outcome.result

    def outcome(self, operation: str, params: Mapping[str, object], *, call_key: str = "") -> Outcome:
        key = operation if "." in operation else f"notion.{operation}"
        return door.execute(
            key, params, call_key=call_key or uuid4().hex, actor=SYSTEM, holder=Holder.owner(), source="test"
        )

    def misbehave(self, method: str, **answer: object) -> None:
        """Make the sandbox answer a method so, until the end of the test."""
        rule = {"provider": "notion", "method": method, **answer}
        httpx.post(f"{self.origin}/sandbox/_control/rules", json=rule, timeout=PATIENCE).raise_for_status()

    def asked(self, method: str = "") -> dict[str, int]:
        """How often each method was asked for."""
        answer = httpx.get(f"{self.origin}/sandbox/_control/requests", params={"method": method}, timeout=PATIENCE)
        counts: dict[str, int] = answer.json()["counts"]
        return counts

    def connection(self) -> Connection:
        return Connection.objects.get()

    def forget_scopes(self) -> None:
        """As if the person had allowed nothing of it."""
        Connection.objects.update(scopes=[])

    def _code(self, email: str) -> str:
        asked = {"client_id": CLIENT[0], "redirect_uri": CALLBACK, "response_type": "code", "owner": "user"}
        address = f"{self.origin}/sandbox/notion/v1/oauth/authorize?{urlencode(asked)}"
        decision = {"authorize_url": address, "account": email}
        answer = httpx.post(f"{self.origin}/sandbox/_control/consent", json=decision, timeout=PATIENCE)
        location = answer.raise_for_status().json()["location"]
        code: str = parse_qs(urlsplit(location).query)["code"][0]
        return code
