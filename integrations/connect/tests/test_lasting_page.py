"""The lasting page: whoever proves a mailbox sees what is connected for it, ends it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import (
    THEO,
    YARA,
    Browser,
    MakeConnection,
    bind,
    connect_by_link,
    mailed_code,
)
from integrations.models import AuditEvent, Connection, ConnectLink, Customer, Grant, MailboxCode

NewLink = Callable[..., CreatedLink]
PAGE = "/connect/accounts/"


@pytest.fixture(autouse=True)
def _no_guesses(redis_server: object) -> None:
    cache.clear()


def ask(browser: Browser, address: str) -> str:
    browser.open(PAGE)
    browser.press(PAGE, action="start", email=address)
    return browser.open(PAGE).content.decode()


def sign_in(browser: Browser, address: str) -> str:
    ask(browser, address)
    browser.press(PAGE, action="code", code=mailed_code())
    return browser.open(PAGE).content.decode()


def test_the_contact_sees_and_ends_what_is_connected(
    browser: Browser, globex: Customer, make_connection: MakeConnection, sandbox: str
) -> None:
    connection = make_connection(globex, "max@globex.example")
    text = sign_in(browser, YARA.upper())
    assert "max@globex.example" in text
    assert "Globex GmbH" in text
    assert "Connected" in text

    answer = browser.open(browser.press(PAGE, action="disconnect", connection=str(connection.pk))["Location"])
    connection.refresh_from_db()
    assert connection.status == "revoked"
    assert not Grant.objects.exists()
    assert "Disconnected max@globex.example. Our access was deleted." in answer.content.decode()
    assert "Nothing is connected for this address." in answer.content.decode()
    event = AuditEvent.objects.get(action="connect.connection.disconnect")
    assert (event.actor_label, event.customer_id) == (f"mailbox {YARA}", globex.pk)


def test_the_person_of_an_account_sees_that_one_alone(
    browser: Browser, globex: Customer, make_connection: MakeConnection
) -> None:
    own = make_connection(globex, THEO)
    other = make_connection(globex, "max@globex.example")
    text = sign_in(browser, THEO)
    assert str(own.pk) in text
    assert "max@globex.example" not in text

    browser.press(PAGE, action="disconnect", connection=str(other.pk))
    other.refresh_from_db()
    assert other.status == "active"


def test_an_address_the_vendor_does_not_vouch_for_shows_nothing(
    browser: Browser, globex: Customer, make_connection: MakeConnection
) -> None:
    make_connection(globex, THEO, verified=False)
    ask(browser, THEO)
    assert mail.outbox == []


def test_strangers_are_not_mailed_and_read_the_same(
    browser: Browser, other_browser: Browser, globex: Customer
) -> None:
    known, unknown = ask(browser, YARA), ask(other_browser, "nobody@elsewhere.example")
    assert [each.to for each in mail.outbox] == [[YARA]]
    assert _without_what_differs(known, YARA) == _without_what_differs(unknown, "nobody@elsewhere.example")
    assert "If <strong>" in unknown

    other_browser.press(PAGE, action="code", code="000000")
    assert "That is not the code we sent" in other_browser.open(PAGE).content.decode()


def test_three_mails_an_hour_for_one_address_from_however_many_browsers(globex: Customer) -> None:
    texts = [ask(Browser(), YARA) for _ in range(5)]
    assert len(mail.outbox) == 3
    assert "Look into the mailbox, or wait 60 minutes." in texts[-1]


@pytest.mark.parametrize("owner", ["192.0.2.9", "2001:db8:2::1"])
def test_who_types_in_anothers_address_does_not_use_up_the_owners_mails(globex: Customer, owner: str) -> None:
    for number in range(5):
        ask(Browser(Client(enforce_csrf_checks=True, REMOTE_ADDR=f"2001:db8:1::{number}")), YARA)
    assert len(mail.outbox) == 3
    sign_in(Browser(Client(enforce_csrf_checks=True, REMOTE_ADDR=owner)), YARA)
    assert len(mail.outbox) == 4


def test_a_code_works_in_the_browser_that_asked_for_it_alone(
    browser: Browser, other_browser: Browser, globex: Customer, make_connection: MakeConnection
) -> None:
    make_connection(globex)
    ask(browser, YARA)
    other_browser.open(PAGE)
    other_browser.press(PAGE, action="code", code=mailed_code())
    assert YARA not in other_browser.open(PAGE).content.decode()


def test_five_wrong_codes_end_it(browser: Browser, globex: Customer, make_connection: MakeConnection) -> None:
    make_connection(globex)
    ask(browser, YARA)
    for _ in range(5):
        browser.press(PAGE, action="code", code="not it")
    browser.press(PAGE, action="code", code=mailed_code())
    assert "Your e-mail address" in browser.open(PAGE).content.decode()


def test_after_half_an_hour_the_mailbox_is_to_be_proved_again(
    browser: Browser, globex: Customer, make_connection: MakeConnection
) -> None:
    connection = make_connection(globex)
    sign_in(browser, YARA)
    MailboxCode.objects.update(used_at=timezone.now() - timedelta(minutes=31))
    browser.press(PAGE, action="disconnect", connection=str(connection.pk))
    connection.refresh_from_db()
    assert connection.status == "active"
    assert "Your e-mail address" in browser.open(PAGE).content.decode()


def test_leaving_shows_nothing_any_more(browser: Browser, globex: Customer, make_connection: MakeConnection) -> None:
    make_connection(globex)
    sign_in(browser, YARA)
    browser.press(PAGE, action="leave")
    assert YARA not in browser.open(PAGE).content.decode()


@pytest.mark.parametrize("change", [{"email": "else@globex.example"}, {"is_active": False}])
def test_a_former_contact_ends_nothing(
    browser: Browser, globex: Customer, make_connection: MakeConnection, change: dict[str, object]
) -> None:
    connection = make_connection(globex, "max@globex.example")
    sign_in(browser, YARA)
    Customer.objects.update(**change)
    browser.press(PAGE, action="disconnect", connection=str(connection.pk))
    connection.refresh_from_db()
    assert connection.status == "active"
    assert "max@globex.example" not in browser.open(PAGE).content.decode()


@pytest.mark.parametrize("holder", ["initech", "owner"])
def test_nobody_else_s_account_is_shown_or_ended(
    browser: Browser, globex: Customer, initech: Customer, make_connection: MakeConnection, holder: str
) -> None:
    foreign = make_connection({"initech": initech, "owner": None}[holder], "max@initech.example")
    text = sign_in(browser, YARA)
    browser.press(PAGE, action="disconnect", connection=str(foreign.pk))
    foreign.refresh_from_db()
    assert foreign.status == "active"
    assert "max@initech.example" not in text


def test_whoever_typed_the_code_of_a_link_is_known_already(
    new_link: NewLink, browser: Browser, make_connection: MakeConnection
) -> None:
    connect_by_link(browser, new_link().url, YARA)
    connected, link = str(Connection.objects.get().pk), ConnectLink.objects.get()
    finished = browser.open(f"/connect/link/{link.pk}/").content.decode()
    assert f'name="connection" value="{connected}"' in finished, "one press on the page of the finished link"
    assert f"Disconnect {YARA}" in browser.open(PAGE).content.decode()

    answer = browser.open(browser.press(PAGE, action="disconnect", connection=connected)["Location"])
    link.refresh_from_db()
    assert Connection.objects.get().status == "revoked"
    assert link.state == "finished", "another account needs a new link"
    assert "ask Machina for a link" in answer.content.decode()


def test_a_link_without_a_code_proves_no_mailbox(new_link: NewLink, browser: Browser) -> None:
    created = new_link(verification="expected_account")
    browser.open(created.url)
    page = browser.press(created.url, action="start")["Location"]
    browser.open(browser.consent(browser.press(page, action="connect", provider="google"), YARA)["Location"])
    assert "Your e-mail address" in browser.open(PAGE).content.decode()


def test_opening_it_has_no_effect_and_forms_need_the_token(browser: Browser, globex: Customer) -> None:
    page = browser.open(PAGE)
    assert (page.status_code, page["Cache-Control"], page["Referrer-Policy"]) == (200, "no-store", "no-referrer")
    assert b"<script" not in page.content
    assert browser.client.post(PAGE, {"action": "start", "email": YARA}).status_code == 403
    assert Client().put(PAGE).status_code == 405
    assert not MailboxCode.objects.exists()


@pytest.mark.parametrize("typed", ["", "nobody", "a@b", "x" * 300 + "@globex.example", "yara\0@globex.example"])
def test_what_is_no_address_is_said(browser: Browser, globex: Customer, typed: str) -> None:
    assert "is not an e-mail address" in ask(browser, typed)
    assert not MailboxCode.objects.exists()


def test_letters_that_fold_into_others_are_nobody(
    browser: Browser, initech: Customer, make_connection: MakeConnection
) -> None:
    Customer.objects.update(email="b\u0131ll@initech.example")
    make_connection(initech, "max@initech.example")
    ask(browser, "bill@initech.example")
    assert mail.outbox == []


def test_a_bound_link_of_another_browser_shows_nothing_here(
    new_link: NewLink, browser: Browser, other_browser: Browser
) -> None:
    bind(browser, new_link().url)
    assert "Your e-mail address" in other_browser.open(PAGE).content.decode()


def _without_what_differs(page: str, address: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.replace(address, "…"))
