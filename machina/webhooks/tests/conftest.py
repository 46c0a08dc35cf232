"""Webhooks of a deployment, called as the server calls the ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from integrations.actors import SYSTEM
from integrations.models import Customer
from workflows.models import Deployment, Version
from workflows.revisions import create_workflow, current_revision
from workflows.triggers.registration import sync
from workflows.triggers.secrets import secret_of

Headers = dict[str, str]


@dataclass
class Answer:
    """What the server is told to send."""

    status: int = 0
    headers: Headers = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Hook:
    """A webhook's address and secret."""

    path: str
    secret: str

    @property
    def public_id(self) -> str:
        return self.path.split("/")[2]


Ask = Callable[..., Any]


@pytest.fixture
def hook(transactional_db: None) -> Callable[..., Hook]:
    def make(customer: Customer | None = None, **parameters: Any) -> Hook:
        node = {"id": "hook", "type": "trigger.webhook", "name": "", "position": {"x": 0, "y": 0}}
        graph = {"nodes": [{**node, "parameters": parameters}], "edges": []}
        workflow = create_workflow(SYSTEM, name="Orders", graph=graph)
        version = Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))
        deployment = Deployment.objects.create(workflow=workflow, version=version, customer=customer)
        [trigger] = sync(deployment).triggers
        return Hook(f"/hooks/{trigger.public_id}/", secret_of(trigger) if trigger.secret_sealed else "")

    return make


def scope_of(path: str, body: bytes = b"{}", method: str = "POST", **headers: str) -> dict[str, Any]:
    given = {"host": "testserver", "content-type": "application/json", "content-length": str(len(body))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin1")) for name, value in given.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
        "scheme": "http",
    }


async def ask(application: Any, scope: dict[str, Any], body: bytes = b"{}") -> Answer:
    """One request, whose sender stays until it is answered."""
    answer, sent = Answer(), iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        message = next(sent, None)
        if message is None:
            await asyncio.Event().wait()
        assert message is not None
        return message

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): value.decode("latin1") for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await application(scope, receive, send)
    return answer
