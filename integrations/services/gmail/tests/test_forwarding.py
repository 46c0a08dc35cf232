"""Passing a message on, over declared answers."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError
from integrations.services.gmail.models.sending import MailMessageForward, MailSent
from integrations.services.gmail.operations.sending import forward_message
from integrations.services.gmail.parsing import parse_message
from integrations.services.gmail.tests.vendor import API, SENT, knows_own_addresses, sent_source

HEADERS = {
    "From": "Grace <grace@acme.example>",
    "To": "Ada <ada@globex.example>",
    "Date": "Mon, 02 Mar 2026 10:15:00 +0100",
    "Subject": "Größen & Maße",
    "Message-ID": "<3@acme.example>",
    "References": "<1@acme.example>",
}


def original(**headers: str) -> EmailMessage:
    """A message of plain text."""
    mail = EmailMessage()
    for name, value in {**HEADERS, **headers}.items():
        mail[name] = value
    mail.set_content("Two <lines>\nof text\n")
    return mail


def forward(ctx: FakeContext, mail: EmailMessage | bytes, **fields: Any) -> MailSent:
    source = mail if isinstance(mail, bytes) else mail.as_bytes()
    raw = base64.urlsafe_b64encode(source).decode()
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", {"id": "m-1", "labelIds": ["INBOX"], "raw": raw})
    knows_own_addresses(ctx)
    ctx.vendor.will_answer("POST", f"{API}/messages/send", SENT)
    given = {"message_id": "m-1", "to": ["bob@globex.example"], **fields}
    return forward_message(ctx, MailMessageForward.model_validate(given))


def test_plain_text_is_quoted_below_the_word(ctx: FakeContext) -> None:
    assert forward(ctx, original(), body="See below.") == MailSent(
        message_id="sent-1", thread_id="thread-1", labels=["SENT"]
    )

    sent = sent_source(ctx)
    assert ctx.vendor.requests[0].query == {"format": ["raw"]}
    assert (sent["To"], sent["From"]) == ("bob@globex.example", "Ada Moss <ada@globex.example>")
    assert sent["Subject"] == "Fwd: Größen & Maße"
    assert sent["References"] == "<1@acme.example> <3@acme.example>"
    assert sent.get_content_type() == "text/plain"
    assert sent.get_content().replace("\r\n", "\n") == (
        "See below.\n\n---------- Forwarded message ---------\n"
        "From: Grace <grace@acme.example>\nDate: Mon, 02 Mar 2026 10:15:00 +0100\n"
        "Subject: Größen & Maße\nTo: Ada <ada@globex.example>\n\nTwo <lines>\nof text\n"
    )


def test_without_a_word_it_begins_with_the_quotation(ctx: FakeContext) -> None:
    forward(ctx, original())

    assert sent_source(ctx).get_content().startswith("---------- Forwarded message")


def test_html_stays_html_and_a_plain_word_is_escaped(ctx: FakeContext) -> None:
    mail = original()
    mail.add_alternative("<p>Two <b>lines</b></p>", subtype="html")

    forward(ctx, mail, body="a < b\nc")

    plain, rich = sent_source(ctx).iter_parts()
    html = rich.get_content()
    assert "a &lt; b<br>c" in html
    assert "From: Grace &lt;grace@acme.example&gt;<br>" in html
    assert "Subject: Größen &amp; Maße" in html
    assert "<p>Two <b>lines</b></p>" in html
    assert "Two lines" in plain.get_content()


def test_plain_text_below_a_word_of_html_is_escaped(ctx: FakeContext) -> None:
    forward(ctx, original(), body="<b>Look</b>", body_type="html")

    _, rich = sent_source(ctx).iter_parts()
    html = rich.get_content()
    assert "<b>Look</b>" in html
    assert "Two &lt;lines&gt;<br>of text" in html


def with_files() -> EmailMessage:
    """A message whose HTML shows a picture, with a file besides."""
    mail = original()
    mail.add_alternative('<p>Our logo: <img src="cid:logo@acme.example"></p>', subtype="html")
    (_, html) = mail.iter_parts()
    assert isinstance(html, EmailMessage)
    html.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo@acme.example>", filename="logo.png")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="offer.pdf")
    return mail


def test_files_go_along_and_pictures_stay_in_the_text(ctx: FakeContext) -> None:
    own = ctx.files.save(b"own", filename="own.txt", mime_type="text/plain")

    forward(ctx, with_files(), attachments=[own.file_id])

    sent = sent_source(ctx)
    text, *files = sent.iter_parts()
    assert sent.get_content_type() == "multipart/mixed"
    assert [(each.get_filename(), each.get_payload(decode=True)) for each in files] == [
        ("offer.pdf", b"%PDF"),
        ("own.txt", b"own"),
    ]
    assert text.get_content_type() == "multipart/related"
    _, picture = text.iter_parts()
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<logo@acme.example>", "inline")
    assert picture.get_payload(decode=True) == b"\x89PNG"
    read = parse_message({"id": "", "raw": (ctx.vendor.requests[-1].json or {})["raw"]})  # type: ignore[index]
    assert [(each.filename, each.inline) for each in read.attachments] == [
        ("logo.png", True),
        ("offer.pdf", False),
        ("own.txt", False),
    ]


def test_files_stay_behind_if_asked_for_but_pictures_of_the_text_do_not(ctx: FakeContext) -> None:
    forward(ctx, with_files(), include_attachments=False)

    sent = sent_source(ctx)
    assert sent.get_content_type() == "multipart/related"
    assert [part.get_filename() for part in sent.walk() if part.get_filename()] == ["logo.png"]


def test_it_goes_along_whole_as_it_travelled(ctx: FakeContext) -> None:
    mail = with_files()

    forward(ctx, mail, as_attachment=True, body="See the attached.")

    sent = sent_source(ctx)
    text, whole = sent.iter_parts()
    assert text.get_content() == "See the attached.\r\n"
    assert (whole.get_content_type(), whole.get_filename()) == ("message/rfc822", "Größen & Maße.eml")
    inner = whole.get_content()
    assert inner["Message-ID"] == "<3@acme.example>"
    assert [part.get_filename() for part in inner.walk() if part.get_filename()] == ["logo.png", "offer.pdf"]


def test_what_cannot_be_read_is_passed_on_whole_only(ctx: FakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object) -> object:
        raise KeyError("broken")

    monkeypatch.setattr("integrations.services.gmail.parsing.attachment_of", fails)
    with pytest.raises(InputError, match="cannot be read, so nothing of it can be quoted; pass it on with as_attach"):
        forward(ctx, with_files())
    ctx.vendor.answers.clear()
    assert [request.method for request in ctx.vendor.requests] == ["GET", "GET"]

    assert forward(ctx, with_files(), as_attachment=True).message_id == "sent-1"


def test_a_draft_is_not_passed_on(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", {"id": "m-1", "labelIds": ["DRAFT"], "raw": ""})

    with pytest.raises(InputError, match="is a draft that nobody has sent"):
        forward_message(ctx, MailMessageForward(message_id="m-1", to=["bob@globex.example"]))


@pytest.mark.parametrize("subject", ["Fwd: Offer", "FW: Offer", "fwd : Offer"])
def test_one_forward_in_the_subject_is_enough(ctx: FakeContext, subject: str) -> None:
    forward(ctx, original(Subject=subject))

    assert sent_source(ctx)["Subject"] == subject


def test_somebody_has_to_get_it() -> None:
    with pytest.raises(ValidationError) as caught:
        MailMessageForward(message_id="m-1", to=[])

    assert [error["loc"] for error in caught.value.errors()] == [("to",)]
