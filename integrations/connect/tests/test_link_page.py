"""Customer mode: the page of a connect link, over real HTTP to the sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from integrations.actors import Actor
from integrations.connect.links import links
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import THEO, YARA, Browser, bind, connect_by_link, mailed_code
from integrations.models import (
    ConnectAttempt,
    Connection,
    ConnectLink,
    Customer,
    Grant,
    LinkCode,
    OperatorSettings,
    OutboxEvent,
)

NewLink = Callable[..., CreatedLink]
GMAIL_READ = "https://www.googleapis.com/auth/gmail.readonly"


def test_opening_a_link_has_no_effect_at_all(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    pages = [browser.open(created.url) for _ in range(3)]

    created.link.refresh_from_db()
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert created.link.state == "open"
    assert not LinkCode.objects.exists()
    assert not ConnectAttempt.objects.exists()
    assert not Session.objects.exists()
    assert mail.outbox == []


def test_the_page_says_who_asks_for_whom_and_for_what(new_link: NewLink, browser: Browser) -> None:
    OperatorSettings.objects.create(pk=1, name="Acme Analytics", contact="help@acme.example")
    text = browser.open(new_link(services=["gmail", "google_calendar"]).url).content.decode()

    assert "Acme Analytics" in text
    assert "Globex GmbH" in text
    assert "Read, draft and send your mail" in text
    assert "Read your mail" not in text  # included in the line above
    assert "Google Calendar" in text
    assert "y…@globex.example" in text
    assert YARA not in text
    assert "help@acme.example" in text


def test_pages_are_neither_kept_nor_told_to_other_sites(new_link: NewLink, browser: Browser) -> None:
    page = browser.open(new_link().url)

    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert b"<script" not in page.content
    assert b"style=" not in page.content


def test_a_customer_connects_with_the_mailed_code(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    page = connect_by_link(browser, created.url, YARA)

    connection = Connection.objects.get()
    created.link.refresh_from_db()
    assert (connection.customer_id, connection.status, connection.is_default) == (
        created.link.customer_id,
        "active",
        True,
    )
    assert created.link.state == "finished"
    text = page.content.decode()
    assert "All done" in text
    assert f"Connected <strong>{YARA}</strong> to Globex GmbH" in text
    assert "Wrong account?" in text
    assert 'href="/connect/accounts/"' in text
    assert OutboxEvent.objects.filter(name="link.finished").count() == 1
    event = OutboxEvent.objects.get(name="connection.connected")
    assert (event.payload["customer_id"], event.payload["staff_id"]) == ("globex", None)


def test_each_step_says_something_new(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    first = browser.open(created.url).content.decode()
    second = browser.open(browser.press(created.url, action="start")["Location"]).content.decode()
    third = bind(Browser(), new_link().url).content.decode()

    titles = [re.findall(r"<h1>(.*?)</h1>", page)[0] for page in (first, second, third)]
    assert titles == ["Connect your Google account", "Type in the code", "Go on to Google"]
    assert "<details" not in first
    assert all("<details" in page for page in (second, third)), "what is asked is folded away after the first page"


def test_what_waits_for_the_operator_is_not_shown_as_done(
    new_link: NewLink, browser: Browser, initech: Customer
) -> None:
    text = connect_by_link(browser, new_link(initech).url, THEO).content.decode()

    assert "<h1>Waiting for Machina</h1>" in text
    assert "All done" not in text
    assert 'class="tick"' not in text


def test_the_code_is_only_in_the_mail(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    browser.open(created.url)
    page = browser.open(browser.press(created.url, action="start")["Location"])
    code = mailed_code()

    assert mail.outbox[0].to == [YARA]
    assert code not in mail.outbox[0].subject
    assert code.encode() not in page.content
    assert b'autocomplete="one-time-code"' in page.content
    assert LinkCode.objects.get().code_hash != code


def test_a_wrong_code_counts_and_the_sixth_try_is_too_late(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    browser.open(created.url)
    browser.press(created.url, action="start")
    for _ in range(5):
        browser.press(created.url, action="code", code="not it")
    browser.press(created.url, action="code", code=mailed_code())

    created.link.refresh_from_db()
    assert created.link.state == "open"
    assert LinkCode.objects.get().tries == 5


def test_a_wrong_code_is_said_with_the_tries_left(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    browser.open(created.url)
    browser.press(created.url, action="start")
    page = browser.open(browser.press(created.url, action="code", code="not it")["Location"])

    assert b"not the code we sent. You have 4 tries left." in page.content


def test_a_code_ends_after_ten_minutes(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    browser.open(created.url)
    browser.press(created.url, action="start")
    LinkCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    browser.press(created.url, action="code", code=mailed_code())

    created.link.refresh_from_db()
    assert created.link.state == "open"


def test_a_newer_code_ends_the_older_one(new_link: NewLink, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([111_111, 222_222])
    monkeypatch.setattr("integrations.connect.mailed_codes.secrets.randbelow", lambda limit: next(drawn))
    created = new_link()
    browser.open(created.url)
    browser.press(created.url, action="start")
    browser.press(created.url, action="start")
    browser.press(created.url, action="code", code="111111")
    created.link.refresh_from_db()
    assert created.link.state == "open"

    browser.press(created.url, action="code", code=" 222-222 ")
    created.link.refresh_from_db()
    assert created.link.state == "bound"


def test_an_older_code_does_not_come_back_when_the_newer_one_is_used_up(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    browser.open(created.url)
    browser.press(created.url, action="start")
    older = mailed_code()
    browser.press(created.url, action="start")
    for _ in range(5):
        browser.press(created.url, action="code", code="not it")
    browser.press(created.url, action="code", code=older)

    created.link.refresh_from_db()
    assert created.link.state == "open"


def test_three_mails_an_hour(new_link: NewLink, browser: Browser, other_browser: Browser) -> None:
    created = new_link()
    for each in (browser, browser, other_browser, other_browser):
        each.open(created.url)
        each.press(created.url, action="start")
    page = other_browser.open(created.url)

    assert len(mail.outbox) == 3
    assert b"Look into the mailbox, or wait 60 minutes." in page.content


def test_a_code_works_in_the_browser_that_asked_for_it_alone(
    new_link: NewLink, browser: Browser, other_browser: Browser
) -> None:
    created = new_link()
    browser.open(created.url)
    browser.press(created.url, action="start")
    other_browser.open(created.url)
    other_browser.press(created.url, action="code", code=mailed_code())

    created.link.refresh_from_db()
    assert created.link.state == "open"


def test_a_bound_link_is_in_use_for_everyone_else(new_link: NewLink, browser: Browser, other_browser: Browser) -> None:
    created = new_link()
    bind(browser, created.url)
    page = other_browser.open(created.url)

    assert page.status_code == 410
    assert b"already in use" in page.content
    assert other_browser.open(f"/connect/link/{created.link.pk}/").status_code == 404


def test_an_operator_frees_a_bound_link(
    new_link: NewLink, browser: Browser, other_browser: Browser, operator: Actor
) -> None:
    created = new_link()
    bind(browser, created.url)
    links.reset_link(operator, created.link)

    assert b"Connect your Google account" in other_browser.open(created.url).content
    assert bind(other_browser, created.url).status_code == 200
    assert browser.open(f"/connect/link/{created.link.pk}/").status_code == 404


def test_a_refused_consent_leads_back_to_the_list_in_clear_words(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    page = connect_by_link(browser, created.url, YARA, allow=False)

    created.link.refresh_from_db()
    assert "You did not give access at Google" in page.content.decode()
    assert "Try again" in page.content.decode()
    assert created.link.state == "bound"
    assert not Connection.objects.exists()


def test_an_unticked_scope_is_named_and_can_be_mended(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    page = connect_by_link(browser, created.url, YARA, scopes=["openid", "email", GMAIL_READ])

    created.link.refresh_from_db()
    assert Connection.objects.get().status == "scope_missing"
    assert created.link.state == "bound"
    assert "not everything was allowed" in page.content.decode()
    assert "Send mail as you" in page.content.decode()

    again = f"/connect/link/{created.link.pk}/"
    page = browser.open(browser.consent(browser.press(again, action="connect", provider="google"), YARA)["Location"])
    created.link.refresh_from_db()
    assert Connection.objects.get().status == "active"
    assert created.link.state == "finished"
    assert "All done" in page.content.decode()


def test_an_unexpected_account_can_be_taken_back_and_the_right_one_connected(
    new_link: NewLink, browser: Browser
) -> None:
    created = new_link(verification="expected_account")
    browser.open(created.url)
    page = browser.press(created.url, action="start")["Location"]
    browser.open(browser.consent(browser.press(page, action="connect", provider="google"), THEO)["Location"])
    answer = browser.open(browser.press(page, action="disconnect", provider="google")["Location"])

    created.link.refresh_from_db()
    assert not Grant.objects.exists()
    assert "Google has ended the access as well." in answer.content.decode()
    assert created.link.state == "bound"

    browser.open(browser.consent(browser.press(page, action="connect", provider="google"), YARA)["Location"])
    assert dict(Connection.objects.values_list("email", "status")) == {YARA: "active"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "revoked"}, "withdrawn"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expired"),
        ({"state": "expired"}, "expired"),
        ({"state": "finished"}, "has been used"),
    ],
)
def test_an_ended_link_says_so_and_takes_no_step(
    new_link: NewLink, browser: Browser, change: dict[str, Any], words: str
) -> None:
    created = new_link()
    browser.open(created.url)
    ConnectLink.objects.update(**change)
    page = browser.press(created.url, action="start")

    assert page.status_code == 410
    assert words in page.content.decode()
    assert mail.outbox == []


def test_a_finished_link_leads_back_to_an_allowed_address_alone(new_link: NewLink, browser: Browser) -> None:
    OperatorSettings.objects.create(pk=1, return_urls=["https://app.acme.example/done"])
    created = new_link(return_url="https://app.acme.example/done/globex")
    page = connect_by_link(browser, created.url, YARA)
    assert b'href="https://app.acme.example/done/globex"' in page.content

    OperatorSettings.objects.update(return_urls=[])
    page = browser.open(f"/connect/link/{created.link.pk}/")
    assert b"app.acme.example" not in page.content


def test_forms_may_lead_to_the_provider(new_link: NewLink, browser: Browser, sandbox: str) -> None:
    page = bind(browser, new_link().url)

    policy = page["Content-Security-Policy"]
    assert f"form-action 'self' {sandbox} https://accounts.google.com" in policy.replace(
        f"https://accounts.google.com {sandbox}", f"{sandbox} https://accounts.google.com"
    )


def test_every_provider_of_a_link_is_asked_for_the_union_of_its_services(new_link: NewLink, browser: Browser) -> None:
    created = new_link(services=["gmail", "google_calendar"])
    connect_by_link(browser, created.url, YARA)

    connection = Connection.objects.get()
    assert connection.services == ["gmail", "google_calendar"]
    assert ConnectAttempt.objects.get().services == ["gmail", "google_calendar"]


def test_a_service_that_was_uninstalled_since_is_left_out(new_link: NewLink, browser: Browser) -> None:
    created = new_link()
    ConnectLink.objects.update(services=["gmail", "uninstalled"])
    page = connect_by_link(browser, created.url, YARA)

    assert "All done" in page.content.decode()
    assert ConnectLink.objects.get().state == "finished"


def test_other_methods_are_refused(new_link: NewLink, client: Client) -> None:
    assert client.put(urlsplit(new_link().url).path).status_code == 405


def test_a_mail_server_that_is_down_is_said(
    new_link: NewLink, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr("integrations.connect.links.mails.EmailMultiAlternatives.send", fail)
    created = new_link()
    browser.open(created.url)
    page = browser.open(browser.press(created.url, action="start")["Location"])

    assert b"The mail could not be sent. Please try again in a few minutes." in page.content


def test_links_for_expected_accounts_need_no_code(new_link: NewLink, browser: Browser) -> None:
    created = new_link(verification="expected_account")
    browser.open(created.url)
    page = browser.open(browser.press(created.url, action="start")["Location"])
    leaving = browser.press(page.request["PATH_INFO"], action="connect", provider="google")
    browser.open(browser.consent(leaving, YARA)["Location"])

    created.link.refresh_from_db()
    assert mail.outbox == []
    assert Connection.objects.get().status == "active"
    assert created.link.state == "finished"
