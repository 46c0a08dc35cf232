"""Drafts: keeping a message for later, and sending it."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.services.gmail import replying, samples
from integrations.services.gmail.composing import encode, message_id_for
from integrations.services.gmail.delivery import INLINE_BYTES, compose_for, parse_sent, upload
from integrations.services.gmail.models.sending import MailDraft, MailDraftCreate, MailDraftSend, MailSent
from integrations.services.gmail.parsing import HEADERS, header_lines
from integrations.services.gmail.service import MODIFY, service
from integrations.services.gmail.source import Resource

REFERENCE = "https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts"


def find_draft(ctx: Ctx, data: object) -> MailDraft | None:
    """The draft that an earlier attempt of this call has made, if Gmail knows its Message-ID."""
    message_id = message_id_for(ctx.call_key, ctx.account.email).strip("<>")
    drafts = ctx.google("gmail", "v1").users().drafts()
    found = drafts.list(userId="me", q=f"rfc822msgid:{message_id}", maxResults=1).execute()
    return next((_parse_draft(draft) for draft in found.get("drafts", ())), None)


@service.operation(
    effect="write",
    scopes=[MODIFY],
    price="draft_create",
    quota=10,
    sample={"draft_id": "r-5180934421", "message_id": "18e1f2a3b4c5d6f1", "thread_id": "18e1f2a3b4c5d6f1"},
    example={
        "to": ["Mara Oyelaran <mara@northwind.example>"],
        "subject": "Figures of the pilot",
        "body": "Dear Mara,\n\nthe figures follow tomorrow.",
    },
    documentation_url=f"{REFERENCE}/create",
    reconcile=find_draft,
)
def create_draft(ctx: Ctx, data: MailDraftCreate) -> MailDraft:
    """Keep an e-mail as a draft, for a person to look over or for send_draft.

    With a thread_id it continues that conversation: the subject is taken over unless one is given.
    """
    gmail = ctx.google("gmail", "v1")
    headers: dict[str, str] = {}
    if data.thread_id:
        thread = (
            gmail.users()
            .threads()
            .get(userId="me", id=data.thread_id, format="metadata", metadataHeaders=list(HEADERS))
            .execute()
        )
        latest: Resource = (thread.get("messages") or [{}])[-1]
        headers = header_lines(latest.get("payload") or {})
    source = compose_for(
        ctx,
        data,
        to=data.to,
        cc=data.cc,
        subject=data.subject or (replying.reply_subject(headers) if headers else ""),
        references=replying.references(headers),
    )
    drafts = gmail.users().drafts()
    thread = {"threadId": data.thread_id} if data.thread_id else {}
    if len(source) <= INLINE_BYTES:
        return _parse_draft(drafts.create(userId="me", body={"message": {"raw": encode(source), **thread}}).execute())
    return _parse_draft(drafts.create(userId="me", body={"message": thread}, media_body=upload(source)).execute())


@service.operation(
    effect="write",
    scopes=[MODIFY],
    price="message_send",
    quota=100,
    sample=samples.SENT,
    example={"draft_id": samples.DRAFT},
    documentation_url=f"{REFERENCE}/send",
)
def send_draft(ctx: Ctx, data: MailDraftSend) -> MailSent:
    """Send a draft to the people in it.

    The draft is gone afterwards, and the sent message has an id of its own.
    """
    drafts = ctx.google("gmail", "v1").users().drafts()
    return parse_sent(drafts.send(userId="me", body={"id": data.draft_id}).execute())


def _parse_draft(draft: Resource) -> MailDraft:
    message: Resource = draft.get("message") or {}
    return MailDraft(draft_id=draft["id"], message_id=message.get("id"), thread_id=message.get("threadId"))
