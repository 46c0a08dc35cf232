"""Reading a message out of its source."""

from __future__ import annotations

import base64

import pytest

from integrations.services.gmail.parsing import parse_message

MIXED = b"""From: Ada <ada@x.example>\r
To: grace@y.example\r
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r
 and more\r
Date: Mon, 2 Mar 2026 10:15:00 +0100\r
Message-ID: <1@x.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary="b1"\r
\r
--b1\r
Content-Type: multipart/alternative; boundary="b2"\r
\r
--b2\r
Content-Type: text/plain; charset=iso-2022-jp\r
\r
\x1b$B$3$s$K$A$O\x1b(B\r
--b2\r
Content-Type: text/html; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
<p>=E3=81=93</p>\r
--b2--\r
--b1\r
Content-Type: application/pdf; name="a.pdf"\r
Content-Disposition: attachment; filename="a.pdf"\r
Content-Transfer-Encoding: base64\r
\r
JVBERg==\r
--b1\r
Content-Type: message/rfc822\r
\r
Subject: inner\r
\r
inner words\r
--b1--\r
"""


def raw(source: bytes) -> dict[str, str]:
    return {"id": "1", "raw": base64.urlsafe_b64encode(source).decode()}


def test_format_raw_keeps_the_source_and_everything_in_it() -> None:
    message = parse_message(raw(MIXED))

    assert base64.urlsafe_b64decode(message.raw or "") == MIXED
    assert message.from_ == "Ada <ada@x.example>"
    assert message.subject == "Grüße and more"
    assert message.body_text == "こんにちは"
    assert message.body_html == "<p>こ</p>"
    assert [(each.filename, each.mime_type, each.size) for each in message.attachments] == [
        ("a.pdf", "application/pdf", 4),
        ("", "message/rfc822", 29),
    ]


@pytest.mark.parametrize("source", [b"", b"\r\n", b"no headers at all", b"\xff\xfe\x00", b"Content-Type: ; ;\r\n\r\nx"])
def test_a_broken_source_is_still_a_message(source: bytes) -> None:
    assert parse_message(raw(source)).message_id == "1"


def test_a_source_that_nests_without_end_is_a_message_without_parts() -> None:
    source = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(3000)
    )
    message = parse_message(raw(source))

    assert message.body_text is None
    assert message.raw is not None


def test_an_unknown_charset_is_read_as_it_comes() -> None:
    message = parse_message(raw(b"Content-Type: text/plain; charset=klingon\r\n\r\nHello"))

    assert message.body_text == "Hello"
