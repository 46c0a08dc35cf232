"""Records as Notion shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from integrations.sandbox.models import NotionRecord
from integrations.sandbox.notion.call import Call
from integrations.sandbox.notion.errors import Resource
from integrations.sandbox.notion.ids import bare

Kind = NotionRecord.Kind
SHOWN_ENTRIES = 25
"""Of a relation or a list of people, before it is cut off."""
EMPTY: Mapping[str, Any] = {
    "title": [],
    "rich_text": [],
    "multi_select": [],
    "people": [],
    "relation": [],
    "files": [],
    "checkbox": False,
}
PLAIN = {
    "bold": False,
    "italic": False,
    "strikethrough": False,
    "underline": False,
    "code": False,
    "color": "default",
}


def time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def user(user_id: str) -> Resource:
    return {"object": "user", "id": user_id}


def rich_text(items: Iterable[Resource]) -> list[Resource]:
    """As Notion answers it: each piece with all of its looks and its plain text."""
    return [_item(item) for item in items]


def _item(item: Resource) -> Resource:
    looks = {**PLAIN, **(item.get("annotations") or {})}
    if "equation" in item:
        said, href, inner = item["equation"]["expression"], None, {"type": "equation", "equation": item["equation"]}
    elif "mention" in item:
        said, href, inner = str(item.get("plain_text") or "@"), None, {"type": "mention", "mention": item["mention"]}
    else:
        content, link = item["text"]["content"], item["text"].get("link")
        said, href = content, (link or {}).get("url")
        inner = {"type": "text", "text": {"content": content, "link": link}}
    return {**inner, "annotations": looks, "plain_text": said, "href": href}


def plain(items: Iterable[Resource]) -> str:
    return "".join(str(item.get("plain_text", "")) for item in rich_text(items))


def _dated(record: NotionRecord) -> Resource:
    return {
        "id": record.record_id,
        "created_time": time(record.created_at),
        "last_edited_time": time(record.edited_at),
        "created_by": user(record.created_by),
        "last_edited_by": user(record.edited_by),
        "in_trash": record.in_trash,
    }


def parent(record: NotionRecord) -> Resource:
    if record.parent_kind == "workspace":
        return {"type": "workspace", "workspace": True}
    told = {"type": record.parent_kind, record.parent_kind: record.parent_id}
    if record.parent_kind == "data_source_id":
        told["database_id"] = record.body.get("database_id")
    return told


def page(record: NotionRecord, schema: Resource | None = None) -> Resource:
    """``schema`` has the properties of its data source; without one it has its title alone."""
    title = plain(record.body.get("title", []))
    return {
        "object": "page",
        **_dated(record),
        "cover": record.body.get("cover"),
        "icon": record.body.get("icon"),
        "parent": parent(record),
        "is_archived": False,
        "is_locked": record.body.get("is_locked", False),
        "properties": properties(record, schema),
        "url": f"https://www.notion.so/{_slug(title)}{bare(record.record_id)}",
        "public_url": None,
    }


def _slug(title: str) -> str:
    words = "-".join("".join(each if each.isalnum() else " " for each in title).split())
    return f"{quote(words[:60])}-" if words else ""


def properties(record: NotionRecord, schema: Resource | None) -> Resource:
    if schema is None:
        value = {"id": "title", "type": "title", "title": rich_text(record.body.get("title", []))}
        return {"title": value}
    return {name: property_value(record, config, cut=True) for name, config in schema.items()}


def property_value(record: NotionRecord, config: Resource, *, cut: bool) -> Resource:
    kind = config["type"]
    value = _value(record, config)
    told = {"id": quote(config["id"], safe=""), "type": kind}
    if kind in ("relation", "people") and cut:
        return {
            **told,
            kind: value[:SHOWN_ENTRIES],
            **({"has_more": len(value) > SHOWN_ENTRIES} if kind == "relation" else {}),
        }
    return {**told, kind: value}


def _value(record: NotionRecord, config: Resource) -> Any:
    kind = config["type"]
    if kind == "title":
        return rich_text(record.body.get("title", []))
    worked_out = {
        "created_time": time(record.created_at),
        "last_edited_time": time(record.edited_at),
        "created_by": user(record.created_by),
        "last_edited_by": user(record.edited_by),
        "unique_id": {"prefix": config.get("unique_id", {}).get("prefix"), "number": record.pk},
        "formula": {"type": "string", "string": None},
        "rollup": {"type": "array", "array": [], "function": "show_original"},
    }
    if kind in worked_out:
        return worked_out[kind]
    value = record.body.get("values", {}).get(config["id"], EMPTY.get(kind))
    return rich_text(value) if kind == "rich_text" else value


def block(record: NotionRecord, *, has_children: bool) -> Resource:
    told = {"object": "block", **_dated(record), "parent": parent(record), "has_children": has_children}
    if record.kind == Kind.PAGE:
        inner: Resource = {"title": plain(record.body.get("title", []))}
        return {**told, "type": "child_page", "child_page": inner}
    if record.kind == Kind.DATABASE:
        return {**told, "type": "child_database", "child_database": {"title": plain(record.body.get("title", []))}}
    kind = record.body["type"]
    return {**told, "type": kind, kind: _content(kind, record.body["content"])}


def _content(kind: str, content: Resource) -> Resource:
    shown = dict(content)
    for name in ("rich_text", "caption"):
        if name in shown:
            shown[name] = rich_text(shown[name])
    if "cells" in shown:
        shown["cells"] = [rich_text(cell) for cell in shown["cells"]]
    if "rich_text" in shown and kind != "code" and kind != "template":
        shown.setdefault("color", "default")
    if kind in ("image", "video", "pdf", "audio", "file", "code", "embed", "bookmark"):
        shown.setdefault("caption", [])
    return shown


def database(record: NotionRecord, sources: Iterable[NotionRecord]) -> Resource:
    return {
        "object": "database",
        **_dated(record),
        "title": rich_text(record.body.get("title", [])),
        "description": rich_text(record.body.get("description", [])),
        "parent": parent(record),
        "is_inline": record.body.get("is_inline", False),
        "is_locked": record.body.get("is_locked", False),
        "data_sources": [
            {"id": each.record_id, "name": plain(each.body.get("title", []))} for each in sources if not each.in_trash
        ],
        "icon": record.body.get("icon"),
        "cover": record.body.get("cover"),
        "url": f"https://www.notion.so/{bare(record.record_id)}",
        "public_url": None,
    }


def data_source(record: NotionRecord) -> Resource:
    return {
        "object": "data_source",
        **_dated(record),
        "title": rich_text(record.body.get("title", [])),
        "description": rich_text(record.body.get("description", [])),
        "parent": {"type": "database_id", "database_id": record.parent_id},
        "database_parent": record.body.get("database_parent"),
        "is_inline": False,
        "icon": record.body.get("icon"),
        "cover": None,
        "properties": record.body.get("properties", {}),
        "url": f"https://www.notion.so/{bare(record.record_id)}",
        "public_url": None,
    }


def comment(record: NotionRecord) -> Resource:
    told = _dated(record)
    del told["last_edited_by"], told["in_trash"]
    return {
        "object": "comment",
        **told,
        "parent": parent(record),
        "discussion_id": record.body["discussion_id"],
        "rich_text": rich_text(record.body["rich_text"]),
        "display_name": {"type": "integration", "resolved_name": "Machina"},
    }


def file_upload(call: Call, record: NotionRecord) -> Resource:
    body = record.body
    told = {
        "object": "file_upload",
        "id": record.record_id,
        "created_time": time(record.created_at),
        "last_edited_time": time(record.edited_at),
        "created_by": {"id": record.created_by, "type": "bot"},
        "in_trash": False,
        "expiry_time": body["expiry_time"],
        "status": body["status"],
        "filename": body.get("filename"),
        "content_type": body.get("content_type"),
        "content_length": body.get("content_length"),
    }
    if body["status"] == "pending":
        told["upload_url"] = f"{call.root}/v1/file_uploads/{record.record_id}/send"
    if body["mode"] == "multi_part":
        told["number_of_parts"] = {"total": body["number_of_parts"], "sent": body.get("sent", 0)}
        told["complete_url"] = f"{call.root}/v1/file_uploads/{record.record_id}/complete"
    return told
