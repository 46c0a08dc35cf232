"""Telling customers that an account has to be connected again, and the page an error leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import disconnect, proofs
from integrations.connect.links import reconnects
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import THEO, YARA, Browser, MakeConnection, connect_by_link
from integrations.connect.ways_out import connect_url
from integrations.errors import Conflict, InputError, PermissionDenied
from integrations.models import Call, Connection, ConnectLink, Customer, Grant, MailCount
from machina.testing.moments import just_over

NewLink = Callable[..., CreatedLink]


@pytest.fixture
def dead(make_connection: MakeConnection, globex: Customer) -> Connection:
    connection = make_connection(globex)
    Connection.objects.update(status="needs_reconnect", status_reason="invalid_grant")
    connection.refresh_from_db()
    return connection


def test_a_customer_is_mailed_once(dead: Connection) -> None:
    assert reconnects.offer_reconnects() == 1
    assert reconnects.offer_reconnects() == 0

    link = ConnectLink.objects.get()
    assert (link.reconnect, link.services, link.created_by) == (dead, ["gmail"], "system:Machina")
    assert mail.outbox[0].to == [YARA]
    assert "Please connect your Google account" in mail.outbox[0].subject
    assert "/connect/" in mail.outbox[0].body


@pytest.mark.parametrize(
    "change",
    [
        {"status": "refresh_failing", "status_reason": "http_503"},
        {"status": "active", "status_reason": ""},
        {"status": "revoked", "status_reason": ""},
        {"status_reason": "no_refresh_token"},
        {"reconnect_offered_at": timezone.now()},
    ],
)
def test_nobody_is_mailed_for_nothing(dead: Connection, change: dict[str, Any]) -> None:
    Connection.objects.update(**change)

    assert reconnects.offer_reconnects() == 0
    assert mail.outbox == []
    assert not ConnectLink.objects.exists()


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_customers_without_contact_or_switched_off_are_left_alone(dead: Connection, change: dict[str, Any]) -> None:
    Customer.objects.update(**change)

    assert reconnects.offer_reconnects() == 0
    assert mail.outbox == []


def test_owners_are_not_mailed(make_connection: MakeConnection) -> None:
    make_connection(None)
    Connection.objects.update(status="needs_reconnect", status_reason="invalid_grant")

    assert reconnects.offer_reconnects() == 0


def test_a_mail_server_that_is_down_stops_nothing(dead: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OSError("no route to host")

    with monkeypatch.context() as broken:
        broken.setattr("integrations.connect.links.mails.EmailMultiAlternatives.send", fail)
        assert reconnects.offer_reconnects() == 0
    assert not ConnectLink.objects.exists()
    assert reconnects.offer_reconnects() == 0

    Connection.objects.update(reconnect_offered_at=timezone.now() - timedelta(minutes=61))
    assert reconnects.offer_reconnects() == 1
    assert [message.to for message in mail.outbox] == [[YARA]]
    assert reconnects.offer_reconnects() == 0


def test_nobody_is_mailed_again_an_hour_after_a_mail_that_went_out(dead: Connection) -> None:
    assert reconnects.offer_reconnects() == 1
    before = timezone.now() - timedelta(hours=2)
    Connection.objects.update(reconnect_offered_at=before)
    ConnectLink.objects.update(created_at=before)
    assert reconnects.offer_reconnects() == 0


@pytest.mark.parametrize(("status", "error"), [("pending", Conflict), ("revoked", Conflict)])
def test_what_is_not_connected_is_not_reconnected(dead: Connection, status: str, error: type[Exception]) -> None:
    Connection.objects.update(status=status, pending_until=just_over(), is_default=False)
    with pytest.raises(error):
        reconnects.send_reconnect_link(SYSTEM, dead)
    assert mail.outbox == []


def test_reconnecting_needs_the_right_and_someone_to_mail(dead: Connection, make_connection: MakeConnection) -> None:
    with pytest.raises(PermissionDenied):
        reconnects.send_reconnect_link(Actor("staff", "7", "vera", rights=frozenset({"view"})), dead)
    with pytest.raises(InputError):
        reconnects.send_reconnect_link(SYSTEM, make_connection(None))
    assert mail.outbox == []


def test_the_link_mends_the_connection_and_accepts_no_other_account(
    new_link: NewLink, globex: Customer, browser: Browser, other_browser: Browser
) -> None:
    connect_by_link(browser, new_link().url, YARA)
    connection = Connection.objects.get()
    Connection.objects.update(status="needs_reconnect", status_reason="invalid_grant", label="Sales")
    call = Call.objects.create(scope="x", call_key="x", operation="gmail.list_labels", connection=connection)
    created = new_link(reconnect=connection)

    page = connect_by_link(other_browser, created.url, THEO)
    assert "another Google account" in page.content.decode()
    assert Connection.objects.get().status == "needs_reconnect"

    again = f"/connect/link/{created.link.pk}/"
    leaving = other_browser.press(again, action="connect", provider="google")
    assert "login_hint=yara.keller" in leaving["Location"]
    other_browser.consent(leaving, YARA)
    mended = Connection.objects.get()
    assert (mended.pk, mended.status, mended.reconnect_offered_at) == (connection.pk, "active", None)
    assert (mended.label, mended.is_default, mended.services) == ("Sales", True, connection.services)
    assert list(mended.calls.filter(kind="operation")) == [call]


def test_an_account_confirmed_once_needs_no_second_confirmation_to_reconnect(
    new_link: NewLink, initech: Customer, browser: Browser, other_browser: Browser, operator: Actor
) -> None:
    connect_by_link(browser, new_link(initech).url, THEO)
    confirmed = proofs.confirm(operator, Connection.objects.get())
    Connection.objects.update(status="needs_reconnect", status_reason="invalid_grant")
    connect_by_link(other_browser, new_link(initech, reconnect=confirmed).url, THEO)

    assert Connection.objects.get().status == "active"
    assert Grant.objects.count() == 1


def test_an_account_that_was_disconnected_has_to_be_confirmed_anew(
    new_link: NewLink, initech: Customer, browser: Browser, other_browser: Browser, operator: Actor
) -> None:
    """Whoever ended it said that it was wrong; a link for it proves nothing."""
    connect_by_link(browser, new_link(initech).url, THEO)
    confirmed = proofs.confirm(operator, Connection.objects.get())
    disconnect.disconnect(operator, confirmed)
    connect_by_link(other_browser, new_link(initech, reconnect=confirmed).url, THEO)

    assert set(Connection.objects.values_list("status", flat=True)) == {"revoked", "pending"}


def test_an_error_leads_to_a_page_that_mails_the_contact(dead: Connection) -> None:
    url = connect_url(dead)
    assert url == f"http://testserver/connect/again/{dead.pk}/"
    browser = Browser(Client(enforce_csrf_checks=True))
    page = browser.open(url)
    assert b"y\xe2\x80\xa6@globex.example" in page.content
    assert YARA.encode() not in page.content
    assert mail.outbox == []

    answer = browser.open(browser.press(url, action="send")["Location"])
    assert b"A link is on its way to y" in answer.content
    assert mail.outbox[0].to == [YARA]


def test_the_page_mails_three_times_an_hour(dead: Connection) -> None:
    browser = Browser(Client(enforce_csrf_checks=True))
    path = f"/connect/again/{dead.pk}/"
    browser.open(path)
    for _ in range(4):
        browser.press(path)
    assert len(mail.outbox) == 3

    for row in MailCount.objects.all():
        row.sent = [each - 3_601 for each in row.sent]
        row.save()
    browser.press(path)
    assert len(mail.outbox) == 4


def test_the_page_tells_nothing_of_what_is_not_there(dead: Connection, client: Client) -> None:
    assert client.get(f"/connect/again/{uuid4()}/").status_code == 404
    Connection.objects.update(status="revoked")
    page = client.get(f"/connect/again/{dead.pk}/")

    assert page.status_code == 404
    assert b"globex" not in page.content


def test_the_page_sends_operators_to_theirs(make_connection: MakeConnection, client: Client) -> None:
    owners = make_connection(None)
    answer = client.get(f"/connect/again/{owners.pk}/")

    assert (answer.status_code, answer["Location"]) == (302, "/connect/owner/google/")
