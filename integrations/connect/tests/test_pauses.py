"""Pausing an account and resuming it."""

from __future__ import annotations

import pytest

from integrations.actors import Actor
from integrations.connect.accounts import pauses
from integrations.connect.accounts.selectors import find_connection
from integrations.connect.tests.conftest import MakeConnection
from integrations.errors import Conflict, NotConnected, NotFound, PermissionDenied
from integrations.holders import Holder
from integrations.models import AuditEvent, Connection, Customer, OutboxEvent


def test_a_paused_account_makes_no_calls_until_it_is_resumed(
    make_connection: MakeConnection, operator: Actor, globex: Customer
) -> None:
    connection = make_connection(globex)
    pauses.pause(operator, connection)
    with pytest.raises(NotConnected, match="is paused"):
        find_connection(operator, holder=Holder.customer(globex), provider="google")
    stored = Connection.objects.get()
    assert (stored.status, stored.grant_id, stored.is_default) == ("paused", connection.grant_id, True)

    pauses.resume(operator, connection)
    assert find_connection(operator, holder=Holder.customer(globex), provider="google") == connection
    audited = {each.action: (each.before.get("status"), each.after.get("status")) for each in AuditEvent.objects.all()}
    assert audited["connect.connection.pause"] == ("active", "paused")
    assert audited["connect.connection.resume"] == ("paused", "active")
    assert [each.payload["status"] for each in OutboxEvent.objects.order_by("id")][-2:] == ["paused", "active"]


def test_an_account_that_lacked_scopes_still_lacks_them_when_resumed(
    make_connection: MakeConnection, operator: Actor, globex: Customer
) -> None:
    connection = make_connection(globex)
    Connection.objects.update(scopes=[])
    pauses.pause(operator, connection)
    assert pauses.resume(operator, connection).status == "scope_missing"


@pytest.mark.parametrize("status", ["needs_reconnect", "paused", "revoked"])
def test_only_an_account_that_works_is_paused(
    make_connection: MakeConnection, operator: Actor, globex: Customer, status: str
) -> None:
    connection = make_connection(globex)
    Connection.objects.update(status=status)
    with pytest.raises(Conflict, match=status):
        pauses.pause(operator, connection)
    assert Connection.objects.get().status == status


def test_only_a_paused_account_is_resumed(make_connection: MakeConnection, operator: Actor, globex: Customer) -> None:
    with pytest.raises(Conflict, match="not paused"):
        pauses.resume(operator, make_connection(globex))


def test_nobody_pauses_what_is_not_theirs(
    make_connection: MakeConnection, customer_key: Actor, initech: Customer, globex: Customer
) -> None:
    foreign, own = make_connection(initech), make_connection(globex)
    viewer = Actor("staff", "7", "vera", rights=frozenset({"view"}))
    with pytest.raises(NotFound):
        pauses.pause(customer_key, foreign)
    with pytest.raises(PermissionDenied):
        pauses.pause(viewer, own)
    assert set(Connection.objects.values_list("status", flat=True)) == {"active"}
