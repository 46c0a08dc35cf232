"""users.history: what changed since a number."""

from __future__ import annotations

from datetime import timedelta

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid, not_found
from integrations.sandbox.google.gmail.access import mailbox_of
from integrations.sandbox.google.gmail.listing import page_size
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import HistoryRecord, Mailbox

LISTS = {
    HistoryRecord.Change.MESSAGE_ADDED: "messagesAdded",
    HistoryRecord.Change.MESSAGE_DELETED: "messagesDeleted",
    HistoryRecord.Change.LABEL_ADDED: "labelsAdded",
    HistoryRecord.Change.LABEL_REMOVED: "labelsRemoved",
}


def list_history(call: ApiCall) -> Resource:
    """users.history.list. Raises 404 once changes after `startHistoryId` have been forgotten."""
    mailbox = mailbox_of(call)
    mailbox.refresh_from_db()
    start = _start(call, mailbox)
    records = mailbox.history.filter(history_id__gt=start).order_by("history_id", "pk")
    if kinds := call.parameters.texts("historyTypes"):
        records = records.filter(change__in=kinds)
    label_id = call.parameters.text("labelId")
    wanted = [
        record for record in records if not label_id or label_id in {*record.label_ids, *record.changed_label_ids}
    ]
    begin, size = offset_of(call.parameters.text("pageToken")), page_size(call)
    answer: Resource = {"historyId": str(mailbox.history_id)}
    if page := wanted[begin : begin + size]:
        answer["history"] = [_resource(record) for record in page]
    if begin + size < len(wanted):
        answer["nextPageToken"] = token_for(begin + size)
    return answer


def _start(call: ApiCall, mailbox: Mailbox) -> int:
    text = call.parameters.text("startHistoryId")
    if not text:
        raise invalid("Missing startHistoryId", reason="required", location="startHistoryId")
    start = int(text)
    forgotten = mailbox.history.filter(at__lt=call.now - timedelta(seconds=call.behaviour.history_seconds))
    if start > mailbox.history_id or start < mailbox.history_floor or forgotten.filter(history_id__gt=start).exists():
        raise not_found()
    return start


def _resource(record: HistoryRecord) -> Resource:
    named = {"id": record.message_id, "threadId": record.thread_id}
    change: Resource = {"message": named | {"labelIds": record.label_ids}}
    if record.changed_label_ids:
        change["labelIds"] = record.changed_label_ids
    return {
        "id": str(record.history_id),
        "messages": [named],
        LISTS[HistoryRecord.Change(record.change)]: [change],
    }
