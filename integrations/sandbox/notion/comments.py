"""Comments on pages and blocks."""

from __future__ import annotations

from integrations.sandbox.models import NotionRecord
from integrations.sandbox.notion import resources
from integrations.sandbox.notion.call import Call, page_of
from integrations.sandbox.notion.errors import Resource, invalid, not_found
from integrations.sandbox.notion.ids import dashed, new_id
from integrations.sandbox.notion.store import add, find, last_position, records

Kind = NotionRecord.Kind


def create(call: Call) -> Resource:
    body = call.body
    if ("parent" in body) == ("discussion_id" in body):
        raise invalid("body failed validation: one of body.parent and body.discussion_id should be defined.")
    if ("rich_text" in body) == ("markdown" in body):
        raise invalid("body failed validation: one of body.rich_text and body.markdown should be defined.")
    text = body.get("rich_text") or [{"text": {"content": body.get("markdown", "")}}]
    if not resources.plain(text):
        raise invalid("body failed validation: body.rich_text should not be empty.")
    if "discussion_id" in body:
        discussion = dashed(body["discussion_id"], "body.discussion_id")
        first = records(call).filter(kind=Kind.COMMENT, body__discussion_id=discussion).first()
        if first is None:
            raise not_found("discussion", discussion)
        about = find(call, first.parent_id, Kind.PAGE, Kind.BLOCK, name="block_id")
    else:
        parent = body["parent"]
        about = find(call, parent.get("page_id") or parent.get("block_id"), Kind.PAGE, Kind.BLOCK, name="block_id")
        discussion = new_id()
    record = add(
        call,
        Kind.COMMENT,
        {"rich_text": text, "discussion_id": discussion},
        parent=about,
        position=last_position(call, about) + 1,
    )
    return resources.comment(record)


def list_comments(call: Call) -> Resource:
    if "block_id" not in call.query:
        raise invalid("query failed validation: query.block_id should be defined, instead was `undefined`.")
    about = find(call, call.query["block_id"], Kind.PAGE, Kind.BLOCK, name="block_id")
    found = records(call).filter(kind=Kind.COMMENT, parent_id=about.record_id).order_by("id")
    return page_of(call, [resources.comment(each) for each in found], kind="comment")
