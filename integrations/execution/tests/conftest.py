"""The door in front of a scripted vendor over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from pytest_django import Settings

from integrations.actors import Actor, staff_actor
from integrations.catalog.registry import Catalog, using
from integrations.connect.tokens import grants
from integrations.egress import policy
from integrations.egress.tests.vendor import Vendor, ok
from integrations.execution import door, perform
from integrations.execution.outcome import Outcome
from integrations.execution.tests.post_service import READ, SEND, post_service
from integrations.holders import Holder
from integrations.models import Connection, Customer, Grant, OAuthApp, Payload
from integrations.payloads.contents import load
from integrations.providers.consent import Tokens

ACCESS = "access-token-of-the-test"
LETTER = {"letter_id": "7", "text": "Hello"}
PARAMS: dict[str, object] = {"to": "Ada"}


def content(payload: Payload | None) -> Any:
    """What is kept in the row that a call or step refers to."""
    assert payload is not None
    return load(payload)


class Execute(Protocol):
    """``door.execute`` as an operator on the customer's account, with a key of its own unless one is given."""

    def __call__(self, operation: str, params: dict[str, object] = ..., **options: Any) -> Outcome: ...


class MakeConnection(Protocol):
    def __call__(self, customer: Customer | None, **fields: Any) -> Connection: ...


@pytest.fixture
def vendor(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """What answers as the Google of a live app."""
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.001)
    monkeypatch.setattr(perform, "BEFORE_FINDING_OUT", 0.0)
    vendor = Vendor()
    vendor.answers(ok(LETTER))
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": vendor.url}}
    yield vendor
    vendor.close()


@pytest.fixture(autouse=True)
def _post_office(tmp_path: Path) -> Iterator[None]:
    with using(Catalog([post_service(tmp_path)])):
        yield


@pytest.fixture
def operator(db: None) -> Actor:
    user = User.objects.create_user("ada", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="operator")[0])
    return staff_actor(user_id=user.pk, label="ada", groups=frozenset({"operator"}), is_superuser=False)


@pytest.fixture
def acme(db: None) -> Customer:
    return Customer.objects.create(key="acme", name="Acme")


@pytest.fixture
def globex(db: None) -> Customer:
    return Customer.objects.create(key="globex", name="Globex")


@pytest.fixture
def make_connection(db: None) -> MakeConnection:
    app, _ = OAuthApp.objects.get_or_create(provider="google", environment="live", client_id="live-google")

    def make(customer: Customer | None, **fields: Any) -> Connection:
        account = uuid4().hex
        grant = Grant.objects.create(oauth_app=app, account_id=account)
        tokens = Tokens(access=ACCESS, refresh="refresh", expires_in=3600, refresh_expires_in=None)
        Grant.objects.filter(pk=grant.pk).update(**grants.sealed_tokens(grant.pk, tokens))
        given = {"email": f"{account[:6]}@example.com", "scopes": [READ, SEND], "services": ["post"], **fields}
        return Connection.objects.create(
            customer=customer, provider="google", oauth_app=app, grant=grant, account_id=account, **given
        )

    return make


@pytest.fixture
def connection(acme: Customer, make_connection: MakeConnection) -> Connection:
    """Acme's only account."""
    return make_connection(acme)


@pytest.fixture
def execute(operator: Actor, acme: Customer) -> Execute:
    def run(operation: str, params: dict[str, object] = PARAMS, **options: Any) -> Outcome:
        given = {"call_key": uuid4().hex, "actor": operator, "source": "workflow", **options}
        given.setdefault("holder", Holder.customer(acme))
        return door.execute(operation, params, **given)

    return run
