"""An account is known by the vendor's id, whatever its address is now; and a confirmed one by every id it had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import proofs, selectors
from integrations.connect.accounts.customers import update_customer
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import THEO, YARA, Browser, connect_by_link
from integrations.holders import Holder
from integrations.models import Connection, Customer, OutboxEvent
from integrations.providers.consent import Identity
from integrations.providers.google import provider as google
from integrations.providers.identity import text

NewLink = Callable[..., CreatedLink]
Rename = Callable[[str, str], None]
RENAMED = "yara.novak@renamed.example"


@pytest.fixture
def alone(globex: Customer) -> Customer:
    """Expects one address and no organisation."""
    return update_customer(SYSTEM, globex, domain="", expected_accounts=[])


@pytest.fixture
def rename(monkeypatch: pytest.MonkeyPatch) -> Rename:
    """From now on Google says this address of that account, under the same id."""

    def arrange(before: str, after: str) -> None:
        def renamed(claims: Any, name: str) -> str:
            said: str = text(claims, name)
            return after if name == "email" and said == before else said

        monkeypatch.setattr(google, "text", renamed)

    return arrange


@pytest.mark.parametrize("verification", ["email_code", "expected_account"])
def test_a_renamed_account_stays_one_connection_and_shows_its_new_address(
    new_link: NewLink, browser: Browser, alone: Customer, rename: Rename, verification: str
) -> None:
    _connect(new_link(alone, verification=verification), Browser(), YARA)
    before = Connection.objects.get()
    rename(YARA, RENAMED)
    for _ in range(2):
        _connect(new_link(alone, verification=verification), Browser(), YARA)

    after = Connection.objects.get()
    assert (after.pk, after.status, after.email) == (before.pk, "active", RENAMED)


def test_it_is_expected_no_longer_than_its_first_address_is(
    new_link: NewLink, alone: Customer, rename: Rename
) -> None:
    _connect(new_link(alone), Browser(), YARA)
    rename(YARA, RENAMED)
    Customer.objects.update(email="else@globex.example")
    _connect(new_link(alone), Browser(), YARA)
    assert sorted(Connection.objects.values_list("status", "email")) == [("active", YARA), ("pending", RENAMED)]


def test_another_id_is_another_account(new_link: NewLink, alone: Customer) -> None:
    _connect(new_link(alone), Browser(), YARA)
    _connect(new_link(alone), Browser(), THEO)
    assert sorted(Connection.objects.values_list("status", "email")) == [("active", YARA), ("pending", THEO)]


def test_an_account_confirmed_once_is_not_expected_by_that(new_link: NewLink, initech: Customer) -> None:
    identity = Identity("id", THEO, True, "", "Theo")
    known = Connection(customer=initech, email=THEO, email_verified=True)
    assert proofs.expected_as(initech, "google", identity, known) == ""


def test_a_confirmed_consent_is_found_under_the_id_it_waited_with(
    new_link: NewLink, initech: Customer, operator: Actor
) -> None:
    _connect(new_link(initech), Browser(), THEO)
    first = proofs.confirm(operator, Connection.objects.get())
    _connect(new_link(initech), Browser(), THEO)
    waited_as = Connection.objects.get(status="pending").pk
    confirmed = proofs.confirm(operator, Connection.objects.get(pk=waited_as))

    assert confirmed.pk == first.pk
    assert Connection.objects.known_as(waited_as).get() == first
    found = selectors.find_connection(
        operator, holder=Holder.customer(initech), provider="google", connection_id=waited_as
    )
    assert found == first


def test_a_refused_login_says_so_to_the_editor(new_link: NewLink, browser: Browser) -> None:
    _connect(new_link(verification="expected_account"), browser, THEO)
    told = OutboxEvent.objects.get(name="connection.connected").payload
    assert (told["success"], told["status"], told["email"]) == (False, "pending", THEO)
    assert told["error"]["code"] == "conflict"
    assert "is not an account that is expected of Globex GmbH" in told["error"]["detail"]


def test_what_waits_for_the_operator_is_told_as_waiting(
    new_link: NewLink, browser: Browser, initech: Customer
) -> None:
    _connect(new_link(initech), browser, THEO)
    told = OutboxEvent.objects.get(name="connection.connected").payload
    assert (told["success"], told["status"], told["error"]) == (True, "pending", None)


def _connect(created: CreatedLink, browser: Browser, account: str) -> None:
    if created.link.verification == "email_code":
        connect_by_link(browser, created.url, account)
        return
    browser.open(created.url)
    page = browser.press(created.url, action="start")["Location"]
    browser.open(browser.consent(browser.press(page, action="connect", provider="google"), account)["Location"])
