"""Programs with keys, and the customers they may and may not see."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api import keys
from integrations.models import Connection, Customer, OAuthApp


class MakeConnection(Protocol):
    """Makes a connection of a customer, or of the owner, straight in the table."""

    def __call__(self, customer: Customer | None, **fields: Any) -> Connection: ...


@pytest.fixture
def globex(db: None) -> Customer:
    return Customer.objects.create(key="globex", name="Globex GmbH", email="office@globex.example")


@pytest.fixture
def initech(db: None) -> Customer:
    return Customer.objects.create(key="initech", name="Initech", email="office@initech.example")


@pytest.fixture
def operator_key(db: None) -> APIClient:
    return _client(keys.create_key(SYSTEM, "operator").secret)


@pytest.fixture
def globex_key(globex: Customer) -> APIClient:
    return _client(keys.create_key(SYSTEM, "globex server", customer=globex).secret)


@pytest.fixture
def staff(db: None) -> APIClient:
    """A signed-in superuser whose requests are checked for CSRF like a browser's."""
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("ada", "ada@operator.example", "correct horse"))
    return client


@pytest.fixture
def make_connection(db: None) -> MakeConnection:
    app = OAuthApp.objects.create(provider="google", environment="sandbox", client_id="sandbox-google")

    def make(customer: Customer | None, **fields: Any) -> Connection:
        account = uuid4().hex
        given = {"email": f"{account}@example.com", "status": "active", "connected_at": timezone.now(), **fields}
        return Connection.objects.create(
            customer=customer, provider="google", oauth_app=app, account_id=account, services=["gmail"], **given
        )

    return make


def _client(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client
