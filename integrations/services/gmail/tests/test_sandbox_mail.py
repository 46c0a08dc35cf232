"""Mail of every kind in a mailbox of the sandbox, read over real HTTP in both formats."""

from __future__ import annotations

import base64

import pytest

from integrations.catalog.options import OptionsQuery
from integrations.services.gmail import options
from integrations.services.gmail.models.drafts import MailDraftCreate
from integrations.services.gmail.models.mailbox import MailLabelCreate, MailThreadSearch
from integrations.services.gmail.models.messages import (
    MailAttachmentGet,
    MailMessage,
    MailMessageGet,
    MailMessageSearch,
)
from integrations.services.gmail.models.sending import MailMessageReply, MailMessageSend
from integrations.services.gmail.operations.drafts import create_draft
from integrations.services.gmail.operations.labels import create_label
from integrations.services.gmail.operations.messages import get_attachment, get_message, search_messages
from integrations.services.gmail.operations.sending import reply_to_message, send_message
from integrations.services.gmail.operations.threads import search_threads
from integrations.services.gmail.tests.test_source import MIXED
from integrations.services.gmail.tests.test_structure import HTML, INNER, INVITATION, PLAIN, REPORT, mail, nested
from integrations.tests.sandbox_context import SandboxContext

NAMELESS = f"Content-Disposition: attachment\r\n{PLAIN}"
NAMED = f"Content-Disposition: inline; filename=letter.txt\r\n{PLAIN}"
PICTURE = "Content-Type: image/png\r\nContent-ID: <logo@x.example>\r\nContent-Disposition: inline\r\n\r\nx"
ODD_NAME = "Content-Type: text/plain; name*=undefined''%FF.txt\r\nContent-Disposition: attachment\r\n\r\nx"
KINDS: dict[str, str | bytes] = {
    "mixed": MIXED,
    "invitation": mail("alternative", PLAIN, INVITATION),
    "nameless": mail("mixed", PLAIN, NAMELESS),
    "named": mail("mixed", NAMED, HTML),
    "picture": mail("related", HTML, PICTURE),
    "report": mail("report", PLAIN, REPORT, INNER),
    "nested": mail("mixed", nested("alternative", PLAIN, nested("related", HTML)), INNER),
    "odd name": mail("mixed", PLAIN, ODD_NAME),
    "far date": f"Date: Mon, 2 Mar 99999999999999999999 10:00:00 +0000\r\n{PLAIN}",
    "late date": f"Date: Fri, 31 Dec 9999 23:59:59 -1200\r\n{PLAIN}",
    "undefined": b"Content-Type: text/plain; charset=undefined\r\n\r\nGr\xc3\xbc\xc3\x9fe",
    "korean": b"Content-Type: text/plain; charset=ks_c_5601-1987\r\n\r\n\xb0\xa1",
    "chinese": "Content-Type: text/plain; charset=gb2312\r\n\r\n你好镕".encode("gb18030"),
    "utf-8 headers": "From: Jürgen <j@x.example>\r\nSubject: Grüße\r\n\r\nx",
    "encoded name": "From: =?utf-8?q?M=C3=BCller=2C_J=C3=BCrgen?= <j@x.example>\r\n\r\nx",
    "list of people": "From: a@x.example <a@x.example>\r\nTo: b@x.example; C (c, d) <c@x.example>\r\n\r\nx",
    "no boundary": "Content-Type: multipart/mixed\r\n\r\nlost",
    "nothing": "x",
    "bytes": bytes(range(256)),
}


@pytest.fixture
def ctx(sandbox: str) -> SandboxContext:
    return SandboxContext()


def insert(ctx: SandboxContext, source: str | bytes, *labels: str) -> str:
    """Put a message into the mailbox as it is; its id."""
    content = source if isinstance(source, bytes) else source.encode()
    body = {"raw": base64.urlsafe_b64encode(content).decode(), "labelIds": list(labels) or ["INBOX"]}
    message_id: str = ctx.google("gmail", "v1").users().messages().insert(userId="me", body=body).execute()["id"]
    return message_id


def comparable(message: MailMessage) -> dict[str, object]:
    """Without what only one format has."""
    shown = message.model_dump(exclude={"raw", "snippet"})
    for attachment in shown["attachments"]:
        del attachment["attachment_id"]
    return shown


