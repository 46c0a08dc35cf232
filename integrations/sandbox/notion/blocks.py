"""Blocks: reading, adding, changing, deleting."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.sandbox.models import NotionRecord
from integrations.sandbox.notion import resources
from integrations.sandbox.notion.call import Call, page_of
from integrations.sandbox.notion.errors import Resource, invalid
from integrations.sandbox.notion.shapes.blocks import NESTING, UPDATES
from integrations.sandbox.notion.store import add, children, find, make_room, records, touch_page, touched
from integrations.sandbox.notion.uploads import used_files

Kind = NotionRecord.Kind
HOLDERS = (Kind.BLOCK, Kind.PAGE, Kind.DATABASE)


def retrieve(call: Call) -> Resource:
    return shown(call, [_block(call)])[0]


def list_children(call: Call) -> Resource:
    return page_of(call, shown(call, children(call, _block(call))), kind="block")


def append(call: Call) -> Resource:
    parent = _block(call)
    if parent.in_trash:
        raise invalid("Can't edit block that is archived. You must unarchive the block before editing.")
    if parent.kind == Kind.DATABASE or (parent.kind == Kind.BLOCK and parent.body["type"] not in NESTING):
        raise invalid("Block does not support children.")
    made = add_blocks(call, parent, call.body["children"], call.body.get("position"))
    for block in made[:1]:
        touch_page(call, block)
    return {**page_of(call, [], kind="block"), "results": shown(call, made)}


def update(call: Call) -> Resource:
    record = _block(call)
    if "in_trash" in call.body:
        record.in_trash = call.body["in_trash"]
        touched(call, record, "in_trash")
    given = [name for name in call.body if name in UPDATES]
    if not given:
        return shown(call, [record])[0]
    if record.in_trash:
        raise invalid("Can't edit block that is archived. You must unarchive the block before editing.")
    if record.kind != Kind.BLOCK or given != [record.body["type"]]:
        kind = record.body.get("type", record.kind)
        raise invalid(f"body failed validation: body.{kind} should be defined, instead was `{given[0]}`.")
    content = used_files(call, call.body[given[0]])
    record.body = {**record.body, "content": {**record.body["content"], **content}}
    touched(call, record, "body")
    return shown(call, [record])[0]


def delete(call: Call) -> Resource:
    record = _block(call)
    if record.in_trash:
        raise invalid("Can't edit block that is archived. You must unarchive the block before editing.")
    record.in_trash = True
    touched(call, record, "in_trash")
    return shown(call, [record])[0]


def shown(call: Call, found: Sequence[NotionRecord]) -> list[Resource]:
    """The blocks, each with whether anything lies in it."""
    ids = [each.record_id for each in found]
    holding = set(
        records(call)
        .filter(parent_id__in=ids, in_trash=False, parent_kind__in=("page_id", "block_id"))
        .exclude(kind=Kind.COMMENT)
        .values_list("parent_id", flat=True)
    )
    return [resources.block(each, has_children=each.record_id in holding) for each in found]


def add_blocks(
    call: Call, parent: NotionRecord, blocks: Sequence[Resource], position: Resource | None = None
) -> list[NotionRecord]:
    """New blocks with all that lies in them."""
    start = make_room(call, parent, position, len(blocks))
    made: list[NotionRecord] = []
    for place, block in enumerate(blocks, start=start):
        kind = next(name for name in block if name not in ("object", "type"))
        content = {name: value for name, value in block[kind].items() if name != "children"}
        below = block[kind].get("children", [])
        if kind == "table":
            _check_rows(content, below)
        if kind == "table_row":
            _check_row(parent, content)
        record = add(
            call, Kind.BLOCK, {"type": kind, "content": used_files(call, content)}, parent=parent, position=place
        )
        if below:
            add_blocks(call, record, below)
        made.append(record)
    return made


def _check_rows(content: Resource, rows: Sequence[Resource]) -> None:
    for row in rows:
        if len(row["table_row"]["cells"]) != content["table_width"]:
            raise invalid("Number of cells in table row must match the table width of the parent table.")


def _check_row(parent: NotionRecord, content: Resource) -> None:
    if parent.kind != Kind.BLOCK or parent.body["type"] != "table":
        raise invalid("Table rows can only be children of a table.")
    if len(content["cells"]) != parent.body["content"]["table_width"]:
        raise invalid("Number of cells in table row must match the table width of the parent table.")


def _block(call: Call) -> NotionRecord:
    return find(call, call.path["block_id"], *HOLDERS, name="block_id")
