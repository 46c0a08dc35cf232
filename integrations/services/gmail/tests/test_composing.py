"""Mail as it travels, and back again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.files import FileRef
from integrations.errors import InputError
from integrations.services.gmail import composing
from integrations.services.gmail.composing import Letter, compose, encode, message_id_for
from integrations.services.gmail.parsing import parse_message
from integrations.services.gmail.tests.vendor import read

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# Lone surrogates are no text, and line breaks are refused before a letter is made.
lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)
bodies = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=2000)


def letter(**given_fields: object) -> Letter:
    fields: dict[str, object] = {"message_id": "<1@x.example>", "date": NOW, "body": "Hello", "body_type": "text"}
    return Letter(**{**fields, **given_fields})  # type: ignore[arg-type]  # a test overrides any field


def test_a_plain_letter() -> None:
    source = compose(letter(sender="Ada <ada@x.example>", to=["Grace <grace@y.example>"], subject="Hi"))

    assert source.decode() == (
        "From: Ada <ada@x.example>\r\n"
        "To: Grace <grace@y.example>\r\n"
        "Subject: Hi\r\n"
        "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
        "Message-ID: <1@x.example>\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: 7bit\r\n"
        "\r\n"
        "Hello\r\n"
    )


def test_an_html_letter_also_has_plain_text() -> None:
    message = read(compose(letter(body="<p>Hello <b>you</b></p>", body_type="html")))
    plain, rich = message.iter_parts()

    assert message.get_content_type() == "multipart/alternative"
    assert plain.get_content() == "Hello you\r\n"
    assert rich.get_content() == "<p>Hello <b>you</b></p>\r\n"


def test_all_kinds_of_recipients_are_named() -> None:
    message = read(compose(letter(to=["a@x.example", "b@x.example"], cc=["c@x.example"], bcc=["d@x.example"])))

    assert [message["To"], message["Cc"], message["Bcc"]] == ["a@x.example, b@x.example", "c@x.example", "d@x.example"]
    assert message["Reply-To"] is None


@pytest.mark.parametrize(
    ("reference", "content", "expected"),
    [
        (("a.pdf", "application/pdf"), b"%PDF\x00\xff", ("application/pdf", "a.pdf")),
        (("ü.txt", "text/plain"), "Grüße".encode("utf-16"), ("text/plain", "ü.txt")),
        (("old.eml", "message/rfc822"), b"Subject: x\r\n\r\nHello", ("message/rfc822", "old.eml")),
        (("a.csv", "nonsense"), b"a;b", ("text/csv", "a.csv")),
        (("a\r\nBcc: eve@evil.example", "x/y\r\nz"), b"", ("application/octet-stream", "a__Bcc: eve@evil.example")),
    ],
)
def test_attachments_keep_name_type_and_content(
    reference: tuple[str, str], content: bytes, expected: tuple[str, str]
) -> None:
    file = FileRef(file_id="1", filename=reference[0], mime_type=reference[1], size=len(content))
    (attached,) = read(compose(letter(attachments=[(file, content)]))).iter_attachments()

    assert (attached.get_content_type(), attached.get_filename()) == expected
    assert read(compose(letter(attachments=[(file, content)])))["Bcc"] is None


def test_the_bytes_of_an_attachment_arrive_unchanged() -> None:
    content = bytes(range(256)) * 100
    file = FileRef(file_id="1", filename="a.bin", mime_type="application/octet-stream", size=len(content))
    (attached,) = read(compose(letter(attachments=[(file, content)]))).iter_attachments()

    assert attached.get_payload(decode=True) == content


def test_more_than_gmail_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "MAX_BYTES", 1000)

    with pytest.raises(InputError, match="Gmail takes 35 MB") as wrong:
        compose(letter(body="x" * 1001))
    assert [each.field for each in wrong.value.errors] == ["body"]


@pytest.mark.parametrize("subject", ["a\nBcc: eve@evil.example", "a\r\nBcc: eve@evil.example", "a\rBcc: x"])
def test_a_line_break_never_becomes_a_header(subject: str) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        compose(letter(subject=subject))


def test_the_message_id_follows_from_the_call() -> None:
    first = message_id_for("call-1", "ada@x.example")

    assert first == message_id_for("call-1", "ada@x.example")
    assert first != message_id_for("call-2", "ada@x.example")
    assert first.startswith("<machina.")
    assert first.endswith("@x.example>")
    assert message_id_for("call-1", "").endswith("@machina.invalid>")


@given(subject=lines, body=bodies)
def test_what_is_written_is_what_is_read(subject: str, body: str) -> None:
    source = compose(letter(subject=subject, body=body, to=["ada@x.example"]))
    parsed = parse_message({"id": "1", "raw": encode(source)})

    assert parsed.subject == subject.strip()
    assert parsed.body_text == body.rstrip("\n")
    assert parsed.to == ["ada@x.example"]


@given(body=bodies)
def test_html_is_never_changed(body: str) -> None:
    source = compose(letter(body=f"<p>{body}</p>", body_type="html"))

    assert parse_message({"id": "1", "raw": encode(source)}).body_html == f"<p>{body}</p>"


@given(content=st.binary(max_size=5000), filename=lines)
def test_any_attachment_can_be_sent(content: bytes, filename: str) -> None:
    file = FileRef(file_id="1", filename=filename, mime_type="application/octet-stream", size=len(content))
    (attached,) = read(compose(letter(attachments=[(file, content)]))).iter_attachments()

    assert attached.get_payload(decode=True) == content


LONG_ID = f"<{'a' * 97}.{'b' * 60}@mail.acme.example>"


def test_ids_travel_as_they_are_and_lines_end_between_them() -> None:
    ids = [LONG_ID, "<2@x.example>", f"<{'c' * 200}@x.example>"]
    source = compose(letter(in_reply_to=LONG_ID, references=ids, message_id=LONG_ID)).decode("ascii")

    assert f"In-Reply-To: {LONG_ID}\r\n" in source
    assert f"Message-ID: {LONG_ID}\r\n" in source
    assert f"References: {ids[0]}\r\n {ids[1]}\r\n {ids[2]}\r\n" in source
    assert "=?" not in source


def test_addresses_travel_as_they_are_and_names_are_read_back() -> None:
    people = [
        f"{'l' * 64}@{'d' * 60}.{'e' * 60}.example",
        f'"{"Very Long Name, " * 20}Jr." <long@x.example>',
        "Jürgen Müller <j@x.example>",
        '"john doe"@x.example',
    ]
    source = compose(letter(to=people))

    assert f"To: {people[0]},\r\n" in source.decode("ascii")
    assert max(len(line) for line in source.split(b"\r\n")) < 998
    assert parse_message({"id": "1", "raw": encode(source)}).to == people


@pytest.mark.parametrize(
    ("kind", "content", "encoding"),
    [
        ("message/rfc822", b"Subject: x\n\nHello\n", "7bit"),
        ("message/rfc822", "Subject: ü\r\n\r\nGrüße".encode(), "8bit"),
        ("message/delivery-status", b"Reporting-MTA: dns; x\r\n\r\nAction: failed", "7bit"),
        ("message/partial", b"Subject: x\r\n\r\nHello", "7bit"),
    ],
)
def test_attached_messages_travel_as_they_are(kind: str, content: bytes, encoding: str) -> None:
    file = FileRef(file_id="1", filename="old.eml", mime_type=kind, size=len(content))
    source = compose(letter(attachments=[(file, content)]))
    (attached,) = parse_message({"id": "1", "raw": encode(source)}).attachments

    assert (attached.filename, attached.mime_type) == ("old.eml", kind)
    assert b"Content-Transfer-Encoding: %b\r\n\r\n" % encoding.encode() in source
    assert content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") in source


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("message/rfc822", b"Subject: x\r\n\r\n" + b"x" * 999),
        ("message/rfc822", b"Subject: x\r\n\r\n\0"),
        ("message/partial", "Subject: ü".encode()),
        ("message/external-body", "ü".encode()),
        ("multipart/mixed", b"--b\r\n"),
    ],
)
def test_what_cannot_travel_so_is_a_file(kind: str, content: bytes) -> None:
    file = FileRef(file_id="1", filename="old.eml", mime_type=kind, size=len(content))
    (attached,) = read(compose(letter(attachments=[(file, content)]))).iter_attachments()

    assert (attached.get_content_type(), attached.get_filename()) == ("application/octet-stream", "old.eml")
    assert attached.get_payload(decode=True) == content


def test_an_attached_message_may_hold_what_looks_like_a_boundary() -> None:
    inner = FileRef(file_id="1", filename="a.eml", mime_type="message/rfc822", size=1)
    first = compose(letter(attachments=[(inner, b"x")]))
    again = FileRef(file_id="2", filename="b.eml", mime_type="message/rfc822", size=len(first))
    (attached,) = parse_message({"id": "1", "raw": encode(compose(letter(attachments=[(again, first)])))}).attachments

    assert attached.size == len(first)
