"""users.drafts: messages that are still being written."""

from __future__ import annotations

import secrets

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid, not_found
from integrations.sandbox.google.gmail.access import mailbox_of
from integrations.sandbox.google.gmail.listing import matching_messages, page_size
from integrations.sandbox.google.gmail.mailbox import label_ids_of
from integrations.sandbox.google.gmail.resources import brief_resource, message_resource
from integrations.sandbox.google.gmail.sending import deliver, raw_message, thread_asked_for
from integrations.sandbox.google.gmail.store import add_message, delete_message
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Draft, Message


def create_draft(call: ApiCall) -> Resource:
    """users.drafts.create"""
    draft_id = f"r{secrets.randbelow(10**19):019}"
    draft = Draft.objects.create(mailbox=mailbox_of(call), draft_id=draft_id, message=_add_version(call))
    return _brief(draft)


def update_draft(call: ApiCall) -> Resource:
    """users.drafts.update: the draft keeps its id and gets a new message."""
    draft, thread_id = _draft_of(call), _draft_of(call).message.thread_id
    earlier = draft.message
    draft.message = _add_version(call, thread_id=thread_id)
    draft.save(update_fields=["message"])
    delete_message(earlier, now=call.now)
    return _brief(draft)


def get_draft(call: ApiCall) -> Resource:
    """users.drafts.get"""
    draft = _draft_of(call)
    return {"id": draft.draft_id, "message": message_resource(draft.message, style=call.parameters.text("format"))}


def list_drafts(call: ApiCall) -> Resource:
    """users.drafts.list"""
    begin, size = offset_of(call.parameters.text("pageToken")), page_size(call)
    matching = matching_messages(call).filter(draft__isnull=False)
    rows = list(matching.values_list("draft__draft_id", "message_id", "thread_id")[begin : begin + size + 1])
    answer: Resource = {"resultSizeEstimate": begin + len(rows)}
    if rows:
        answer["drafts"] = [
            {"id": draft_id, "message": {"id": message_id, "threadId": thread_id}}
            for draft_id, message_id, thread_id in rows[:size]
        ]
    if len(rows) > size:
        answer["nextPageToken"] = token_for(begin + size)
    return answer


def delete_draft(call: ApiCall) -> None:
    """users.drafts.delete"""
    delete_message(_draft_of(call).message, now=call.now)


def send_draft(call: ApiCall) -> Resource:
    """users.drafts.send: the draft, or the new content that came with the request, leaves as a message."""
    draft = _draft_of(call, call.body.get("id") or "")
    content = call.body.get("message") or {}
    raw = raw_message(call, content) if call.media or content.get("raw") else bytes(draft.message.raw)
    thread_id = draft.message.thread_id
    # A draft that began its thread leaves nothing behind to belong to.
    is_answer = draft.mailbox.messages.filter(thread_id=thread_id).exclude(pk=draft.message.pk).exists()
    delete_message(draft.message, now=call.now)
    sent = deliver(mailbox_of(call), call.account, raw, now=call.now, thread_id=thread_id if is_answer else "")
    return brief_resource(sent, label_ids_of(sent))


def _add_version(call: ApiCall, *, thread_id: str = "") -> Message:
    content = call.body.get("message") or {}
    return add_message(
        mailbox_of(call),
        raw_message(call, content),
        ["DRAFT"],
        now=call.now,
        at=call.now,
        thread_id=thread_asked_for(call, content) or thread_id,
    )


def _draft_of(call: ApiCall, draft_id: str = "") -> Draft:
    wanted = draft_id or call.parameters.text("id")
    if not wanted:
        raise invalid("Missing draft id")
    drafts = Draft.objects.select_related("message", "mailbox")
    draft = drafts.filter(mailbox=mailbox_of(call), draft_id=wanted).first()
    if draft is None:
        raise not_found()
    return draft


def _brief(draft: Draft) -> Resource:
    return {"id": draft.draft_id, "message": brief_resource(draft.message, label_ids_of(draft.message))}
