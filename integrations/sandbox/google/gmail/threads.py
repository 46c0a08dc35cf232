"""users.threads: conversations, as the messages that share a thread id."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.gmail.access import mailbox_of, thread_of
from integrations.sandbox.google.gmail.listing import matching_messages, page_size
from integrations.sandbox.google.gmail.resources import message_resource, refuse_content
from integrations.sandbox.google.gmail.store import change_labels, delete_message
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Message


def list_threads(call: ApiCall) -> Resource:
    """users.threads.list: threads with a matching message, the one with the newest match first."""
    begin, size = offset_of(call.parameters.text("pageToken")), page_size(call)
    thread_ids = list(dict.fromkeys(matching_messages(call).values_list("thread_id", flat=True)))
    page = thread_ids[begin : begin + size]
    answer: Resource = {"resultSizeEstimate": len(thread_ids)}
    if page:
        newest = _newest_by_thread(call, page)
        answer["threads"] = [
            {"id": thread_id, "snippet": newest[thread_id].snippet, "historyId": str(newest[thread_id].history_id)}
            for thread_id in page
        ]
    if begin + size < len(thread_ids):
        answer["nextPageToken"] = token_for(begin + size)
    return answer


def get_thread(call: ApiCall) -> Resource:
    """users.threads.get"""
    style = call.parameters.text("format")
    refuse_content(call.scopes, style)
    return _thread_resource(thread_of(call), style=style, headers=call.parameters.texts("metadataHeaders"))


def modify_thread(call: ApiCall) -> Resource:
    """users.threads.modify"""
    add, remove = call.body.get("addLabelIds") or [], call.body.get("removeLabelIds") or []
    if not add and not remove:
        raise invalid("No label add or removes specified")
    return _relabelled(call, add, remove)


def trash_thread(call: ApiCall) -> Resource:
    """users.threads.trash"""
    return _relabelled(call, ["TRASH"], ["INBOX", "SPAM"])


def untrash_thread(call: ApiCall) -> Resource:
    """users.threads.untrash"""
    return _relabelled(call, [], ["TRASH"])


def erase_thread(call: ApiCall) -> None:
    """users.threads.delete"""
    for message in thread_of(call):
        delete_message(message, now=call.now)


def _relabelled(call: ApiCall, add: list[str], remove: list[str]) -> Resource:
    for message in thread_of(call):
        change_labels(message, add=add, remove=remove, now=call.now)
    return _thread_resource(thread_of(call), style="minimal")


def _thread_resource(messages: list[Message], *, style: str, headers: list[str] | None = None) -> Resource:
    return {
        "id": messages[0].thread_id,
        "historyId": str(max(message.history_id for message in messages)),
        "messages": [
            message_resource(
                message,
                style=style,
                headers=headers or [],
                label_ids=[label.label_id for label in message.labels.all()],
            )
            for message in messages
        ],
    }


def _newest_by_thread(call: ApiCall, thread_ids: list[str]) -> dict[str, Message]:
    messages = mailbox_of(call).messages.filter(thread_id__in=thread_ids).order_by("internal_date", "pk")
    return {message.thread_id: message for message in messages.defer("raw", "payload")}
