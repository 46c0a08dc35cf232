"""Messages of all sorts become payloads."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.sandbox.google.gmail import mime
from integrations.sandbox.google.gmail.words import words


def parsed(source: bytes) -> mime.ParsedMail:
    """What the mailbox keeps of these bytes."""
    return mime.parse(mime.read_mail(source), "0123456789abcdef")


def test_text_is_shown_in_utf8_whatever_its_charset() -> None:
    source = b"Content-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdfe"
    assert base64.urlsafe_b64decode(parsed(source).payload["body"]["data"]).decode() == "Grüße"


def test_unknown_charset_is_shown_as_it_came() -> None:
    source = b"Content-Type: text/plain; charset=x-martian\n\nHi"
    assert base64.urlsafe_b64decode(parsed(source).payload["body"]["data"]) == b"Hi"


def test_snippet_of_html_has_no_tags_and_is_escaped() -> None:
    source = b"Content-Type: text/html\n\n<style>p{}</style><p>Fish &amp; <b>chips</b></p>"
    assert parsed(source).snippet == "Fish &amp; chips"


def test_snippet_ends_at_a_word() -> None:
    source = b"\n" + b"word " * 100
    assert parsed(source).snippet == ("word " * 40).strip()


def test_forwarded_message_is_an_attachment_of_its_own() -> None:
    source = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\n"
        b"Content-Type: message/rfc822\n\nSubject: inner\n\ntext\n--b--\n"
    )
    inner = parsed(source).payload["parts"][1]
    assert inner["mimeType"] == "message/rfc822"
    content = mime.attachment(mime.read_mail(source), inner["body"]["attachmentId"], "0123456789abcdef")
    assert content is not None
    assert b"Subject: inner" in content


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\n",
        b"From: <<>>\n\nx",
        b"To: a@\n\nx",
        b"Subject: =?utf-8?b?!!!?=\n\nx",
        b"Content-Type: multipart/mixed\n\nx",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b",
        b"Content-Type: text/plain; charset=\n\n\xff",
        b"Content-Transfer-Encoding: base64\n\n!!!!",
        b"Date: never\nMessage-ID: <\nReferences: <\n\n",
        b"Content-Disposition: attachment; filename*=utf-8''%ZZ\n\nx",
        b"From: a@b.example\n (\n\nx",
    ],
)
def test_broken_message_is_kept_all_the_same(source: bytes) -> None:
    assert parsed(source).payload["partId"] == ""
    mime.addresses(mime.read_mail(source), "From", "To")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_message(source: bytes) -> None:
    assert parsed(source).payload["headers"] is not None


@given(st.text())
def test_words_stand_between_single_spaces(text: str) -> None:
    found = words(text)
    assert "  " not in found
    assert found == words(found)
