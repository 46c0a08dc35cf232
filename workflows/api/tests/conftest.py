"""Programs and people who ask over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from integrations.actors import SYSTEM, Actor
from integrations.api import keys
from integrations.holders import Holder
from integrations.models import Connection, Customer
from workflows.conftest import MakeConnection, MakeStaff
from workflows.models import Step
from workflows.runs.start_node import NodeStart, start_node_run
from workflows.tests.desk import Desk

StartStep = Callable[..., Step]


@pytest.fixture
def operator_key(transactional_db: None) -> APIClient:
    return _client(keys.create_key(SYSTEM, "operator").secret)


@pytest.fixture
def globex_key(globex: Customer) -> APIClient:
    return _client(keys.create_key(SYSTEM, "globex server", customer=globex).secret)


@pytest.fixture
def ada(make_staff: MakeStaff) -> APIClient:
    """A signed-in operator whose requests are checked for CSRF like a browser's."""
    return _signed_in(make_staff("ada", "operator"))


@pytest.fixture
def vera(make_staff: MakeStaff) -> APIClient:
    """A signed-in viewer."""
    return _signed_in(make_staff("vera", "viewer"), enforce_csrf_checks=False)


@pytest.fixture
def start_step(desk: Desk, owner_account: Connection, make_connection: MakeConnection, operator: Actor) -> StartStep:
    """Start one node for the owner, or for a customer with an account made on the way."""

    def start(customer: Customer | None = None, **fields: Any) -> Step:
        if customer is not None:
            make_connection(customer, is_default=True)
        given: dict[str, Any] = {
            "node_id": "n1",
            "node_type": "desk.read_note",
            "parameters": {"text": "ab"},
            "holder": Holder.whose(customer),
            "connection": None,
            "workflow_id": None,
            **fields,
        }
        return start_node_run(operator, NodeStart(**given))

    return start


def _client(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def _signed_in(user: User, *, enforce_csrf_checks: bool = True) -> APIClient:
    client = APIClient(enforce_csrf_checks=enforce_csrf_checks)
    client.force_login(user)
    return client
