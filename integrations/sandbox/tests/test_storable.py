"""What clients send is kept on every database, with U+FFFD in place of characters that none can store."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from integrations.sandbox.models import Account, RequestRecord
from integrations.sandbox.storable import storable, storable_text
from integrations.sandbox.tests.conftest import CALENDAR, MAIL, MakeToken
from integrations.sandbox.tests.test_gateway import ask

UNFIT = "a\0b\ud800c"
EVENT = {
    "summary": UNFIT,
    "start": {"dateTime": "2026-03-02T10:00:00Z"},
    "end": {"dateTime": "2026-03-02T11:00:00Z"},
    "extendedProperties": {"private": {UNFIT: UNFIT}},
}
MESSAGE = (
    b'From: "A\0" <a@x.example>\r\nSubject: =?utf-8?q?S=00?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
    b"--b\r\n\r\nHel\0lo\r\n--b\r\nContent-Disposition: attachment; filename*=utf-8''n%00.txt\r\n\r\n\0\r\n--b--\r\n"
)


@given(st.text())
def test_only_what_cannot_be_stored_is_replaced(text: str) -> None:
    assert storable_text(text) == text.replace("\0", "\ufffd")


def test_pairs_that_came_apart_are_joined_and_halves_replaced() -> None:
    assert storable({"\ud83d\ude00": ["\ud83d", 1, None]}) == {"\U0001f600": ["\ufffd", 1, None]}


def test_a_body_with_unstorable_text_is_kept(account: Account, make_token: MakeToken) -> None:
    answer = ask(make_token(account, CALENDAR), "POST", "calendar/v3/calendars/primary/events", EVENT)

    assert answer.status_code == 200
    assert answer.json()["summary"] == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    ("path", "status", "recorded"),
    [("gmail/v1/users/me/messages?q={}", 200, 1), ("gmail/v1/users/me/messages/{}", 404, 0), ("{}", 404, 0)],
)
def test_an_address_with_unstorable_text_is_answered(
    account: Account, make_token: MakeToken, path: str, status: int, recorded: int
) -> None:
    answer = ask(make_token(account, MAIL), "GET", path.format(quote("a\0b")))

    assert (answer.status_code, RequestRecord.objects.count()) == (status, recorded)


def test_a_message_with_unstorable_text_is_kept_and_found(account: Account, make_token: MakeToken) -> None:
    token = make_token(account, MAIL)
    sent = {"raw": base64.urlsafe_b64encode(MESSAGE).decode()}
    message_id = ask(token, "POST", "gmail/v1/users/me/messages", sent).json()["id"]
    message = ask(token, "GET", f"gmail/v1/users/me/messages/{message_id}").json()

    headers = {each["name"]: each["value"] for each in message["payload"]["headers"]}
    assert headers["Subject"] == "S\ufffd"
    assert message["snippet"] == "Hel\ufffdlo"
    assert [part["filename"] for part in message["payload"]["parts"]] == ["", "n\ufffd.txt"]


@pytest.mark.django_db
def test_the_control_takes_unstorable_text() -> None:
    arrived = {"account": "a\0@x.example", "subject": UNFIT}
    answer = Client().post("/sandbox/_control/mail", arrived, "application/json")

    assert answer.status_code == 400
    assert "a\ufffd@x.example" in answer.json()["error"]
