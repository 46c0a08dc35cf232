"""The socket's messages about accounts: login, status and logout of every provider."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from integrations.acting import actor_of_user
from integrations.actors import Actor, staff_actor
from integrations.api.socket import KINDS, MESSAGES
from integrations.api.tests.conftest import MakeConnection
from integrations.errors import InputError, NotFound
from integrations.models import ConnectAttempt, Customer
from integrations.providers.registry import all_providers

ADA = staff_actor(user_id=1, label="ada", groups=frozenset({"operator"}), is_superuser=False)


def ask(name: str, actor: Actor = ADA, **body: Any) -> dict[str, Any]:
    message = next(each for each in MESSAGES if each.name == name)
    return message.answer(actor, "session", message.request.model_validate(body)).model_dump(mode="json")


def test_every_provider_has_every_message() -> None:
    expected = [f"{provider}_{kind.suffix}" for provider in all_providers() for kind in KINDS]
    assert [each.name for each in MESSAGES] == expected
    assert "google_oauth_login" in expected


def test_status_lists_the_owners_accounts_alone(make_connection: MakeConnection, globex: Customer) -> None:
    mine = make_connection(None, email="me@owner.example", scopes=["mail"], is_default=True)
    make_connection(globex)
    assert ask("google_oauth_status") == {
        "connected": True,
        "accounts": [
            {
                "id": str(mine.pk),
                "email": "me@owner.example",
                "name": "",
                "status": "active",
                "status_reason": "",
                "scopes": ["mail"],
                "is_default": True,
            }
        ],
    }


def test_status_of_a_customer_lists_the_customers(
    make_connection: MakeConnection, globex: Customer, initech: Customer
) -> None:
    make_connection(None)
    theirs = make_connection(globex)
    assert [each["id"] for each in ask("google_oauth_status", customer_id="globex")["accounts"]] == [str(theirs.pk)]
    assert ask("google_oauth_status", customer_id="initech") == {"connected": False, "accounts": []}


def test_logout_ends_the_connection(make_connection: MakeConnection) -> None:
    connection = make_connection(None)
    ada = actor_of_user(User.objects.create_superuser("ada"))
    assert ask("google_logout", actor=ada, connection=str(connection.pk))["connection"] == str(connection.pk)
    connection.refresh_from_db()
    assert connection.status == "revoked"


@pytest.mark.parametrize("name", ["google_oauth_status", "google_oauth_login"])
def test_an_unknown_customer_is_not_found_and_never_the_owner(make_connection: MakeConnection, name: str) -> None:
    make_connection(None)
    with pytest.raises(NotFound):
        ask(name, customer_id="nobody")
    with pytest.raises(NotFound):
        ask(name, customer_id="")
    assert not ConnectAttempt.objects.exists()


def test_logout_of_what_does_not_exist_is_not_found(make_connection: MakeConnection) -> None:
    healthy = make_connection(None)
    with pytest.raises(NotFound):
        ask("google_logout", connection=str(uuid4()))
    healthy.refresh_from_db()
    assert healthy.status == "active"


def test_a_customers_actor_reaches_no_one_else(
    make_connection: MakeConnection, globex: Customer, initech: Customer
) -> None:
    foreign = make_connection(globex)
    stranger = Actor("api_key", "k", "initech", initech.pk, frozenset({"view", "operate"}))
    with pytest.raises(NotFound):
        ask("google_logout", stranger, connection=str(foreign.pk))
    with pytest.raises(NotFound):
        ask("google_oauth_status", stranger, customer_id="globex")
    foreign.refresh_from_db()
    assert foreign.status == "active"


@pytest.mark.parametrize("services", [["slack"], []])
def test_login_with_a_service_of_nobody_or_none_begins_nothing(
    make_connection: MakeConnection, services: list[str]
) -> None:
    with pytest.raises(InputError) as raised:
        ask("google_oauth_login", services=services)
    assert [each.field for each in raised.value.errors] == ["services"]
    assert not ConnectAttempt.objects.exists()
