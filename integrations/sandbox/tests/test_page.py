"""The pages for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integrations.sandbox.models import Account, Message, RequestRecord, Rule
from integrations.sandbox.page.presets import PRESETS
from integrations.sandbox.tests.client import run
from integrations.sandbox.tests.mails import mail, raw
from integrations.sandbox.tests.oauth import refresh, tokens


@pytest.mark.django_db
def test_overview_shows_accounts_rules_and_requests(client: Client) -> None:
    Rule.objects.create(method="gmail.users.messages.send", times=2, status=429)
    RequestRecord.objects.create(
        provider="google", method="oauth.token", detail="refresh_token", status=400, at="2030-01-01T00:00:00Z"
    )
    page = client.get("/sandbox/").content.decode()
    assert "Yara Keller" in page
    assert "2 unread" in page
    assert "2 more times" in page
    assert "refresh_token" in page
    assert "<script" not in page


@pytest.mark.django_db
def test_pages_are_for_this_machine_and_staff(client: Client) -> None:
    client.get("/sandbox/")
    pk = Account.objects.values_list("pk", flat=True)[0]
    for path in ("/sandbox/", f"/sandbox/accounts/{pk}/"):
        assert client.get(path, REMOTE_ADDR="203.0.113.9").status_code == 403
    for path in ("misbehave", "calm", f"accounts/{pk}/deliver", f"accounts/{pk}/revoke"):
        assert client.post(f"/sandbox/{path}", REMOTE_ADDR="203.0.113.9").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_each_button_makes_a_rule_and_calming_removes_it(client: Client, preset: Any) -> None:
    answer = client.post("/sandbox/misbehave", {"preset": preset.key}, follow=True)
    assert preset.detail in answer.content.decode()
    assert Rule.objects.count() == 1
    client.post("/sandbox/calm")
    assert not Rule.objects.exists()


@pytest.mark.django_db
def test_unknown_button_does_nothing(client: Client) -> None:
    assert client.post("/sandbox/misbehave", {"preset": "explode"}).status_code == 302
    assert not Rule.objects.exists()


def test_account_page_shows_mail_events_and_apps(account: Account, client: Client, gmail: Any, calendar: Any) -> None:
    run(gmail.users().messages().send(userId="me", body=raw(mail(subject="<b>Bold</b>", body="a < b"))))
    run(calendar.events().quickAdd(calendarId="primary", text="Tea with Ben tomorrow 16:00"))
    page = client.get(f"/sandbox/accounts/{account.pk}/").content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert "a &lt; b" in page
    assert "Tea with Ben" in page
    assert "sandbox-test" in page


def test_account_page_shows_files(account: Account, client: Client, drive: Any) -> None:
    run(drive.files().create(body={"name": "<b>plan</b>"}))
    page = client.get(f"/sandbox/accounts/{account.pk}/").content.decode()
    assert "&lt;b&gt;plan&lt;/b&gt;" in page
    assert "My Drive" not in page


def test_empty_account_has_a_page(account: Account, client: Client) -> None:
    page = client.get(f"/sandbox/accounts/{account.pk}/").content.decode()
    assert "The mailbox is empty." in page
    assert "Nothing is planned." in page
    assert client.get("/sandbox/accounts/0/").status_code == 404


def test_person_takes_an_apps_access_away(account: Account, client: Client) -> None:
    body = tokens(account)
    consent = account.consents.get()
    client.post(f"/sandbox/accounts/{account.pk}/revoke", {"consent": consent.pk})
    assert refresh(body["refresh_token"]).json()["error"] == "invalid_grant"


def test_another_accounts_app_stays(account: Account, client: Client) -> None:
    tokens(account)
    consent = account.consents.get()
    assert client.post(f"/sandbox/accounts/{account.pk + 1}/revoke", {"consent": consent.pk}).status_code == 404
    assert account.consents.exists()


def test_message_is_delivered_by_hand(account: Account, client: Client) -> None:
    client.post(f"/sandbox/accounts/{account.pk}/deliver", {"subject": "Hi there", "body": "Text"})
    message = Message.objects.get()
    assert message.subject == "Hi there"
    assert set(message.labels.values_list("label_id", flat=True)) == {"INBOX", "UNREAD"}


def test_forms_need_the_csrf_token(account: Account, make_token: Callable[..., str]) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sandbox/misbehave", {"preset": "busy"}).status_code == 403
    assert client.post(f"/sandbox/accounts/{account.pk}/deliver").status_code == 403
    assert not Rule.objects.exists()
    assert not Message.objects.exists()