@pytest.mark.parametrize("kind", KINDS)
def test_both_formats_agree(ctx: SandboxContext, kind: str) -> None:
    message_id = insert(ctx, KINDS[kind])

    full = get_message(ctx, MailMessageGet(message_id=message_id))
    raw = get_message(ctx, MailMessageGet(message_id=message_id, format="raw"))

    assert comparable(full) == comparable(raw)


def test_everything_is_listed_beside_everything(ctx: SandboxContext) -> None:
    ids = {insert(ctx, source) for source in KINDS.values()}

    for include_body in (True, False):
        found = search_messages(ctx, MailMessageSearch(max_results=50, include_body=include_body)).messages
        assert {message.message_id for message in found} == ids
    threads = search_threads(ctx, MailThreadSearch(max_results=50)).threads
    assert {thread.last_message_id for thread in threads} == ids
    assert {each.value for each in options.messages(ctx, OptionsQuery()).options} == ids
    assert len(options.threads(ctx, OptionsQuery()).options) == len(ids)


@pytest.mark.parametrize("message_format", ["full", "raw"])
@pytest.mark.parametrize("kind", ["invitation", "nameless", "picture", "report", "odd name", "mixed"])
def test_every_attachment_can_be_stored(ctx: SandboxContext, kind: str, message_format: str) -> None:
    message = get_message(
        ctx, MailMessageGet.model_validate({"message_id": insert(ctx, KINDS[kind]), "format": message_format})
    )

    stored = [
        get_attachment(ctx, MailAttachmentGet(message_id=message.message_id, attachment_id=each.attachment_id or ""))
        for each in message.attachments
    ]

    assert [(each.size, each.mime_type) for each in stored] == [
        (each.size, each.mime_type) for each in message.attachments
    ]
    assert all(each.size for each in stored)


def test_an_attached_message_goes_out_as_it_is(ctx: SandboxContext) -> None:
    content = b"Subject: old\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n"
    file = ctx.files.save(content, filename="old.eml", mime_type="message/rfc822")

    sent = send_message(ctx, MailMessageSend(to=["grace@acme.example"], attachments=[file.file_id]))
    (attached,) = get_message(ctx, MailMessageGet(message_id=sent.message_id, format="raw")).attachments
    stored = get_attachment(
        ctx, MailAttachmentGet(message_id=sent.message_id, attachment_id=attached.attachment_id or "")
    )

    assert (attached.filename, attached.mime_type) == ("old.eml", "message/rfc822")
    assert ctx.files.stored[stored.file_id][1] == content


def test_a_draft_in_between_changes_nothing_about_who_is_answered(ctx: SandboxContext) -> None:
    received = insert(ctx, "From: grace@acme.example <grace@acme.example>\r\nSubject: Hi\r\nMessage-ID: <1@x>\r\n\r\nx")
    thread_id = get_message(ctx, MailMessageGet(message_id=received)).thread_id
    create_draft(ctx, MailDraftCreate(to=["eve@evil.example"], subject="Hi", thread_id=thread_id))

    ctx.call_key = "call-2"
    draft = create_draft(ctx, MailDraftCreate(thread_id=thread_id))
    (summary,) = search_threads(ctx, MailThreadSearch()).threads

    assert draft.to == ["grace@acme.example"]
    assert (summary.last_message_id, summary.message_count) == (received, 3)


def test_an_answer_to_ones_own_mail_goes_to_the_other_side_under_ones_name(ctx: SandboxContext) -> None:
    sent = send_message(ctx, MailMessageSend(to=["Grace <grace@acme.example>"], subject="Hi"))
    ctx.call_key = "call-2"
    answer = reply_to_message(ctx, MailMessageReply(message_id=sent.message_id, reply_all=True))

    read = get_message(ctx, MailMessageGet(message_id=answer.message_id))
    assert (read.from_, read.to) == ("Ada Moss <ada@lab.example>", ["Grace <grace@acme.example>"])


def test_own_labels_and_thrown_away_messages_can_be_chosen(ctx: SandboxContext) -> None:
    label = create_label(ctx, MailLabelCreate(name="Invoices"))
    thrown_away = insert(ctx, "Subject: Old\r\n\r\nx", "TRASH")
    insert(ctx, "Subject: New\r\n\r\nx", "INBOX")

    assert [each.value for each in options.own_labels(ctx, OptionsQuery()).options] == [label.label_id]
    assert [each.value for each in options.messages_in_trash(ctx, OptionsQuery()).options] == [thrown_away]
