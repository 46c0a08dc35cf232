"""Operators, accounts and a service without vendor, for all tests of workflows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from integrations.actors import Actor, Right, staff_actor
from integrations.models import Connection, Customer, Grant, OAuthApp
from workflows.models import Workflow
from workflows.revisions import create_workflow
from workflows.tests.desk import SCOPE, Desk, open_desk


class MakeConnection(Protocol):
    """Makes a connection to the desk, of a customer or (without) of the owner, straight in the table."""

    def __call__(self, customer: Customer | None, **fields: Any) -> Connection: ...


MakeStaff = Callable[..., User]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "desk") as desk:
        yield desk


@pytest.fixture
def make_connection(transactional_db: None) -> MakeConnection:
    app = OAuthApp.objects.create(provider="google", environment="sandbox", client_id="sandbox-google")

    def make(customer: Customer | None, **fields: Any) -> Connection:
        account = uuid4().hex
        grant = Grant.objects.create(oauth_app=app, account_id=account)
        given: dict[str, Any] = {"status": "active", "connected_at": timezone.now(), "scopes": [SCOPE], **fields}
        return Connection.objects.create(
            customer=customer, provider="google", oauth_app=app, grant=grant, account_id=account, **given
        )

    return make


@pytest.fixture
def owner_account(make_connection: MakeConnection) -> Connection:
    return make_connection(None, email="me@owner.example", is_default=True)


@pytest.fixture
def globex(transactional_db: None) -> Customer:
    return Customer.objects.create(key="globex", name="Globex GmbH", email="office@globex.example")


@pytest.fixture
def initech(transactional_db: None) -> Customer:
    return Customer.objects.create(key="initech", name="Initech", email="office@initech.example")


@pytest.fixture
def operator(make_staff: MakeStaff) -> Actor:
    user = make_staff("ada.at.her.desk", "operator")
    return staff_actor(user_id=user.pk, label="ada", groups=frozenset({"operator"}), is_superuser=False)


@pytest.fixture
def viewer() -> Actor:
    return staff_actor(user_id=2, label="vera", groups=frozenset({"viewer"}), is_superuser=False)


@pytest.fixture
def globex_actor(globex: Customer) -> Actor:
    """A program of a customer's own."""
    rights: frozenset[Right] = frozenset({"view", "read_content", "operate"})
    return Actor(kind="api_key", id=str(uuid4()), label="globex server", customer_id=globex.pk, rights=rights)


@pytest.fixture
def make_staff(transactional_db: None) -> MakeStaff:
    def make(name: str, *groups: str, **fields: Any) -> User:
        user = User.objects.create_user(name, f"{name}@operator.example", "correct horse", is_staff=True, **fields)
        user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
        return user

    return make


@pytest.fixture
def session_of(transactional_db: None) -> Callable[[User], str]:
    """The key of a fresh session in which the user has signed in."""

    def sign_in(user: User) -> str:
        client = Client()
        client.force_login(user)
        key = client.session.session_key
        assert key is not None
        return key

    return sign_in


@pytest.fixture
def workflow(transactional_db: None, operator: Actor) -> Workflow:
    """An empty drawing at revision 1."""
    return create_workflow(operator, name="Weekly report", graph={})
