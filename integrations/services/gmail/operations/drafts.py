"""Drafts: keeping a message for later, changing it, sending it, or throwing it away."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.errors import InputError, MachinaError
from integrations.services.gmail import replying, samples
from integrations.services.gmail.composing import encode, message_id_for
from integrations.services.gmail.delivery import INLINE_BYTES, compose_for, parse_sent, upload
from integrations.services.gmail.identities import Identities, identities
from integrations.services.gmail.media import Resource, header_lines
from integrations.services.gmail.models.drafts import (
    DRAFT_CAP,
    MailDraft,
    MailDraftCreate,
    MailDraftDelete,
    MailDraftDeleted,
    MailDraftList,
    MailDrafts,
    MailDraftSend,
    MailDraftUpdate,
)
from integrations.services.gmail.models.sending import MailSent
from integrations.services.gmail.parsing import HEADERS, parse_message
from integrations.services.gmail.reading import in_batches
from integrations.services.gmail.redrafting import redrafted
from integrations.services.gmail.service import MODIFY, READ, service

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
    sample={**samples.DRAFT_OF_ADA, "snippet": ""},
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


@service.operation(
    effect="read",
    scopes=[READ],
    price="draft_create",
    quota=55,
    sample={"drafts": [samples.DRAFT_OF_ADA], "count": 1, "next_page_token": None},
    example={"max_results": 5},
    documentation_url=f"{REFERENCE}/list",
    icon="files",
)
def list_drafts(ctx: Ctx, data: MailDraftList) -> MailDrafts:
    """List drafts, latest first, with their recipients and subjects.

    A query understands everything Gmail's search box does. The texts are not read; get_message reads one by its
    message_id.
    """
    gmail = ctx.google("gmail", "v1")
    drafts = gmail.users().drafts()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = drafts.list(userId="me", q=data.query or None, maxResults=data.max_results, pageToken=token).execute()
        return page.get("drafts", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=DRAFT_CAP, follow=data.all_pages)
    requests = {draft["id"]: drafts.get(userId="me", id=draft["id"], format="metadata") for draft in found}
    answers = in_batches(gmail, requests)
    listed = [
        _parse_draft(answers.found[draft_id])
        if draft_id in answers.found
        else MailDraft(draft_id=draft_id, warnings=[answers.reason(draft_id)])
        for draft_id in requests
        if draft_id in answers.found or draft_id in answers.refused
    ]
    return MailDrafts(drafts=listed, count=len(listed), next_page_token=token)


@service.operation(
    effect="idempotent_write",
    scopes=[MODIFY],
    price="draft_create",
    quota=20,
    sample={**samples.DRAFT_OF_ADA, "snippet": ""},
    example={"draft_id": samples.DRAFT, "body": "Hi Jonas,\n\nboth sites are back since this morning."},
    documentation_url=f"{REFERENCE}/update",
    icon="pencil",
)
def update_draft(ctx: Ctx, data: MailDraftUpdate) -> MailDraft:
    """Change a draft; fields that are not given stay as they are.

    An empty text or list clears its field. Gmail keeps no versions: what is replaced is gone, and what a person types
    into the same draft meanwhile as well. The draft keeps its draft_id and gets another message_id.
    """
    drafts = ctx.google("gmail", "v1").users().drafts()
    kept: Resource = drafts.get(userId="me", id=data.draft_id, format="raw").execute().get("message") or {}
    source = redrafted(ctx, data, kept)
    message = {"threadId": kept["threadId"]} if kept.get("threadId") else {}
    if len(source) <= INLINE_BYTES:
        body = {"message": {"raw": encode(source), **message}}
        updated = drafts.update(userId="me", id=data.draft_id, body=body).execute()
    else:
        body = {"message": message}
        updated = drafts.update(userId="me", id=data.draft_id, body=body, media_body=upload(source)).execute()
    return _parse_draft(updated, written=source)


@service.operation(
    effect="destructive",
    scopes=[MODIFY],
    price="draft_create",
    quota=10,
    sample={"draft_id": "r-5180934421", "deleted": True},
    example={"draft_id": samples.OLD_DRAFT},
    documentation_url=f"{REFERENCE}/delete",
    icon="file-trash",
)
def delete_draft(ctx: Ctx, data: MailDraftDelete) -> MailDraftDeleted:
    """Delete a draft for good.

    It does not go to the trash, and cannot be taken back.
    """
    try:
        ctx.google("gmail", "v1").users().drafts().delete(userId="me", id=data.draft_id).execute()
    except MachinaError as error:
        # On a later attempt "gone" is the work of an earlier one.
        if ctx.attempt == 1 or error.vendor_status != 404:
            raise
    return MailDraftDeleted(draft_id=data.draft_id)


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
        snippet=content.snippet,
        warnings=content.warnings,
    )
