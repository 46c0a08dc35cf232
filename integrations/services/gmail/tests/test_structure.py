"""What is text of a message and what hangs on it, in both formats alike."""

from __future__ import annotations

import base64

import pytest

from integrations.services.gmail.parsing import parse_message

PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\nHello"
HTML = "Content-Type: text/html\r\n\r\n<p>Hello</p>"
INVITATION = 'Content-Type: text/calendar; method=REQUEST; charset="utf-8"\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR'
REPORT = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example\r\n\r\nAction: failed"
INNER = "Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?=C3=BC?=\r\nX-Long: " + "x " * 80 + "\r\n\r\ninner"


def mail(kind: str, *parts: str) -> str:
    inside = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f"From: ada@x.example\r\nContent-Type: multipart/{kind}; boundary=b\r\n\r\n{inside}--b--\r\n"


def nested(kind: str, *parts: str) -> str:
    inside = "".join(f"--{kind}\r\n{part}\r\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary={kind}\r\n\r\n{inside}--{kind}--"


def raw(source: str | bytes) -> dict[str, str]:
    content = source if isinstance(source, bytes) else source.encode()
    return {"id": "1", "raw": base64.urlsafe_b64encode(content).decode()}


@pytest.mark.parametrize(
    ("source", "text", "html", "attached"),
    [
        (PLAIN, "Hello", None, []),
        (mail("alternative", PLAIN, HTML), "Hello", "<p>Hello</p>", []),
        (mail("alternative", PLAIN, INVITATION), "Hello", None, [("text/calendar", "", False)]),
        (mail("mixed", PLAIN, PLAIN.replace("Hello", "Footer")), "Hello\nFooter", None, []),
        (
            mail("mixed", PLAIN, f"Content-Disposition: attachment\r\n{PLAIN}"),
            "Hello",
            None,
            [("text/plain", "", False)],
        ),
        (
            mail("mixed", PLAIN.replace("; charset=utf-8", "; name=body.txt"), HTML),
            "Hello",
            "<p>Hello</p>",
            [],
        ),
        (
            mail("mixed", f"Content-Disposition: inline; filename=letter.txt\r\n{PLAIN}"),
            "Hello",
            None,
            [],
        ),
        (
            mail("mixed", HTML, f"Content-Disposition: inline; filename=notes.txt\r\n{PLAIN}"),
            None,
            "<p>Hello</p>",
            [("text/plain", "notes.txt", True)],
        ),
        (
            mail("related", HTML, "Content-Type: image/png\r\nContent-ID: <logo@x>\r\n\r\nx", PLAIN),
            None,
            "<p>Hello</p>",
            [("image/png", "", False), ("text/plain", "", False)],
        ),
        (
            mail("mixed", nested("alternative", PLAIN, nested("related", HTML)), "Content-Type: application/pdf\r\n"),
            "Hello",
            "<p>Hello</p>",
            [("application/pdf", "", False)],
        ),
        (
            mail("report", PLAIN, REPORT, INNER),
            "Hello",
            None,
            [("message/delivery-status", "", False), ("message/rfc822", "", False)],
        ),
        (mail("digest", "\r\nSubject: one\r\n\r\nx"), None, None, [("message/rfc822", "", False)]),
        ("Content-Disposition: attachment; filename=a.txt\r\n" + PLAIN, None, None, [("text/plain", "a.txt", False)]),
        ("Content-Type: multipart/mixed\r\n\r\nlost boundary", "lost boundary", None, []),
        (mail("mixed", PLAIN).removesuffix("--b--\r\n"), "Hello", None, []),
    ],
)
def test_disposition_and_place_decide(
    source: str, text: str | None, html: str | None, attached: list[tuple[str, str, bool]]
) -> None:
    message = parse_message(raw(source))

    assert (message.body_text, message.body_html) == (text, html)
    assert [(each.mime_type, each.filename, each.inline) for each in message.attachments] == attached
    assert all(each.attachment_id for each in message.attachments)


def test_an_invitation_can_be_read_and_stored() -> None:
    message = parse_message(raw(mail("alternative", PLAIN, INVITATION)))

    assert message.body_calendar == "BEGIN:VCALENDAR\nEND:VCALENDAR"
    assert [each.attachment_id for each in message.attachments] == ["part:1"]


def test_a_picture_is_known_by_the_id_that_the_text_uses() -> None:
    picture = "Content-Type: image/png\r\nContent-ID: <logo@x.example>\r\nContent-Disposition: inline\r\n\r\nx"
    (attached,) = parse_message(raw(mail("related", HTML, picture))).attachments

    assert (attached.content_id, attached.inline) == ("logo@x.example", True)


@pytest.mark.parametrize(
    ("header", "filename"),
    [
        ('filename="a.pdf"', "a.pdf"),
        ("filename=a b.pdf", "a b.pdf"),
        ("filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf"),
        ("filename=x.pdf; filename*=iso-8859-1'de'%FC.pdf", "ü.pdf"),
        ("filename*1=\"nd.pdf\"; filename*0*=utf-8''%C3%BCber; filename*2=x", "überund.pdfx"[:4] + "nd.pdfx"),
        ('filename="=?utf-8?q?=C3=BC.pdf?="', "ü.pdf"),
        ("filename*=undefined''%FC.pdf", "ü.pdf"),
        ("filename*=utf-8''%ZZ%", "%ZZ%"),
        ('filename="a\\"b.pdf"', 'a"b.pdf'),
        ("filename*9999999999=x", ""),
        ("filename*=", ""),
    ],
)
def test_file_names_are_read_as_they_are_written(header: str, filename: str) -> None:
    part = f"Content-Type: application/pdf\r\nContent-Disposition: attachment; {header}\r\n\r\nx"
    (attached,) = parse_message(raw(mail("mixed", PLAIN, part))).attachments[:1]

    assert attached.filename == filename


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("Grüße €".encode("cp1252"), "iso-8859-1", "Grüße €"),
        ("你好镕".encode("gb18030"), "gb2312", "你好镕"),
        ("①".encode("cp932"), "shift_jis", "①"),
        ("안녕".encode("iso2022_kr"), "iso-2022-kr", "안녕"),
        ("Grüße".encode(), "undefined", "Grüße"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
    ],
)
def test_charsets_are_those_that_mail_means(content: bytes, charset: str, text: str) -> None:
    source = b"Content-Type: text/plain; charset=%b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%b"

    assert parse_message(raw(source % (charset.encode(), content))).body_text == text


def test_headers_in_utf_8_are_read() -> None:
    message = parse_message(raw("From: Jürgen <j@x.example>\r\nSubject: Grüße\r\n\r\nx"))

    assert (message.from_, message.subject) == ("Jürgen <j@x.example>", "Grüße")
