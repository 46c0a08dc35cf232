"""A workspace of the sandbox's Notion, asked in this process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.test import Client

from integrations.sandbox import clock
from integrations.sandbox.models import Account, Behaviour, Consent
from integrations.sandbox.notion.methods import CAPABILITIES
from integrations.sandbox.notion.seed.accounts import add_account
from integrations.sandbox.oauth.tokens import issue_access_token
from integrations.sandbox.vendor import Person

VERSION = "2026-03-11"
CLIENT_ID = "sandbox-test"


class Workspace:
    """Answers are the parsed JSON with their status under ``http``."""

    def __init__(self, email: str = "ada@lab.example", *, capabilities: tuple[str, ...] = tuple(CAPABILITIES)) -> None:
        person = Person(email=email, given_name="Ada", family_name="Moss")
        self.account: Account = add_account(person, with_content=True)
        consent, _ = Consent.objects.get_or_create(
            account=self.account, client_id=CLIENT_ID, defaults={"created_at": clock.now()}
        )
        self.token = issue_access_token(
            consent, list(capabilities), prefix="ntn_", behaviour=Behaviour.current(), now=clock.now()
        )
        self._client = Client()

    def ask(
        self,
        verb: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> dict[str, Any]:
        sent = {"Notion-Version": VERSION, "Authorization": f"Bearer {self.token}", **(headers or {})}
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        answer = self._client.generic(
            verb,
            f"/sandbox/notion/v1/{path}",
            content,
            "application/json",
            headers={name: value for name, value in sent.items() if value},
        )
        return {**answer.json(), "http": answer.status_code}

    def refused(self, verb: str, path: str, body: object = None, **more: Any) -> tuple[int, str, str]:
        answer = self.ask(verb, path, body, **more)
        assert answer["object"] == "error", answer
        assert answer["status"] == answer["http"]
        return answer["http"], answer["code"], answer["message"]


def paragraph(text: str, *children: object) -> dict[str, Any]:
    below = {"children": list(children)} if children else {}
    return {"type": "paragraph", "paragraph": {"rich_text": [{"text": {"content": text}}], **below}}
