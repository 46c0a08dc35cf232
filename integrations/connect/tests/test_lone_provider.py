"""A provider without a service of its own is asked for by its own key: its accounts are for requests of any choice."""

from __future__ import annotations

import pytest
from django.test import Client

from integrations.actors import SYSTEM, Actor
from integrations.catalog.registry import catalog
from integrations.connect.accounts.filled_in import add_account
from integrations.connect.links import links
from integrations.connect.scopes import (
    asked_scopes,
    connectable,
    group_by_provider,
    in_words,
    missing_scopes,
    services_of,
)
from integrations.connect.tests.conftest import Browser, bind
from integrations.errors import InputError
from integrations.holders import Holder
from integrations.models import Connection, Customer
from integrations.providers import registry
from integrations.providers.tests.declared import courier
from integrations.sandbox.http.access import PASSWORD, USERNAME

SCOPES = {"read": "See your parcels", "send": "Send parcels"}


@pytest.fixture
def lone() -> object:
    with registry.using(*registry.all_providers().values(), courier(facts={"scopes": SCOPES})):
        yield


def test_it_stands_in_a_services_place(lone: object) -> None:
    assert services_of("courier", None) == ["courier"]
    assert group_by_provider(["gmail", "courier", "http"]) == {
        "google": ["gmail"],
        "courier": ["courier"],
        "http": ["http"],
    }
    assert {"courier", "http_basic", "gmail"} <= set(connectable())
    assert "google" not in connectable()


def test_a_provider_with_services_is_asked_for_by_those(lone: object) -> None:
    with pytest.raises(InputError, match="no service 'google'"):
        group_by_provider(["google"])
    with pytest.raises(InputError, match="courier has no service 'gmail'"):
        services_of("courier", ["gmail"])


def test_its_scopes_are_its_own(lone: object) -> None:
    declared = registry.provider("courier")

    assert asked_scopes(declared, ["courier"]) == ["read", "send"]
    assert missing_scopes(["courier", "gone"], ["send"]) == ["read"]
    (words,) = in_words(["courier"])
    assert (words.name, words.lines, words.icon) == ("Courier", tuple(SCOPES.values()), "providers/courier/icon.svg")
    assert [each.lines for each in in_words(["courier"], only=["send"])] == [("Send parcels",)]


def test_rest_names_it_as_what_can_be_connected(client: Client, ada: object) -> None:
    client.force_login(ada)  # type: ignore[arg-type]  # a user
    shown = {each["key"]: each for each in client.get("/api/v1/providers/").json()["results"]}

    assert shown["http_basic"]["services"] == ["http_basic"]
    assert shown["http"]["services"] == [each.key for each in catalog().services.values() if each.provider == "http"]


def test_a_customer_connects_it_by_a_link(sandbox: str, operator: Actor, globex: Customer, browser: Browser) -> None:
    link = links.create_link(operator, globex, ["http_basic"])
    page = bind(browser, link.url)
    assert "User name and password" in page.content.decode()

    form = browser.press(page.request["PATH_INFO"], action="connect", provider="http_basic")["Location"]
    browser.open(form)
    address = "https://echo.machina.example/private/echo"
    browser.press(form, username=USERNAME, password=PASSWORD, base_url=address)

    made = Connection.objects.get()
    assert (made.customer, made.provider, made.services, made.base_url) == (
        globex,
        "http_basic",
        ["http_basic"],
        address,
    )


def test_an_account_is_added_without_naming_anything(sandbox: str, redis_server: object) -> None:
    made = add_account(
        SYSTEM,
        Holder.owner(),
        "http_basic",
        fields={"username": USERNAME, "password": PASSWORD},
        base_url="https://echo.machina.example/private/echo",
    )

    assert (made.status, made.services) == ("active", ["http_basic"])
