"""Sending mail, answering it, passing it on."""

from __future__ import annotations

from dataclasses import replace

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.gmail import replying, samples
from integrations.services.gmail.carrying import carried_files, with_whole
from integrations.services.gmail.composing import compose
from integrations.services.gmail.delivery import compose_for, deliver, find_sent, written_letter
from integrations.services.gmail.forwarding import forward_subject, forwarded
from integrations.services.gmail.identities import identities, sending_identities
from integrations.services.gmail.media import Resource, header_lines
from integrations.services.gmail.models.sending import (
    MailMessageForward,
    MailMessageReply,
    MailMessageSend,
    MailSent,
)
from integrations.services.gmail.parsing import HEADERS, UNREADABLE, labels_of, parse_message, payload_of
from integrations.services.gmail.service import READ, SEND, service

REFERENCE = "https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send"


@service.operation(
    effect="write",
    scopes=[SEND],
    price="message_send",
    quota=100,
    sample=samples.SENT,
    example={
        "to": ["Mara Oyelaran <mara@northwind.example>"],
        "subject": "Figures of the pilot",
        "body": "Dear Mara,\n\nhere are the figures.",
    },
    documentation_url=REFERENCE,
    reconcile=find_sent,
    icon="send",
)
def send_message(ctx: Ctx, data: MailMessageSend) -> MailSent:
    """Send an e-mail.

    At most 500 recipients and 35 MB in transport form; Gmail also limits how many people an account may write to
    in a day. HTML mail carries a plain text version as well.
    """
    sender = sending_identities(ctx).sender(data.from_)
    return deliver(ctx, compose_for(ctx, data, sender=sender, to=data.to, cc=data.cc, subject=data.subject))


@service.operation(
    effect="write",
    scopes=[SEND, READ],
    price="message_send",
    quota=105,
    sample={**samples.SENT, "thread_id": "18e1f2a3b4c5d6e7"},
    example={"message_id": samples.CONVERSATION, "body": "Thank you, that suits us well."},
    documentation_url=REFERENCE,
    reconcile=find_sent,
    icon="reply",
)
def reply_to_message(ctx: Ctx, data: MailMessageReply) -> MailSent:
    """Answer an e-mail in its conversation.

    Subject and recipients follow from the message: its sender, or with reply_all everybody who got it but the
    account itself; an answer to mail of your own goes to those it was sent to. Addresses in cc and bcc get the answer
    as well. A message whose sender cannot be read is refused.
    """
    gmail = ctx.google("gmail", "v1")
    original = (
        gmail.users()
        .messages()
        .get(userId="me", id=data.message_id, format="metadata", metadataHeaders=list(HEADERS))
        .execute()
    )
    if "DRAFT" in labels_of(original):
        raise InputError(
            f"Message {data.message_id!r} is a draft that nobody has sent; answer the message before it, "
            "or send the draft with send_draft.",
            field="message_id",
        )
    headers, known = header_lines(original.get("payload") or {}), identities(ctx)
    found = replying.recipients(headers, owns=known.owns, reply_all=data.reply_all, message_id=data.message_id)
    source = compose_for(
        ctx,
        data,
        sender=known.sender(data.from_),
        to=found.to,
        cc=[*found.cc, *data.cc],
        subject=replying.reply_subject(headers),
        references=replying.references(headers),
    )
    return deliver(ctx, source, thread_id=original.get("threadId"))


@service.operation(
    effect="write",
    scopes=[SEND, READ],
    price="message_send",
    quota=105,
    sample=samples.SENT,
    example={
        "message_id": samples.WITH_ATTACHMENT,
        "to": ["Mara Oyelaran <mara@northwind.example>"],
        "body": "For your information.",
    },
    documentation_url=REFERENCE,
    reconcile=find_sent,
    icon="forward",
)
def forward_message(ctx: Ctx, data: MailMessageForward) -> MailSent:
    """Pass an e-mail on to others, with its files and a word before it.

    The message is quoted below the word, as HTML where either is HTML; with as_attachment it goes along whole. At
    most 500 recipients and 35 MB in transport form. Drafts are not passed on.
    """
    messages = ctx.google("gmail", "v1").users().messages()
    original: Resource = messages.get(userId="me", id=data.message_id, format="raw").execute()
    if "DRAFT" in labels_of(original):
        raise InputError(
            f"Message {data.message_id!r} is a draft that nobody has sent; send it with send_draft instead.",
            field="message_id",
        )
    message, headers = parse_message(original), header_lines(payload_of(original))
    letter = written_letter(
        ctx,
        data,
        sender=identities(ctx).sender(data.from_),
        to=data.to,
        cc=data.cc,
        subject=forward_subject(headers),
        references=replying.references(headers),
    )
    if data.as_attachment:
        return deliver(ctx, compose(with_whole(letter, original, name=message.subject)))
    if UNREADABLE in message.warnings:
        raise InputError(
            f"Message {data.message_id!r} cannot be read, so nothing of it can be quoted; pass it on with "
            "as_attachment.",
            field="message_id",
        )
    body, body_type = forwarded(data.body, data.body_type, headers, message)
    carried = carried_files(original, html=message.body_html)
    files = carried.attachments if data.include_attachments else []
    letter = replace(
        letter, body=body, body_type=body_type, attachments=[*files, *letter.attachments], inline=carried.inline
    )
    return deliver(ctx, compose(letter))
