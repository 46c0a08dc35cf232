"""Finding the connection a call runs on."""

from __future__ import annotations

from uuid import uuid4

import pytest

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import defaults, selectors
from integrations.connect.accounts.selectors import find_connection
from integrations.connect.tests.conftest import MakeConnection
from integrations.errors import Conflict, InputError, NotConnected, NotFound, PermissionDenied, ReconnectRequired
from integrations.holders import Holder
from integrations.models import Connection, Customer


def test_the_default_is_taken(make_connection: MakeConnection, globex: Customer) -> None:
    first = make_connection(globex, "one@globex.example")
    make_connection(globex, "two@globex.example")

    assert find_connection(SYSTEM, holder=Holder.customer(globex), provider="google") == first


def test_without_a_default_the_only_one_that_works_is_taken(make_connection: MakeConnection, globex: Customer) -> None:
    make_connection(globex, "one@globex.example")
    second = make_connection(globex, "two@globex.example")
    Connection.objects.exclude(pk=second.pk).update(is_default=False, status="needs_reconnect")

    assert find_connection(SYSTEM, holder=Holder.customer(globex), provider="google") == second


def test_several_without_a_default_are_listed(make_connection: MakeConnection, globex: Customer) -> None:
    for email in ("one@globex.example", "two@globex.example"):
        make_connection(globex, email)
    Connection.objects.update(is_default=False)
    with pytest.raises(InputError, match=r"one@globex\.example") as raised:
        find_connection(SYSTEM, holder=Holder.customer(globex), provider="google")

    assert "two@globex.example" in raised.value.detail
    assert [error.field for error in raised.value.errors] == ["connection"]


def test_a_missing_account_never_falls_back_to_the_owners(make_connection: MakeConnection, globex: Customer) -> None:
    make_connection(None)
    with pytest.raises(NotConnected, match="'globex'") as raised:
        find_connection(SYSTEM, holder=Holder.customer(globex), provider="google")

    assert raised.value.connect_url is not None
    assert str(globex.pk) in raised.value.connect_url


def test_the_owner_is_told_where_to_connect(db: None) -> None:
    with pytest.raises(NotConnected) as raised:
        find_connection(SYSTEM, holder=Holder.owner(), provider="google")

    assert raised.value.connect_url == "http://testserver/connect/owner/google/"


def test_a_foreign_id_is_not_there(make_connection: MakeConnection, globex: Customer, initech: Customer) -> None:
    theirs, owners = make_connection(initech), make_connection(None)
    for foreign in (theirs.pk, owners.pk, uuid4()):
        with pytest.raises(NotFound):
            find_connection(SYSTEM, holder=Holder.customer(globex), provider="google", connection_id=foreign)


def test_a_customers_actor_sees_neither_owner_nor_others(
    make_connection: MakeConnection, customer_key: Actor, initech: Customer, globex: Customer
) -> None:
    theirs, owners, own = make_connection(initech), make_connection(None), make_connection(globex)
    for holder, connection in ((Holder.customer(initech), theirs), (Holder.owner(), owners)):
        with pytest.raises(NotFound):
            find_connection(customer_key, holder=holder, provider="google", connection_id=connection.pk)
        with pytest.raises(NotFound):
            selectors.account_status(customer_key, "google", holder)

    assert find_connection(customer_key, holder=Holder.customer(globex), provider="google") == own


@pytest.mark.parametrize(
    ("status", "error"),
    [("needs_reconnect", ReconnectRequired), ("paused", NotConnected), ("revoked", NotConnected)],
)
def test_a_connection_that_cannot_be_used_says_why(
    make_connection: MakeConnection, globex: Customer, status: str, error: type[Exception]
) -> None:
    connection = make_connection(globex)
    Connection.objects.update(status=status)
    with pytest.raises(error):
        find_connection(SYSTEM, holder=Holder.customer(globex), provider="google", connection_id=connection.pk)


@pytest.mark.parametrize("status", ["active", "refresh_failing", "scope_missing"])
def test_what_still_works_can_be_used(make_connection: MakeConnection, globex: Customer, status: str) -> None:
    connection = make_connection(globex)
    Connection.objects.update(status=status)

    assert find_connection(SYSTEM, holder=Holder.customer(globex), provider="google") == connection


def test_a_customer_that_is_switched_off_is_not_used(make_connection: MakeConnection, globex: Customer) -> None:
    connection = make_connection(globex)
    Customer.objects.update(is_active=False)
    globex.refresh_from_db()
    for connection_id in (None, connection.pk):
        with pytest.raises(NotConnected, match="switched off"):
            find_connection(SYSTEM, holder=Holder.customer(globex), provider="google", connection_id=connection_id)


def test_an_account_of_another_provider_is_not_there(make_connection: MakeConnection, globex: Customer) -> None:
    connection = make_connection(globex)
    Connection.objects.update(provider="elsewhere")
    with pytest.raises(NotFound):
        find_connection(SYSTEM, holder=Holder.customer(globex), provider="google", connection_id=connection.pk)


def test_status_lists_what_is_not_revoked(make_connection: MakeConnection, globex: Customer) -> None:
    first = make_connection(globex, "one@globex.example")
    make_connection(globex, "two@globex.example")
    Connection.objects.exclude(pk=first.pk).update(status="revoked")

    assert selectors.account_status(SYSTEM, "google", Holder.customer(globex)) == {
        "connected": True,
        "accounts": [
            {
                "id": str(first.pk),
                "email": "one@globex.example",
                "name": "one",
                "status": "active",
                "status_reason": "",
                "scopes": first.scopes,
                "is_default": True,
            }
        ],
    }
    Connection.objects.update(status="needs_reconnect")
    assert not selectors.account_status(SYSTEM, "google", Holder.customer(globex))["connected"]


def test_an_unknown_provider_is_not_there(db: None) -> None:
    with pytest.raises(NotFound, match="google"):
        selectors.account_status(SYSTEM, "myspace", Holder.owner())


def test_another_account_can_be_made_the_default(make_connection: MakeConnection, globex: Customer) -> None:
    first, second = make_connection(globex, "one@globex.example"), make_connection(globex, "two@globex.example")
    defaults.set_default(SYSTEM, second)

    first.refresh_from_db()
    assert not first.is_default
    assert find_connection(SYSTEM, holder=Holder.customer(globex), provider="google") == second


def test_the_default_is_chosen_among_ones_own_connected_accounts(
    make_connection: MakeConnection, globex: Customer, initech: Customer, customer_key: Actor
) -> None:
    theirs, gone = make_connection(initech), make_connection(globex)
    Connection.objects.filter(pk=gone.pk).update(status="revoked", is_default=False)
    with pytest.raises(NotFound):
        defaults.set_default(customer_key, theirs)
    with pytest.raises(Conflict):
        defaults.set_default(customer_key, gone)
    with pytest.raises(PermissionDenied):
        defaults.set_default(Actor("staff", "7", "vera", rights=frozenset({"view"})), theirs)
    gone.refresh_from_db()
    assert not gone.is_default
