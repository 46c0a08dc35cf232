"""Sending mail and answering it."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.gmail import replying, samples
from integrations.services.gmail.delivery import compose_for, deliver, find_sent
from integrations.services.gmail.models.sending import MailMessageReply, MailMessageSend, MailSent
from integrations.services.gmail.parsing import HEADERS, header_lines
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
)
def send_message(ctx: Ctx, data: MailMessageSend) -> MailSent:
    """Send an e-mail.

    At most 500 recipients and 35 MB in transport form; Gmail also limits how many people an account may write to
    in a day. HTML mail carries a plain text version as well.
    """
    return deliver(ctx, compose_for(ctx, data, to=data.to, cc=data.cc, subject=data.subject))


@service.operation(
    effect="write",
    scopes=[SEND, READ],
    price="message_send",
    quota=105,
    sample={**samples.SENT, "thread_id": "18e1f2a3b4c5d6e7"},
    example={"message_id": samples.CONVERSATION, "body": "Thank you, that suits us well."},
    documentation_url=REFERENCE,
    reconcile=find_sent,
)
def reply_to_message(ctx: Ctx, data: MailMessageReply) -> MailSent:
    """Answer an e-mail in its conversation.

    Subject and recipients follow from the message: its sender, or with reply_all everybody who got it. Addresses
    in cc and bcc get the answer as well.
    """
    gmail = ctx.google("gmail", "v1")
    original = (
        gmail.users()
        .messages()
        .get(userId="me", id=data.message_id, format="metadata", metadataHeaders=list(HEADERS))
        .execute()
    )
    headers = header_lines(original.get("payload") or {})
    own = _own_addresses(ctx) if data.reply_all else {ctx.account.email.lower()}
    found = replying.recipients(headers, own=own, reply_all=data.reply_all)
    if not found.to:
        raise InputError(f"Message {data.message_id!r} names nobody an answer can go to; use send_message instead.")
    source = compose_for(
        ctx,
        data,
        to=found.to,
        cc=[*found.cc, *data.cc],
        subject=replying.reply_subject(headers),
        references=replying.references(headers),
    )
    return deliver(ctx, source, thread_id=original.get("threadId"))


def _own_addresses(ctx: Ctx) -> set[str]:
    """The account's address and its aliases, in lower case: those an answer to all must not go to."""
    aliases = ctx.google("gmail", "v1").users().settings().sendAs().list(userId="me").execute()
    listed = {str(alias.get("sendAsEmail", "")).lower() for alias in aliases.get("sendAs", ())}
    return {ctx.account.email.lower(), *listed}
