"""Operations that act as an account of any provider: whose it is, where it may go, and what a call then counts as."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import pytest
from pytest_django import Settings

from integrations.actors import SYSTEM, Actor
from integrations.catalog.context import Ctx
from integrations.catalog.declare import Effect, Service
from integrations.catalog.http.web import WebRequest
from integrations.catalog.registry import Catalog, using
from integrations.catalog.schema import Input, Output
from integrations.connect.accounts import pauses
from integrations.connect.accounts.disconnect import disconnect
from integrations.connect.accounts.filled_in import add_account
from integrations.connect.tests import keys
from integrations.connect.tests.keys import THEO_KEY, YARA_KEY, known_by_key
from integrations.egress import policy
from integrations.egress.tests.vendor import Vendor, ok, reset, status
from integrations.errors import NotFound
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import Call, Connection, Customer
from integrations.providers import registry
from integrations.providers.tests.filled_in import ALL, LEDGER, PARCEL, WEATHER

PARCELS = "https://api.parcel.example/parcels/1"


class PageFetch(Input):
    url: str
    """Which page."""
    method: Literal["GET", "POST"] = "GET"
    """How."""
    provider: str | None = None
    """Whose default account."""


class FetchedPage(Output):
    body: str
    """What it says."""


def effect_of(data: PageFetch) -> Effect:
    return "read" if data.method == "GET" else "write"


def service(folder: Path) -> Service:
    made = keys.service_of(WEATHER, folder)

    @made.operation(
        effect="write",
        effect_of=effect_of,
        scopes=[],
        price="parcel_read",
        sample={},
        account="optional",
        accounts="any",
    )
    def fetch_page(ctx: Ctx, data: PageFetch) -> FetchedPage:
        """Fetch a page of anybody."""
        asked = WebRequest(method=data.method, url=data.url)
        reply = ctx.web.send(asked, as_file=lambda status, headers: False, at_most=100_000)
        return FetchedPage(body=reply.content.decode())

    return made


@pytest.fixture(autouse=True)
def _declared(vendor: Vendor, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.001)
    vendor.answers(known_by_key())
    settings.MACHINA_ENDPOINTS = {each: {"api_root": vendor.url} for each in ("parcel", "books")}
    settings.MACHINA_ALLOW_PRIVATE = frozenset({vendor.url})
    services = [keys.service_of(PARCEL, tmp_path), keys.service_of(LEDGER, tmp_path), service(tmp_path)]
    with registry.using(registry.provider("google"), *ALL), using(Catalog(services)):
        yield


def fetch(actor: Actor, customer: Customer, url: str = PARCELS, **given: Any) -> Outcome:
    connection = given.pop("connection", None)
    return door.execute(
        "weather_api.fetch_page",
        {"url": url, **given},
        holder=Holder.customer(customer),
        call_key=uuid4().hex,
        actor=actor,
        source="workflow",
        **({"connection": connection} if connection else {}),
    )


def parcel_account(customer: Customer, key: str = YARA_KEY) -> Connection:
    return add_account(SYSTEM, Holder.customer(customer), "parcel", fields={"key": key})


def error(outcome: Outcome) -> dict[str, Any]:
    assert outcome.error is not None
    return dict(outcome.error)


def test_a_named_account_is_sent_along_whatever_its_provider(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    made = parcel_account(acme)

    outcome = fetch(operator, acme, connection=made.pk)

    assert outcome.error is None
    assert (vendor.received[-1].path, vendor.received[-1].headers["authorization"]) == (
        "/parcels/1",
        f"Bearer {YARA_KEY}",
    )
    assert Call.objects.get().connection == made


def test_what_the_vendor_echoes_of_it_is_not_shown(operator: Actor, acme: Customer) -> None:
    outcome = fetch(operator, acme, connection=parcel_account(acme).pk)

    assert outcome.result is not None
    assert "[removed]" in str(outcome.result)
    assert YARA_KEY not in str(outcome.result)


def test_the_default_account_of_a_named_provider_is_used(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    made = parcel_account(acme)

    assert fetch(operator, acme, provider="parcel").error is None

    assert Call.objects.get().connection == made
    assert vendor.received[-1].headers["authorization"] == f"Bearer {YARA_KEY}"


def test_without_a_name_no_account_is_sent_along(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    parcel_account(acme)
    vendor.answers(ok())

    assert fetch(operator, acme, f"{vendor.url}/open").error is None

    assert "authorization" not in vendor.received[-1].headers
    assert Call.objects.get().connection is None


def test_an_account_that_is_named_and_not_there_makes_nobody_anonymous(
    operator: Actor, acme: Customer, vendor: Vendor
) -> None:
    assert error(fetch(operator, acme, provider="parcel"))["code"] == "not_connected"
    assert error(fetch(operator, acme, connection=uuid4()))["code"] == "not_found"
    paused = parcel_account(acme)
    asked = len(vendor.received)
    pauses.pause(SYSTEM, paused)
    assert error(fetch(operator, acme, connection=paused.pk))["code"] == "not_connected"
    assert len(vendor.received) == asked


def test_a_provider_that_there_is_not_is_a_wrong_field(operator: Actor, acme: Customer) -> None:
    told = error(fetch(operator, acme, provider="globex"))

    assert told["code"] == "input_error"
    assert told["errors"][0]["field"] == "provider"
    assert "books" in told["errors"][0]["message"]


def test_the_connection_has_to_be_of_the_named_provider(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    made = parcel_account(acme)
    asked = len(vendor.received)

    assert error(fetch(operator, acme, provider="books", connection=made.pk))["code"] == "not_found"
    assert len(vendor.received) == asked


def test_the_account_of_another_customer_is_not_there(
    operator: Actor, acme: Customer, globex: Customer, vendor: Vendor
) -> None:
    """SECURITY 9: also where no provider limits which one it may be."""
    foreign = parcel_account(globex, THEO_KEY)
    owners = add_account(SYSTEM, Holder.owner(), "parcel", fields={"key": YARA_KEY})
    asked = len(vendor.received)

    for connection in (foreign.pk, owners.pk):
        assert error(fetch(operator, acme, connection=connection))["code"] == "not_found"
    with pytest.raises(NotFound):
        door.submit(
            "weather_api.fetch_page",
            {"url": PARCELS},
            holder=Holder.customer(acme),
            call_key="k",
            actor=operator,
            source="workflow",
            connection=foreign.pk,
        )
    assert len(vendor.received) == asked


@pytest.mark.parametrize(
    "url",
    [
        "https://api.books.example/v1/me",
        "https://api.parcel.example.evil.example/",
        "https://evil.example/api.parcel.example",
        "https://api.parcel.example:8443/",
        "http://api.parcel.example/",
        "https://api.parcel.example@evil.example/",
    ],
)
def test_an_account_goes_to_its_providers_hosts_alone(
    operator: Actor, acme: Customer, vendor: Vendor, url: str
) -> None:
    """SECURITY 8, at the operation whose address comes from the request."""
    made = parcel_account(acme)
    asked = len(vendor.received)

    told = error(fetch(operator, acme, url, connection=made.pk))

    assert (told["code"], told["errors"][0]["field"]) == ("input_error", "url")
    assert len(vendor.received) == asked


def test_not_even_to_an_origin_that_the_settings_allow_for_everybody(
    operator: Actor, acme: Customer, vendor: Vendor, settings: Settings
) -> None:
    made = parcel_account(acme)
    other = Vendor()
    settings.MACHINA_ALLOW_PRIVATE = frozenset({other.url})
    try:
        told = error(fetch(operator, acme, f"{other.url}/x", connection=made.pk))
        assert (told["code"], other.received) == ("input_error", [])
        assert "api.parcel.example" in told["detail"]
    finally:
        other.close()


def test_a_redirect_to_a_private_origin_is_not_followed(
    operator: Actor, acme: Customer, vendor: Vendor, settings: Settings
) -> None:
    made = parcel_account(acme)
    other = Vendor()
    settings.MACHINA_ENDPOINTS = {**settings.MACHINA_ENDPOINTS, "maps": {"api_root": other.url}}
    settings.MACHINA_ALLOW_PRIVATE = frozenset({other.url})
    vendor.answers(status(302, location=f"{other.url}/file"))
    try:
        assert error(fetch(operator, acme, connection=made.pk))["code"] == "remote_rejected"
        assert other.received == []
    finally:
        other.close()


def test_a_read_is_asked_again_and_a_write_is_not(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    vendor.answers(reset(), reset(), ok({"ok": 1}))
    assert fetch(operator, acme, f"{vendor.url}/x").error is None
    assert len(vendor.received) == 3

    vendor.answers(reset(), ok({"ok": 1}))
    assert error(fetch(operator, acme, f"{vendor.url}/x", method="POST"))["code"] == "outcome_unknown"
    assert len(vendor.received) == 4


def test_a_read_that_its_worker_lost_is_run_again(operator: Actor, acme: Customer, vendor: Vendor) -> None:
    """Only a request that may change something marks its call as sent."""
    vendor.answers(ok({"ok": 1}))
    fetch(operator, acme, f"{vendor.url}/x")
    fetch(operator, acme, f"{vendor.url}/x", method="POST")

    sent = [each.sent_at is not None for each in Call.objects.order_by("created_at")]
    assert sent == [False, True]


def test_a_stored_call_whose_account_has_gone_does_not_run_as_nobody(
    operator: Actor, acme: Customer, vendor: Vendor
) -> None:
    made = parcel_account(acme)
    call = door.submit(
        "weather_api.fetch_page",
        {"url": PARCELS, "provider": "parcel"},
        holder=Holder.customer(acme),
        call_key="k",
        actor=operator,
        source="workflow",
    )
    asked = len(vendor.received)
    disconnect(SYSTEM, made)
    Call.objects.update(connection=None)

    door.run_call(call.pk)

    call.refresh_from_db()
    assert call.state == "failed"
    assert len(vendor.received) == asked
