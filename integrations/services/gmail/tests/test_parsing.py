"""Reading Gmail's messages."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from integrations.services.gmail.models.messages import MailAttachment, MailMessage
from integrations.services.gmail.parsing import addresses, decode, decoded, parse_message
from integrations.services.gmail.tests.vendor import full_message, header_message

CET = timezone(timedelta(hours=1))


def text_part(text: bytes, content_type: str = "text/plain") -> dict[str, Any]:
    return {
        "mimeType": content_type.partition(";")[0],
        "headers": [{"name": "Content-Type", "value": content_type}],
        "body": {"data": base64.urlsafe_b64encode(text).decode()},
    }


def test_a_full_message() -> None:
    assert parse_message(full_message()) == MailMessage(
        message_id="18e1f2a3b4c5d6e7",
        thread_id="18e1f2a3b4c5d6e0",
        from_='"Müller, Jürgen" <juergen@acme.example>',
        to=["Ada Lovelace <ada@globex.example>", '"Hopper, Grace" <grace@globex.example>'],
        cc=["billing@acme.example"],
        reply_to=["accounts@acme.example"],
        subject="Invoice € 2026",
        date=datetime(2026, 3, 2, 10, 15, tzinfo=CET),
        received_at=datetime(2026, 3, 2, 9, 15, 4, tzinfo=UTC),
        snippet="Dear Ada, please find attached",
        labels=["INBOX", "UNREAD"],
        size_estimate=48211,
        body_text="Dear Ada, 10\u00a0€",
        body_html="<p>Dear Ada</p>",
        attachments=[
            MailAttachment(filename="invoice.pdf", mime_type="application/pdf", size=35840, attachment_id="ANGjdJ8wq3"),
            MailAttachment(
                filename="logo.png", mime_type="image/png", size=512, attachment_id="ANGjdJ8wq4", inline=True
            ),
        ],
        rfc822_message_id="<CAF4x9@acme.example>",
        history_id="4812093",
    )


def test_a_snippet_is_plain_text() -> None:
    escaped = {"id": "1", "snippet": "The pilot&#39;s figures: 3 &lt; 5 &amp;amp; more"}
    assert parse_message(escaped).snippet == "The pilot's figures: 3 < 5 &amp; more"


def test_times_keep_their_offset() -> None:
    shown = parse_message(full_message()).model_dump(mode="json")

    assert shown["date"] == "2026-03-02T10:15:00+01:00"
    assert shown["received_at"] == "2026-03-02T09:15:04Z"


@pytest.mark.parametrize(
    "message",
    [
        {"id": "1"},
        {"id": "1", "payload": None},
        {"id": "1", "payload": {}},
        {"id": "1", "payload": {"headers": None, "parts": None, "body": None}},
        {"id": "1", "payload": {"headers": [{}], "parts": [{}, {"body": {}}]}},
        {"id": "1", "labelIds": [], "internalDate": "soon", "payload": {"mimeType": "text/plain"}},
    ],
)
def test_a_message_with_missing_fields_is_read(message: dict[str, Any]) -> None:
    assert parse_message(message) == MailMessage(message_id="1")


@pytest.mark.parametrize("name", ["threadId", "labelIds", "snippet", "internalDate", "sizeEstimate", "payload"])
def test_any_single_field_may_be_missing(name: str) -> None:
    message = full_message()
    del message[name]

    assert parse_message(message).message_id == "18e1f2a3b4c5d6e7"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Mon, 2 Mar 2026 10:15:00 +0200", datetime(2026, 3, 2, 10, 15, tzinfo=timezone(timedelta(hours=2)))),
        ("Mon, 2 Mar 2026 10:15:00 -0000", datetime(2026, 3, 2, 10, 15, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 10:15:00 GMT (Greenwich)", datetime(2026, 3, 2, 10, 15, tzinfo=UTC)),
        ("yesterday", datetime(2026, 3, 2, 9, 15, 4, tzinfo=UTC)),
        ("", datetime(2026, 3, 2, 9, 15, 4, tzinfo=UTC)),
    ],
)
def test_the_date_is_the_headers_else_when_gmail_received_it(header: str, expected: datetime) -> None:
    assert parse_message(header_message(Date=header)).date == expected


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        ("Grüße".encode(), "text/plain; charset=utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "text/plain; charset=iso-8859-1", "Grüße"),
        ("Grüße".encode("latin-1"), "text/plain", "Grüße"),
        ("Grüße".encode(), "text/plain; charset=us-ascii", "Grüße"),
        ("Grüße".encode("latin-1"), "text/plain; charset=klingon", "Grüße"),
        (b"one\r\ntwo\r\n", "text/plain", "one\ntwo"),
        (b"", "text/plain", ""),
    ],
)
def test_text_is_read_in_whatever_charset(content: bytes, content_type: str, expected: str) -> None:
    message = {"id": "1", "payload": text_part(content, content_type)}

    assert parse_message(message).body_text == expected


def test_an_attached_text_is_no_body() -> None:
    attached = {**text_part(b"attached"), "filename": "notes.txt"}
    message = {"id": "1", "payload": {"mimeType": "multipart/mixed", "parts": [text_part(b"body"), attached]}}

    parsed = parse_message(message)

    assert parsed.body_text == "body"
    assert [each.filename for each in parsed.attachments] == ["notes.txt"]


def test_an_attached_message_is_one_attachment_whatever_it_holds() -> None:
    inner = {"mimeType": "message/rfc822", "filename": "old.eml", "parts": [text_part(b"old words")]}
    message = {"id": "1", "payload": {"mimeType": "multipart/mixed", "parts": [text_part(b"new words"), inner]}}

    parsed = parse_message(message)

    assert parsed.body_text == "new words"
    assert [each.filename for each in parsed.attachments] == ["old.eml"]


def test_deep_nesting_is_read() -> None:
    part = text_part(b"deep inside")
    for _ in range(5000):
        part = {"mimeType": "multipart/mixed", "parts": [part]}

    assert parse_message({"id": "1", "payload": part}).body_text == "deep inside"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ada@example.com", ["ada@example.com"]),
        ("Ada <ada@example.com>, grace@example.com", ["Ada <ada@example.com>", "grace@example.com"]),
        ("=?utf-8?q?J=C3=BCrgen?= <j@example.com>", ["Jürgen <j@example.com>"]),
        ("undisclosed-recipients:;", ["undisclosed-recipients:;"]),
        ("", []),
        (None, []),
    ],
)
def test_addresses_of_a_header(value: str | None, expected: list[str]) -> None:
    assert addresses(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("two  spaces", "two  spaces"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?klingon?q?Qapla?=", "=?klingon?q?Qapla?="),
        ("=?utf-8?q?evil=0D=0ABcc:_eve?=", "evil  Bcc: eve"),
    ],
)
def test_headers_are_decoded_to_one_line(value: str, expected: str) -> None:
    assert decoded(value) == expected


@pytest.mark.parametrize(
    ("data", "content"), [("YQ", b"a"), ("YQ==", b"a"), ("-_8", b"\xfb\xff"), ("%", b""), ("", b"")]
)
def test_base64_is_read_as_gmail_writes_it(data: str, content: bytes) -> None:
    assert decode(data) == content
