"""Programs with keys of each level, and a worker that makes their calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import pytest
from rest_framework.test import APIClient

from integrations.actors import SYSTEM, ToolLevel
from integrations.api.keys import create_key
from integrations.models import Connection, Customer
from workflows.conftest import MakeConnection
from workflows.editor.tests.conftest import worker as worker
from workflows.tests.desk import Desk


class Program(Protocol):
    """Makes a client with a key."""

    def __call__(
        self, customer: Customer | None = None, *, tools: ToolLevel = ..., approves: bool = ...
    ) -> APIClient: ...


@pytest.fixture
def program(transactional_db: None) -> Program:
    def make(
        customer: Customer | None = None, *, tools: ToolLevel = "destructive", approves: bool = False
    ) -> APIClient:
        client = APIClient()
        secret = create_key(SYSTEM, "agent", customer=customer, tools=tools, approves=approves).secret
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return make


@pytest.fixture
def account(desk: Desk, globex: Customer, make_connection: MakeConnection) -> Connection:
    """Globex's, at the desk."""
    return make_connection(globex, is_default=True)


@pytest.fixture
def call() -> Callable[..., Any]:
    """Call a tool over REST for Globex."""

    def do(client: APIClient, name: str, arguments: object = None, **body: Any) -> Any:
        given = {"customer": "globex", "name": name, "arguments": arguments or {"text": "ab"}, **body}
        return client.post("/api/v1/tools/call", given, format="json")

    return do
