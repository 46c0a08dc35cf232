"""What never gets through the door, and that nothing is written of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from integrations.actors import SYSTEM, Actor, staff_actor
from integrations.api.keys import actor_of_key, create_key
from integrations.egress.tests.vendor import Vendor
from integrations.errors import (
    Conflict,
    InputError,
    MachinaError,
    NotConnected,
    NotFound,
    PayloadTooLarge,
    PermissionDenied,
    ReconnectRequired,
    ScopeMissing,
)
from integrations.execution import door
from integrations.execution.tests.conftest import PARAMS, MakeConnection
from integrations.execution.tests.post_service import READ
from integrations.holders import Holder
from integrations.models import Call, Connection, Customer, UsageLine

pytestmark = pytest.mark.django_db

VIEWER = staff_actor(user_id=2, label="eve", groups=frozenset({"viewer"}), is_superuser=False)


def key_of(customer: Customer) -> Actor:
    return Actor(
        kind="api_key", id=str(uuid4()), label="key", customer_id=customer.pk, rights=frozenset({"view", "operate"})
    )


def refused(
    kind: type[MachinaError],
    vendor: Vendor,
    actor: Actor,
    operation: str = "post.send_letter",
    params: dict[str, object] = PARAMS,
    **options: Any,
) -> MachinaError:
    """``submit``, ``execute`` and ``check`` refuse alike, and nothing happens."""
    with pytest.raises(kind) as raised:
        door.submit(operation, params, call_key="k", actor=actor, source="api", **options)
    with pytest.raises(kind):
        door.check(operation, params, actor=actor, **options)
    outcome = door.execute(operation, params, call_key="k", actor=actor, source="workflow", **options)
    assert (outcome.state, outcome.error) == ("failed", raised.value.as_dict())
    assert not Call.objects.filter(is_refused=False).exists()  # who was refused what is kept, and nothing else
    assert UsageLine.objects.count() == len(vendor.received) == 0
    return raised.value


def test_a_customer_without_an_account_does_not_get_the_owners(
    vendor: Vendor, operator: Actor, acme: Customer, make_connection: MakeConnection
) -> None:
    make_connection(None)
    refused(NotConnected, vendor, operator, holder=Holder.customer(acme))


@pytest.mark.parametrize("holder", ["globex", "owner"])
def test_somebody_elses_connection_is_not_found(
    vendor: Vendor, operator: Actor, acme: Customer, globex: Customer, make_connection: MakeConnection, holder: str
) -> None:
    make_connection(acme)
    foreign = make_connection({"globex": globex, "owner": None}[holder])
    refused(NotFound, vendor, operator, holder=Holder.customer(acme), connection=foreign.pk)
    refused(NotFound, vendor, key_of(acme), holder=Holder.customer(acme), connection=foreign.pk)


def test_a_customers_connection_is_not_the_owners(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    refused(NotFound, vendor, operator, holder=Holder.owner(), connection=connection.pk)


def test_a_connection_that_does_not_exist_is_not_found(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    refused(NotFound, vendor, operator, holder=Holder.whose(connection.customer), connection=uuid4())


def test_a_customers_key_sees_no_one_else(
    vendor: Vendor, acme: Customer, globex: Customer, make_connection: MakeConnection
) -> None:
    make_connection(globex)
    make_connection(None)
    refused(NotFound, vendor, key_of(acme), holder=Holder.customer(globex))
    refused(NotFound, vendor, key_of(acme), holder=Holder.owner())


def test_a_viewer_may_not_run_operations(vendor: Vendor, connection: Connection) -> None:
    refused(PermissionDenied, vendor, VIEWER, holder=Holder.whose(connection.customer))


def test_the_holder_of_a_link_may_not_run_operations(vendor: Vendor, connection: Connection) -> None:
    link = Actor(kind="link", id="1", label="link", customer_id=connection.customer_id)
    refused(PermissionDenied, vendor, link, holder=Holder.whose(connection.customer))


def test_an_unknown_operation_is_not_found(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    error = refused(NotFound, vendor, operator, "post.eat_letter", holder=Holder.whose(connection.customer))
    assert "'post.eat_letter'" in error.detail


def test_wrong_arguments_are_all_named(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    params: dict[str, object] = {"copies": 0, "stamps": ["x"], "colour": "red"}
    error = refused(InputError, vendor, operator, params=params, holder=Holder.whose(connection.customer))
    assert [each.field for each in error.errors] == ["to", "copies", "stamps.0", "colour"]


def test_arguments_of_20_mb_are_too_large(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    params: dict[str, object] = {"to": "Ada", "text": "x" * 20_000_000}
    refused(PayloadTooLarge, vendor, operator, params=params, holder=Holder.whose(connection.customer))


def test_a_missing_scope_is_told_in_words_with_the_way_out(
    vendor: Vendor, operator: Actor, acme: Customer, make_connection: MakeConnection
) -> None:
    connection = make_connection(acme, scopes=[READ])
    error = refused(ScopeMissing, vendor, operator, holder=Holder.customer(acme))
    assert "Send letters as you" in error.detail
    assert str(connection.pk) in str(error.connect_url)


@pytest.mark.parametrize(
    ("status", "kind"),
    [("needs_reconnect", ReconnectRequired), ("paused", NotConnected), ("revoked", NotConnected)],
)
def test_a_connection_that_cannot_be_used_is_refused(
    vendor: Vendor,
    operator: Actor,
    acme: Customer,
    make_connection: MakeConnection,
    status: str,
    kind: type[MachinaError],
) -> None:
    connection = make_connection(acme, status=status)
    refused(kind, vendor, operator, holder=Holder.customer(acme), connection=connection.pk)


def test_the_accounts_of_an_inactive_customer_are_not_used(
    vendor: Vendor, operator: Actor, connection: Connection, acme: Customer
) -> None:
    acme.is_active = False
    acme.save()
    refused(NotConnected, vendor, operator, holder=Holder.customer(acme))


@pytest.mark.parametrize("call_key", ["", "x" * 256])
def test_an_impossible_key_is_refused(operator: Actor, connection: Connection, call_key: str) -> None:
    with pytest.raises(InputError, match="1 to 255"):
        door.submit(
            "post.send_letter",
            PARAMS,
            call_key=call_key,
            actor=operator,
            source="api",
            holder=Holder.whose(connection.customer),
        )


def test_a_key_used_for_something_else_is_a_conflict(
    vendor: Vendor, operator: Actor, connection: Connection, make_connection: MakeConnection
) -> None:
    wish: dict[str, Any] = {
        "call_key": "k",
        "actor": operator,
        "source": "api",
        "holder": Holder.whose(connection.customer),
    }
    other = make_connection(connection.customer)
    call = door.submit("post.send_letter", PARAMS, connection=connection.pk, **wish)
    with pytest.raises(Conflict, match="'k' was used"):
        door.submit("post.send_letter", {"to": "Bob"}, connection=connection.pk, **wish)
    with pytest.raises(Conflict):
        door.submit("post.read_letter", {}, connection=connection.pk, **wish)
    with pytest.raises(Conflict):
        door.submit("post.send_letter", PARAMS, connection=other.pk, **wish)
    assert door.submit("post.send_letter", PARAMS, connection=connection.pk, **wish) == call
    assert Call.objects.count() == 1


def test_a_key_belongs_to_the_customer_whichever_client_sends_it(
    operator: Actor, acme: Customer, make_connection: MakeConnection
) -> None:
    make_connection(acme)
    wish: dict[str, Any] = {"call_key": "1", "source": "api", "holder": Holder.customer(acme)}
    clients = (operator, *(actor_of_key(create_key(SYSTEM, "server", customer=acme).secret) for _ in range(2)))
    calls = {door.submit("post.send_letter", PARAMS, actor=client, **wish).pk for client in clients}
    assert len(calls) == Call.objects.count() == 1


def test_a_stored_call_is_checked_again_before_it_runs(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    call = door.submit(
        "post.send_letter", PARAMS, call_key="k", actor=operator, source="api", holder=Holder.whose(connection.customer)
    )
    Connection.objects.update(status="revoked")
    door.run_call(call.pk)
    call.refresh_from_db()
    assert call.error is not None
    assert (call.state, call.error["code"]) == ("failed", "not_connected")
    assert vendor.received == []


def test_a_call_of_an_erased_customer_never_becomes_the_owners(
    vendor: Vendor, operator: Actor, connection: Connection, make_connection: MakeConnection
) -> None:
    make_connection(None)
    call = door.submit(
        "post.send_letter", PARAMS, call_key="k", actor=operator, source="api", holder=Holder.whose(connection.customer)
    )
    Call.objects.update(customer=None)
    door.run_call(call.pk)
    call.refresh_from_db()
    assert call.error is not None
    assert (call.state, call.error["code"]) == ("failed", "not_found")
    assert vendor.received == []
