"""Calls that need no account, and those that take one where there is one: who is charged, and who is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

from integrations.actors import SYSTEM, Actor
from integrations.catalog.declare import Limit
from integrations.catalog.registry import Catalog, using
from integrations.connect.accounts import pauses
from integrations.connect.accounts.filled_in import add_account
from integrations.connect.tests import keys
from integrations.connect.tests.keys import THEO_KEY, YARA_KEY, known_by_key
from integrations.egress.tests.vendor import Vendor
from integrations.errors import InputError, NotConnected, NotFound
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import Call, Connection, Customer, UsageLine
from integrations.providers.tests.filled_in import WEATHER


@pytest.fixture(autouse=True)
def _declared(vendor: Vendor, settings: Settings, tmp_path: Path) -> Iterator[None]:
    vendor.answers(known_by_key())
    settings.MACHINA_ENDPOINTS = {each: {"api_root": vendor.url} for each in ("parcel", "weather")}
    with keys.declared(tmp_path):
        yield


def run(operation: str, actor: Actor, holder: Holder, number: str = "open", **options: Any) -> Outcome:
    key = options.pop("call_key", uuid4().hex)
    return door.execute(
        operation, {"number": number}, holder=holder, call_key=key, actor=actor, source="workflow", **options
    )


def test_a_call_without_an_account_is_charged_to_whoever_it_is_for(
    operator: Actor, acme: Customer, vendor: Vendor
) -> None:
    for holder in (Holder.customer(acme), Holder.owner()):
        outcome = run("weather_api.read_parcel", operator, holder)
        assert outcome.error is None

    assert ["authorization" in each.headers for each in vendor.received] == [False, False]
    assert [(call.customer, call.is_owner, call.connection) for call in Call.objects.order_by("created_at")] == [
        (acme, False, None),
        (None, True, None),
    ]
    assert set(UsageLine.objects.values_list("customer_id", "connection_id")) == {(acme.pk, None), (None, None)}


def test_it_is_refused_an_account(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    outcome = run("weather_api.read_parcel", operator, Holder.customer(acme), connection=uuid4())
    assert outcome.error is not None
    assert outcome.error["errors"] == [
        {
            "field": "connection",
            "message": "weather_api.read_parcel runs without an account. Leave connection out.",
        }
    ]
    assert vendor.received == []


def test_it_is_run_for_nobody_else(acme: Customer, globex: Customer, vendor: Vendor) -> None:
    """SECURITY 9: another customer's key finds no such customer, and the owner is not there either."""
    key = Actor("api_key", "k1", "globex server", customer_id=globex.pk, rights=frozenset({"view", "operate"}))
    for holder in (Holder.customer(acme), Holder.owner()):
        with pytest.raises(NotFound):
            door.submit("weather_api.read_parcel", {}, holder=holder, call_key=uuid4().hex, actor=key, source="api")
    assert vendor.received == []
    assert not Call.objects.exists()


def test_it_is_not_run_for_a_customer_that_is_switched_off(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    call = door.submit(
        "weather_api.read_parcel", {}, holder=Holder.customer(acme), call_key="k", actor=operator, source="workflow"
    )
    Customer.objects.update(is_active=False)
    acme.refresh_from_db()
    with pytest.raises(NotConnected):
        door.check("weather_api.read_parcel", {}, holder=Holder.customer(acme), actor=operator)
    door.run_call(call.pk)
    call.refresh_from_db()
    assert call.state == "failed"
    assert vendor.received == []


def test_an_offered_call_without_an_account_is_run_by_a_worker(operator: Actor, acme: Customer) -> None:
    call = door.submit(
        "weather_api.read_parcel",
        {"number": "open"},
        holder=Holder.customer(acme),
        call_key="k",
        actor=operator,
        source="workflow",
    )
    door.run_call(call.pk)
    call.refresh_from_db()
    assert (call.state, call.connection) == ("succeeded", None)


def test_its_limits_are_kept_for_each_holder(operator: Actor, acme: Customer, globex: Customer, tmp_path: Path) -> None:
    service = keys.service_of(WEATHER, tmp_path)
    object.__setattr__(service, "limits", (Limit(amount=1, seconds=120, per="connection"),))
    with using(Catalog([service])):
        states = [
            run("weather_api.read_parcel", operator, Holder.customer(customer)).state
            for customer in (acme, acme, globex)
        ]
    assert states == ["succeeded", "waiting", "succeeded"]


def test_an_optional_account_is_used_where_there_is_one(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    without = run("parcel_api.look_up", operator, Holder.customer(acme))
    made = add_account(SYSTEM, Holder.customer(acme), "parcel", fields={"key": YARA_KEY})
    having = run("parcel_api.look_up", operator, Holder.customer(acme))

    assert without.result is not None
    assert having.result is not None
    assert (without.result["account"], having.result["account"]) == ("", "u-1")
    assert ["authorization" in each.headers for each in vendor.received] == [False, True, True]
    assert list(Call.objects.order_by("created_at").values_list("connection_id", flat=True)) == [None, made.pk]


def test_an_account_that_does_not_work_makes_nobody_anonymous(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    made = add_account(SYSTEM, Holder.customer(acme), "parcel", fields={"key": YARA_KEY})
    pauses.pause(SYSTEM, made)
    outcome = run("parcel_api.look_up", operator, Holder.customer(acme))
    assert outcome.error is not None
    assert outcome.error["code"] == "not_connected"
    assert len(vendor.received) == 1


def test_of_several_optional_accounts_one_has_to_be_named(operator: Actor, acme: Customer) -> None:
    for key in (YARA_KEY, THEO_KEY):
        add_account(SYSTEM, Holder.customer(acme), "parcel", fields={"key": key}).refresh_from_db()
    Connection.objects.update(is_default=False)
    with pytest.raises(InputError, match="several Parcel accounts"):
        door.check("parcel_api.look_up", {}, holder=Holder.customer(acme), actor=operator)


def test_where_an_account_is_needed_there_has_to_be_one(operator: Actor, acme: Customer) -> None:
    with pytest.raises(NotConnected):
        door.check("parcel_api.read_parcel", {}, holder=Holder.customer(acme), actor=operator)
