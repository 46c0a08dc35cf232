"""What Notion sends as the models that operations return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.catalog.readable import as_far_as_readable
from integrations.services.notion.api import Resource
from integrations.services.notion.markdown import markdown_from, markdown_of
from integrations.services.notion.models.blocks import NotionBlock
from integrations.services.notion.models.databases import NotionDatabase, NotionDataSource
from integrations.services.notion.models.files import NotionFileUpload
from integrations.services.notion.models.pages import NotionFound, NotionPage
from integrations.services.notion.models.parts import NotionParent
from integrations.services.notion.models.people import NotionComment, NotionUser
from integrations.services.notion.property_values import plain_value
from integrations.services.notion.rich_text import plain


def parse_page(page: Resource) -> NotionPage:
    properties = _named(page.get("properties"))
    return as_far_as_readable(
        NotionPage,
        {
            **_dated(page),
            "page_id": page.get("id"),
            "title": title_of(page),
            "url": page.get("url"),
            "public_url": page.get("public_url"),
            "icon": _icon(page.get("icon")),
            "cover_url": _file_url(page.get("cover")),
            "parent": parse_parent(page.get("parent")),
            "properties": {name: plain_value(value) for name, value in properties.items()},
            "is_locked": page.get("is_locked") is True,
        },
    )


def title_of(thing: Resource) -> str:
    """Of a page its title property, of anything else its title."""
    if thing.get("object") != "page":
        return plain(thing.get("title"))
    titles = (each.get("title") for each in _named(thing.get("properties")).values() if each.get("type") == "title")
    return plain(next(titles, None))


def parse_found(thing: Resource) -> NotionFound:
    is_page = thing.get("object") == "page"
    parent = thing.get("parent") if isinstance(thing.get("parent"), dict) else {}
    return as_far_as_readable(
        NotionFound,
        {
            **_dated(thing),
            "kind": str(thing.get("object")),
            "page_id": thing.get("id") if is_page else None,
            "data_source_id": None if is_page else thing.get("id"),
            "database_id": (parent or {}).get("database_id"),
            "title": title_of(thing),
            "url": thing.get("url"),
            "parent": parse_parent(parent),
        },
    )


def parse_block(block: Resource, *, level: int = 0) -> NotionBlock:
    kind = str(block.get("type") or "unsupported")
    content = block.get(kind)
    inner = content if isinstance(content, dict) else {}
    alone = {**block, "children": [], kind: {name: value for name, value in inner.items() if name != "children"}}
    return as_far_as_readable(
        NotionBlock,
        {
            **_dated(block),
            "block_id": block.get("id"),
            "type": kind,
            "plain_text": text_of(block),
            "markdown": "" if kind == "table" else markdown_from([alone]),
            "content": inner,
            "has_children": block.get("has_children") is True,
            "level": level,
            "parent": parse_parent(block.get("parent")),
        },
    )


def text_of(block: Resource) -> str:
    """What a block says by itself, without its looks."""
    kind = str(block.get("type"))
    content = block.get(kind)
    if not isinstance(content, dict):
        return ""
    if kind == "table_row":
        cells = content.get("cells")
        return " | ".join(plain(cell) for cell in cells) if isinstance(cells, list) else ""
    for name in ("rich_text", "caption"):
        if said := plain(content.get(name)):
            return said
    return str(content.get("title") or content.get("expression") or content.get("url") or "")


def parse_database(database: Resource) -> NotionDatabase:
    return as_far_as_readable(
        NotionDatabase,
        {
            **_dated(database),
            "database_id": database.get("id"),
            "title": plain(database.get("title")),
            "description": plain(database.get("description")),
            "url": database.get("url"),
            "public_url": database.get("public_url"),
            "data_sources": database.get("data_sources") or [],
            "icon": _icon(database.get("icon")),
            "cover_url": _file_url(database.get("cover")),
            "parent": parse_parent(database.get("parent")),
            "is_inline": database.get("is_inline") is True,
            "is_locked": database.get("is_locked") is True,
        },
    )


def parse_data_source(source: Resource) -> NotionDataSource:
    parent = source.get("parent")
    return as_far_as_readable(
        NotionDataSource,
        {
            **_dated(source),
            "data_source_id": source.get("id"),
            "database_id": parent.get("database_id") if isinstance(parent, dict) else None,
            "title": plain(source.get("title")),
            "description": plain(source.get("description")),
            "url": source.get("url"),
            "icon": _icon(source.get("icon")),
            "properties": [_property(name, each) for name, each in _named(source.get("properties")).items()],
        },
    )


def parse_user(user: Resource) -> NotionUser:
    person = user.get("person")
    return as_far_as_readable(
        NotionUser,
        {
            "user_id": user.get("id"),
            "name": user.get("name") or "",
            "kind": user.get("type") or "person",
            "email": person.get("email") if isinstance(person, dict) else None,
            "avatar_url": user.get("avatar_url"),
        },
    )


def parse_comment(comment: Resource) -> NotionComment:
    return as_far_as_readable(
        NotionComment,
        {
            **_dated(comment),
            "comment_id": comment.get("id"),
            "discussion_id": comment.get("discussion_id"),
            "plain_text": plain(comment.get("rich_text")),
            "markdown": markdown_of(comment.get("rich_text")),
            "parent": parse_parent(comment.get("parent")),
        },
    )


def parse_upload(upload: Resource) -> NotionFileUpload:
    return as_far_as_readable(
        NotionFileUpload,
        {
            "file_upload_id": upload.get("id"),
            "filename": upload.get("filename"),
            "mime_type": upload.get("content_type"),
            "size": upload.get("content_length"),
            "status": upload.get("status") or "pending",
            "expiry_time": upload.get("expiry_time"),
        },
    )


def parse_parent(parent: object) -> NotionParent | None:
    """``{"type": "page_id", "page_id": …}`` and its like."""
    if not isinstance(parent, dict):
        return None
    key = str(parent.get("type") or next(iter(parent), "workspace"))
    value = parent.get(key)
    return NotionParent(kind=key.removesuffix("_id"), parent_id=value if isinstance(value, str) else None)


def _dated(thing: Resource) -> Resource:
    return {
        "created_time": thing.get("created_time"),
        "last_edited_time": thing.get("last_edited_time"),
        "created_by": _user_id(thing.get("created_by")),
        "last_edited_by": _user_id(thing.get("last_edited_by")),
        "in_trash": thing.get("in_trash") is True,
    }


def _user_id(user: object) -> object:
    return user.get("id") if isinstance(user, dict) else None


def _property(name: str, described: Mapping[str, Any]) -> Resource:
    kind = str(described.get("type") or "")
    settings = described.get(kind)
    inner = settings if isinstance(settings, dict) else {}
    options = inner.get("options")
    return {
        "name": described.get("name") or name,
        "type": kind,
        "property_id": described.get("id"),
        "description": described.get("description") or "",
        "options": [each["name"] for each in options if isinstance(each, dict) and isinstance(each.get("name"), str)]
        if isinstance(options, list)
        else [],
        "settings": inner,
    }


def _named(properties: object) -> dict[str, Resource]:
    if not isinstance(properties, dict):
        return {}
    return {str(name): each for name, each in properties.items() if isinstance(each, dict)}


def _icon(icon: object) -> str | None:
    if not isinstance(icon, dict):
        return None
    emoji = icon.get("emoji")
    return emoji if isinstance(emoji, str) else _file_url(icon)


def _file_url(file: object) -> str | None:
    """The address of a file, whether Notion keeps it or somebody else does."""
    if not isinstance(file, dict):
        return None
    inner = file.get(str(file.get("type"))) or file.get("external") or file.get("file")
    url = inner.get("url") if isinstance(inner, dict) else None
    return url if isinstance(url, str) else None
