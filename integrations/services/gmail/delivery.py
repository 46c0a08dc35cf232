"""Handing a composed message to Gmail, and finding it again when the answer got lost."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from integrations.catalog.context import Ctx
from integrations.services.gmail.composing import Letter, compose, encode, message_id_for
from integrations.services.gmail.media import Resource
from integrations.services.gmail.models.sending import MailSent, Written
from integrations.services.gmail.replying import beside

if TYPE_CHECKING:
    from googleapiclient.http import MediaIoBaseUpload

INLINE_BYTES = 4 * 1024 * 1024
"""Larger messages go as an upload: Gmail takes only small ones inside JSON."""


def compose_for(
    ctx: Ctx,
    data: Written,
    *,
    sender: str,
    to: Sequence[str],
    cc: Sequence[str],
    subject: str,
    references: Sequence[str] = (),
) -> bytes:
    """The message of this call as bytes; see ``written_letter``."""
    letter = written_letter(ctx, data, sender=sender, to=to, cc=cc, subject=subject, references=references)
    return compose(letter)


def written_letter(
    ctx: Ctx,
    data: Written,
    *,
    sender: str,
    to: Sequence[str],
    cc: Sequence[str],
    subject: str,
    references: Sequence[str] = (),
) -> Letter:
    """What this call writes, with the files it names. The last reference is the message it answers.

    Everybody is named once: in To rather than in Cc, in Cc rather than in Bcc.
    """
    return Letter(
        message_id=message_id_for(ctx.call_key, ctx.account.email),
        date=ctx.now,
        body=data.body,
        body_type=data.body_type,
        sender=sender,
        to=beside(to, without=()),
        cc=beside(cc, without=to),
        bcc=beside(data.bcc, without=[*to, *cc]),
        reply_to=data.reply_to,
        subject=subject,
        in_reply_to=references[-1] if references else "",
        references=references,
        attachments=[ctx.files.read(file_id) for file_id in data.attachments],
    )


def deliver(ctx: Ctx, source: bytes, *, thread_id: str | None = None) -> MailSent:
    """Send the message, in a conversation if one is named."""
    messages = ctx.google("gmail", "v1").users().messages()
    thread = {"threadId": thread_id} if thread_id else {}
    if len(source) <= INLINE_BYTES:
        return parse_sent(messages.send(userId="me", body={"raw": encode(source), **thread}).execute())
    return parse_sent(messages.send(userId="me", body=thread, media_body=upload(source)).execute())


def upload(source: bytes) -> MediaIoBaseUpload:
    """The message as content of its own, for ``media_body``; Gmail is asked where to put it, then gets it whole."""
    from googleapiclient.http import MediaIoBaseUpload  # whoever only shows operations does without Google's client

    return MediaIoBaseUpload(BytesIO(source), mimetype="message/rfc822", chunksize=-1, resumable=True)


def find_sent(ctx: Ctx, data: object) -> MailSent | None:
    """The message that an earlier attempt of this call has sent, if Gmail knows its Message-ID."""
    message_id = message_id_for(ctx.call_key, ctx.account.email).strip("<>")
    messages = ctx.google("gmail", "v1").users().messages()
    found = messages.list(userId="me", q=f"rfc822msgid:{message_id}", maxResults=1).execute()
    ids = [each["id"] for each in found.get("messages", ())]
    return parse_sent(messages.get(userId="me", id=ids[0], format="minimal").execute()) if ids else None


def parse_sent(message: Resource) -> MailSent:
    """What Gmail says of a message it has taken."""
    return MailSent(message_id=message["id"], thread_id=message.get("threadId"), labels=message.get("labelIds", []))
