"""Drafts: keeping a message for later, and sending it."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.gmail import replying, samples
from integrations.services.gmail.composing import encode, message_id_for
from integrations.services.gmail.delivery import INLINE_BYTES, compose_for, parse_sent, upload
from integrations.services.gmail.identities import Identities, identities
from integrations.services.gmail.media import Resource, header_lines
from integrations.services.gmail.models.sending import MailDraft, MailDraftCreate, MailDraftSend, MailSent
from integrations.services.gmail.parsing import HEADERS, parse_message
from integrations.services.gmail.service import MODIFY, service

REFERENCE = "https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts"


def find_draft(ctx: Ctx, data: object) -> MailDraft | None:
    """The draft that an earlier attempt of this call has made, if Gmail knows its Message-ID."""
    message_id = message_id_for(ctx.call_key, ctx.account.email).strip("<>")
    drafts = ctx.google("gmail", "v1").users().drafts()
    found = drafts.list(userId="me", q=f"rfc822msgid:{message_id}", maxResults=1).execute()
    ids = [draft["id"] for draft in found.get("drafts", ())]
    return _parse_draft(drafts.get(userId="me", id=ids[0], format="metadata").execute()) if ids else None


@service.operation(
    effect="write",
    scopes=[MODIFY],
    price="draft_create",
    quota=10,
    sample={
        "draft_id": "r-5180934421",
        "message_id": "18e1f2a3b4c5d6f1",
        "thread_id": "18e1f2a3b4c5d6f1",
        "to": ["Mara Oyelaran <mara@northwind.example>"],
        "cc": [],
        "bcc": [],
        "subject": "Figures of the pilot",
    },
    example={
        "to": ["Mara Oyelaran <mara@northwind.example>"],
        "subject": "Figures of the pilot",
        "body": "Dear Mara,\n\nthe figures follow tomorrow.",
    },
    documentation_url=f"{REFERENCE}/create",
    reconcile=find_draft,
    icon="draft",
)
def create_draft(ctx: Ctx, data: MailDraftCreate) -> MailDraft:
    """Keep an e-mail as a draft, for a person to look over or for send_draft.

    With a thread_id it continues that conversation: it answers the latest message that was sent or received, whose
    subject and sender are taken over unless others are given.
    """
    gmail = ctx.google("gmail", "v1")
    known = identities(ctx)
    headers: dict[str, str] = {}
    to = data.to
    if data.thread_id:
        thread = (
            gmail.users()
            .threads()
            .get(userId="me", id=data.thread_id, format="metadata", metadataHeaders=list(HEADERS))
            .execute()
        )
        latest = replying.latest_of(thread.get("messages") or []) or {}
        headers = header_lines(latest.get("payload") or {})
        to = data.to or _answered(headers, known, message_id=str(latest.get("id") or ""))
    source = compose_for(
        ctx,
        data,
        sender=known.sender(data.from_),
        to=to,
        cc=data.cc,
        subject=data.subject or (replying.reply_subject(headers) if headers else ""),
        references=replying.references(headers),
    )
    drafts = gmail.users().drafts()
    thread = {"threadId": data.thread_id} if data.thread_id else {}
    if len(source) <= INLINE_BYTES:
        created = drafts.create(userId="me", body={"message": {"raw": encode(source), **thread}}).execute()
    else:
        created = drafts.create(userId="me", body={"message": thread}, media_body=upload(source)).execute()
    return _parse_draft(created, written=source)


@service.operation(
    effect="write",
    scopes=[MODIFY],
    price="message_send",
    quota=100,
    sample=samples.SENT,
    example={"draft_id": samples.DRAFT},
    documentation_url=f"{REFERENCE}/send",
    icon="rocket",
)
def send_draft(ctx: Ctx, data: MailDraftSend) -> MailSent:
    """Send a draft to the people in it.

    The draft is gone afterwards, and the sent message has an id of its own.
    """
    drafts = ctx.google("gmail", "v1").users().drafts()
    return parse_sent(drafts.send(userId="me", body={"id": data.draft_id}).execute())


def _answered(headers: Mapping[str, str], known: Identities, *, message_id: str) -> list[str]:
    """Whom an answer goes to; nobody where that cannot be read, for a draft may be addressed later."""
    try:
        return replying.recipients(headers, owns=known.owns, reply_all=False, message_id=message_id).to
    except InputError:
        return []


def _parse_draft(draft: Resource, *, written: bytes = b"") -> MailDraft:
    message: Resource = draft.get("message") or {}
    content = parse_message({"id": "", "raw": encode(written)} if written else {"id": "", **message})
    return MailDraft(
        draft_id=draft["id"],
        message_id=message.get("id"),
        thread_id=message.get("threadId"),
        to=content.to,
        cc=content.cc,
        bcc=content.bcc,
        subject=content.subject,
    )
