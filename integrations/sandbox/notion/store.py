"""Rows of a workspace: finding, adding, changing."""

from __future__ import annotations

from django.db.models import F, Max, QuerySet

from integrations.sandbox.models import NotionRecord
from integrations.sandbox.notion.call import Call
from integrations.sandbox.notion.errors import Resource, invalid, not_found
from integrations.sandbox.notion.ids import dashed, new_id

Kind = NotionRecord.Kind


def records(call: Call) -> QuerySet[NotionRecord]:
    return NotionRecord.objects.filter(account=call.account)


def find(call: Call, value: object, *kinds: str, name: str) -> NotionRecord:
    """The record of one of these kinds. Raises 400 for what is no id, 404 for what is not there."""
    record_id = dashed(value, f"path.{name}")
    found = records(call).filter(record_id=record_id, kind__in=kinds).first()
    if found is None:
        raise not_found(name.removesuffix("_id"), str(value))
    return found


def children(call: Call, parent: NotionRecord) -> list[NotionRecord]:
    """What lies in a page or a block, in its order, without the trash."""
    return list(
        records(call).filter(
            parent_id=parent.record_id,
            kind__in=(Kind.BLOCK, Kind.PAGE, Kind.DATABASE),
            parent_kind__in=("page_id", "block_id"),
            in_trash=False,
        )
    )


def add(
    call: Call,
    kind: str,
    body: Resource,
    *,
    parent: NotionRecord | None,
    position: int = 0,
    record_id: str | None = None,
    by: str | None = None,
) -> NotionRecord:
    """A new record."""
    author = by or call.bot_id
    return NotionRecord.objects.create(
        account=call.account,
        record_id=record_id or new_id(),
        kind=kind,
        parent_kind=parent_kind(parent),
        parent_id=parent.record_id if parent else "",
        position=position,
        body=body,
        created_at=call.now,
        edited_at=call.now,
        created_by=author,
        edited_by=author,
    )


def parent_kind(parent: NotionRecord | None) -> str:
    return f"{parent.kind}_id" if parent else "workspace"


def last_position(call: Call, parent: NotionRecord) -> int:
    found = records(call).filter(parent_id=parent.record_id).aggregate(last=Max("position"))["last"]
    return -1 if found is None else int(found)


def make_room(call: Call, parent: NotionRecord, position: Resource | None, count: int) -> int:
    """The place of the first of ``count`` new children, with what follows moved on."""
    kind = (position or {}).get("type", "end")
    if kind in ("end", "page_end"):
        return last_position(call, parent) + 1
    start = 0
    if kind == "after_block":
        wanted = dashed((position or {})["after_block"]["id"], "position.after_block.id")
        before = records(call).filter(parent_id=parent.record_id, record_id=wanted, in_trash=False).first()
        if before is None:
            raise invalid(f"position.after_block.id should be a child of {parent.record_id}, instead was `{wanted}`.")
        start = before.position + 1
    following = records(call).filter(parent_id=parent.record_id, position__gte=start)
    following.update(position=F("position") + count)
    return start


def touched(call: Call, record: NotionRecord, *fields: str) -> None:
    """Save a change, which its page shows as well."""
    record.edited_at, record.edited_by = call.now, call.bot_id
    record.save(update_fields=["edited_at", "edited_by", *fields])
    touch_page(call, record)


def touch_page(call: Call, record: NotionRecord) -> None:
    """The page that a block lies in has changed with it."""
    above = record
    while above.kind == Kind.BLOCK:
        parent = records(call).filter(record_id=above.parent_id).first()
        if parent is None:
            return
        above = parent
    if above.pk != record.pk:
        NotionRecord.objects.filter(pk=above.pk).update(edited_at=call.now, edited_by=call.bot_id)
