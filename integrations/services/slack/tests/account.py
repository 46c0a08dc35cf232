"""An owner's Slack workspace at the sandbox, and operations on it through the one door over real HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import httpx

from integrations.actors import SYSTEM
from integrations.connect.accounts.connections import take_in
from integrations.connect.scopes import asked_scopes
from integrations.connect.tokens.oauth_apps import save_app
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import ConnectAttempt, Connection
from integrations.providers import registry
from integrations.providers.consent import Consent
from integrations.providers.slack.tokens import read_personal, read_scopes, read_tokens, write_scopes
from integrations.providers.testing import consented

PATIENCE = 30.0
YARA, THEO = "yara.keller@globex.example", "theo.marsh@sandmail.example"
CLIENT = ("sandbox-slack", "sandbox-slack-secret")
SERVICES = ("slack",)


class SlackAccount:
    """Connected without a browser; ``run`` calls an operation and returns its result."""

    def __init__(self, origin: str, email: str = YARA, *, rotates: bool = False, without: tuple[str, ...] = ()) -> None:
        self._origin = origin
        if rotates:
            self.control("settings", {"rotate_refresh_tokens": True})
        client_id, secret = CLIENT
        app = save_app(SYSTEM, provider="slack", environment="sandbox", client_id=client_id, client_secret=secret)
        slack = registry.provider("slack")
        scopes = [scope for scope in asked_scopes(slack, SERVICES) if scope not in without]
        answer = self._installed(scopes, email)
        who = {"ok": True, "team_id": answer["team"]["id"], "url": "https://globex.slack.com/", "user": "yara.keller"}
        identity = slack.oauth2.identify(consented(slack, answer, said={"userinfo_url": who}))
        attempt = ConnectAttempt(provider="slack", oauth_app=app, services=list(SERVICES), scopes=scopes)
        consent = Consent(
            identity=identity,
            scopes=slack.oauth2.granted(answer, scopes),
            tokens=read_tokens(answer),
            personal=read_personal(answer),
        )
        assert set(consent.scopes) == set(read_scopes(answer)) & set(scopes)
        take_in(attempt, consent)

    def run(self, operation: str, **params: object) -> Any:  # the operation's own result
        """The result. Fails the test when the call does not succeed or breaks the declared output."""
        outcome = self.outcome(operation, params)
        assert outcome.error is None, outcome.error
        assert list(outcome.warnings) == [], outcome.warnings
        return outcome.result

    def error(self, operation: str, **params: object) -> Mapping[str, Any]:
        """The error of a call that fails."""
        outcome = self.outcome(operation, params)
        assert outcome.error is not None
        return outcome.error

    def outcome(self, operation: str, params: Mapping[str, object], *, call_key: str = "") -> Outcome:
        return door.execute(
            f"slack.{operation}",
            params,
            call_key=call_key or uuid4().hex,
            actor=SYSTEM,
            holder=Holder.owner(),
            source="test",
        )

    def misbehave(self, method: str, **answer: object) -> None:
        """Make the sandbox answer a method so, until the end of the test."""
        self.control("rules", {"method": f"slack.{method}", **answer})

    def count(self, method: str) -> int:
        """How often the sandbox was asked for a method."""
        answer = httpx.get(f"{self._origin}/sandbox/_control/requests?method=slack.{method}", timeout=PATIENCE)
        return int(answer.json()["total"])

    def control(self, name: str, body: Mapping[str, object]) -> Any:
        """The control endpoint's answer."""
        answer = httpx.post(f"{self._origin}/sandbox/_control/{name}", json=body, timeout=PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def connection(self) -> Connection:
        return Connection.objects.get()

    def _installed(self, scopes: list[str], email: str) -> Any:
        client_id, secret = CLIENT
        callback = f"{self._origin}/callback"
        asked = {"client_id": client_id, "redirect_uri": callback, **write_scopes(scopes)}
        slack = f"{self._origin}/sandbox/slack"
        decision = {"authorize_url": f"{slack}/oauth/v2/authorize?{urlencode(asked)}", "account": email}
        location = self.control("consent", decision)["location"]
        exchange = {
            "code": parse_qs(urlsplit(location).query)["code"][0],
            "client_id": client_id,
            "client_secret": secret,
            "redirect_uri": callback,
        }
        return httpx.post(f"{slack}/api/oauth.v2.access", data=exchange, timeout=PATIENCE).json()
