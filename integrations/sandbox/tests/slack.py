"""An app at the sandbox's Slack, for tests: from the consent page to the methods."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

from integrations.sandbox.slack.seed import ensure_demo_accounts
from integrations.sandbox.slack.table import methods

REDIRECT = "http://127.0.0.1:8000/api/slack/callback"
CLIENT = {"client_id": "sandbox-machina", "client_secret": "sandbox-machina-secret"}
YARA, THEO = "yara.keller@globex.example", "theo.marsh@sandmail.example"
BOT_SCOPES = (
    "chat:write,chat:write.public,channels:read,groups:read,im:read,mpim:read,channels:history,groups:history,"
    "im:history,mpim:history,channels:manage,groups:write,im:write,mpim:write,channels:join,users:read,"
    "users:read.email,reactions:write,files:write,files:read,pins:write"
)
USER_SCOPES = "search:read,users.profile:write"


def address(**changes: str) -> str:
    """Where an app sends a person; an empty change leaves a parameter out."""
    query = {
        "client_id": CLIENT["client_id"],
        "redirect_uri": REDIRECT,
        "scope": BOT_SCOPES,
        "user_scope": USER_SCOPES,
        "state": "s&1",
        **changes,
    }
    return f"/sandbox/slack/oauth/v2/authorize?{urlencode({name: value for name, value in query.items() if value})}"


def decide(email: str = YARA, decision: str = "allow", **changes: str) -> dict[str, str]:
    """The query that the app is sent back with."""
    ensure_demo_accounts()
    answer = Client().post(address(**changes), {"account": email, "decision": decision})
    assert answer["Location"].startswith(REDIRECT)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def access(**form: str) -> Any:
    """The answer of `oauth.v2.access`."""
    answer = Client().post("/sandbox/slack/api/oauth.v2.access", {**CLIENT, **form})
    assert answer.status_code == 200
    return answer.json()


def install(email: str = YARA, **changes: str) -> Any:
    """All the way to the tokens."""
    return access(code=decide(email, **changes)["code"], redirect_uri=REDIRECT)


@dataclass(frozen=True)
class Web:
    """The Web API with one token. Each refusal has to be one that the method's page lists."""

    token: str

    def call(self, method: str, **arguments: object) -> Any:
        """A POST of a form, as every method takes it."""
        form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
        answer = (
            Client()
            .post(f"/sandbox/slack/api/{method}", form, headers={"Authorization": f"Bearer {self.token}"})
            .json()
        )
        assert answer["ok"] or methods()[method].may_say(answer["error"]), answer
        return answer

    def fails(self, method: str, **arguments: object) -> str:
        """The word of a refusal."""
        answer = self.call(method, **arguments)
        assert answer["ok"] is False, answer
        return str(answer["error"])

    def works(self, method: str, **arguments: object) -> Any:
        """The answer of a success."""
        answer = self.call(method, **arguments)
        assert answer["ok"] is True, answer
        return answer
