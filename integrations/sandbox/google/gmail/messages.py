"""users.messages: list, get, change and remove."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid, not_found
from integrations.sandbox.google.gmail import mime
from integrations.sandbox.google.gmail.access import mailbox_of, message_of
from integrations.sandbox.google.gmail.listing import matching_messages, page_size
from integrations.sandbox.google.gmail.resources import brief_resource, message_resource, refuse_content
from integrations.sandbox.google.gmail.store import change_labels, delete_message
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Message

MOST_IN_BATCH = 1000


def list_messages(call: ApiCall) -> Resource:
    """users.messages.list"""
    matching = matching_messages(call)
    begin, size = offset_of(call.parameters.text("pageToken")), page_size(call)
    rows = list(matching.values_list("message_id", "thread_id")[begin : begin + size + 1])
    answer: Resource = {"resultSizeEstimate": begin + len(rows)}
    if rows:
        answer["messages"] = [{"id": message_id, "threadId": thread_id} for message_id, thread_id in rows[:size]]
    if len(rows) > size:
        answer["nextPageToken"] = token_for(begin + size)
    return answer


def get_message(call: ApiCall) -> Resource:
    """users.messages.get"""
    style = call.parameters.text("format")
    refuse_content(call.scopes, style)
    messages = mailbox_of(call).messages.filter(message_id=call.parameters.text("id"))
    message = (messages if style == "raw" else messages.defer("raw")).first()
    if message is None:
        raise not_found()
    return message_resource(message, style=style, headers=call.parameters.texts("metadataHeaders"))


def get_attachment(call: ApiCall) -> Resource:
    """users.messages.attachments.get"""
    message = message_of(call, call.parameters.text("messageId"))
    content = mime.attachment(mime.read_mail(bytes(message.raw)), call.parameters.text("id"), message.message_id)
    if content is None:
        raise invalid("Invalid attachment token")
    return {"size": len(content), "data": mime.encode(content)}


def modify_message(call: ApiCall) -> Resource:
    """users.messages.modify"""
    message = message_of(call)
    return brief_resource(message, _relabel(call, message))


def batch_modify(call: ApiCall) -> None:
    """users.messages.batchModify"""
    for message in _named(call):
        _relabel(call, message)


def batch_delete(call: ApiCall) -> None:
    """users.messages.batchDelete"""
    for message in _named(call):
        delete_message(message, now=call.now)


def trash_message(call: ApiCall) -> Resource:
    """users.messages.trash"""
    message = message_of(call)
    return brief_resource(message, change_labels(message, add=["TRASH"], remove=["INBOX", "SPAM"], now=call.now))


def untrash_message(call: ApiCall) -> Resource:
    """users.messages.untrash"""
    message = message_of(call)
    return brief_resource(message, change_labels(message, add=[], remove=["TRASH"], now=call.now))


def erase_message(call: ApiCall) -> None:
    """users.messages.delete"""
    delete_message(message_of(call), now=call.now)


def _relabel(call: ApiCall, message: Message) -> list[str]:
    add, remove = call.body.get("addLabelIds") or [], call.body.get("removeLabelIds") or []
    if not add and not remove:
        raise invalid("No label add or removes specified")
    if fixed := {"SENT", "DRAFT"} & {*add, *remove}:
        raise invalid(f"Invalid label: {min(fixed)}")
    return change_labels(message, add=add, remove=remove, now=call.now)


def _named(call: ApiCall) -> list[Message]:
    ids = call.body.get("ids") or []
    if not ids:
        raise invalid("No message ids specified")
    if len(ids) > MOST_IN_BATCH:
        raise invalid(f"Too many message ids: at most {MOST_IN_BATCH}")
    return list(mailbox_of(call).messages.filter(message_id__in=ids))
