"""The methods that Notion publishes and the sandbox has: verb, path, parameters, body, and the capability they need.

Source: https://developers.notion.com/reference and the endpoints of Notion's own client (@notionhq/client 5.26).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from integrations.sandbox.notion.errors import NotionError
from integrations.sandbox.notion.shapes.blocks import CHILDREN, UPDATES
from integrations.sandbox.notion.shapes.checks import (
    Check,
    anything,
    between,
    boolean,
    listing,
    obj,
    one_of,
    or_null,
    text,
)
from integrations.sandbox.notion.shapes.properties import CONFIG_CHANGES, CONFIGS, SORTS, VALUES
from integrations.sandbox.notion.shapes.rich_text import FILE, ICON, ID, RICH_TEXT, URL

Capability = Literal[
    "read_content", "insert_content", "update_content", "read_comments", "insert_comments", "read_users"
]
CAPABILITIES: Mapping[Capability, str] = {
    "read_content": "View the pages and databases that you choose",
    "insert_content": "Add content to them",
    "update_content": "Change them",
    "read_comments": "Read comments on them",
    "insert_comments": "Comment on them",
    "read_users": "See the people of the workspace with their e-mail addresses",
}
_PAGE_SIZE = between(1, 100)
_PAGED: Mapping[str, Check] = {"start_cursor": or_null(text(most=64)), "page_size": _PAGE_SIZE}
_PARENT = {"page_id": ID, "database_id": ID, "data_source_id": ID, "block_id": ID, "workspace": one_of(True)}
_TRUE_PARENT = obj(optional={**_PARENT, "type": text()})


def _position(*names: str) -> Check:
    def check(value: object, path: str) -> None:
        if isinstance(value, dict) and value.get("type") in names:
            obj({"type": one_of(*names)})(value, path)
        else:
            obj({"type": one_of("after_block", *names), "after_block": obj({"id": ID})})(value, path)

    return check


_FILTERED = obj(optional={"property": one_of("object"), "value": one_of("page", "data_source"), "in_trash": boolean})
_SEARCH_SORT = obj(
    optional={
        "timestamp": one_of("last_edited_time"),
        "direction": one_of("ascending", "descending"),
        "property": one_of("relevance"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Method:
    """One published method."""

    id: str
    """As rules name it, beginning with `notion`."""
    verb: str
    path: str
    """Below the root, with names in braces."""
    needs: Capability | None
    query: Mapping[str, Check] = field(default_factory=dict)
    body: Check | None = None
    """None where it takes no JSON."""
    is_form: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path)))


_COMMENT = obj(
    optional={
        "parent": obj(optional={"page_id": ID, "block_id": ID, "type": text()}),
        "discussion_id": ID,
        "rich_text": RICH_TEXT,
        "markdown": text(most=100_000),
        "attachments": listing(anything, most=3),
        "display_name": anything,
    }
)
METHODS: tuple[Method, ...] = (
    Method(
        id="notion.pages.create",
        verb="POST",
        path="v1/pages",
        needs="insert_content",
        query={"filter_properties": anything},
        body=obj(
            optional={
                "parent": _TRUE_PARENT,
                "properties": VALUES,
                "icon": or_null(ICON),
                "cover": or_null(FILE),
                "children": CHILDREN,
                "position": _position("page_start", "page_end"),
            }
        ),
    ),
    Method(
        id="notion.pages.retrieve",
        verb="GET",
        path="v1/pages/{page_id}",
        needs="read_content",
        query={"filter_properties": anything},
    ),
    Method(
        id="notion.pages.update",
        verb="PATCH",
        path="v1/pages/{page_id}",
        needs="update_content",
        query={"filter_properties": anything},
        body=obj(
            optional={
                "properties": VALUES,
                "icon": or_null(ICON),
                "cover": or_null(FILE),
                "is_locked": boolean,
                "in_trash": boolean,
                "erase_content": boolean,
            }
        ),
    ),
    Method(
        id="notion.pages.properties.retrieve",
        verb="GET",
        path="v1/pages/{page_id}/properties/{property_id}",
        needs="read_content",
        query=_PAGED,
    ),
    Method(id="notion.blocks.retrieve", verb="GET", path="v1/blocks/{block_id}", needs="read_content"),
    Method(
        id="notion.blocks.update",
        verb="PATCH",
        path="v1/blocks/{block_id}",
        needs="update_content",
        body=obj(optional={**UPDATES, "type": text(), "in_trash": boolean}),
    ),
    Method(id="notion.blocks.delete", verb="DELETE", path="v1/blocks/{block_id}", needs="update_content"),
    Method(
        id="notion.blocks.children.list",
        verb="GET",
        path="v1/blocks/{block_id}/children",
        needs="read_content",
        query=_PAGED,
    ),
    Method(
        id="notion.blocks.children.append",
        verb="PATCH",
        path="v1/blocks/{block_id}/children",
        needs="insert_content",
        body=obj({"children": CHILDREN}, {"position": _position("start", "end")}),
    ),
    Method(
        id="notion.databases.create",
        verb="POST",
        path="v1/databases",
        needs="insert_content",
        body=obj(
            {"parent": _TRUE_PARENT},
            {
                "title": RICH_TEXT,
                "description": RICH_TEXT,
                "is_inline": boolean,
                "initial_data_source": obj(optional={"properties": CONFIGS}),
                "icon": or_null(ICON),
                "cover": or_null(FILE),
            },
        ),
    ),
    Method(id="notion.databases.retrieve", verb="GET", path="v1/databases/{database_id}", needs="read_content"),
    Method(
        id="notion.databases.update",
        verb="PATCH",
        path="v1/databases/{database_id}",
        needs="update_content",
        body=obj(
            optional={
                "parent": _TRUE_PARENT,
                "title": RICH_TEXT,
                "description": RICH_TEXT,
                "is_inline": boolean,
                "icon": or_null(ICON),
                "cover": or_null(FILE),
                "in_trash": boolean,
                "is_locked": boolean,
            }
        ),
    ),
    Method(
        id="notion.data_sources.create",
        verb="POST",
        path="v1/data_sources",
        needs="insert_content",
        body=obj({"parent": _TRUE_PARENT, "properties": CONFIGS}, {"title": RICH_TEXT, "icon": or_null(ICON)}),
    ),
    Method(
        id="notion.data_sources.retrieve", verb="GET", path="v1/data_sources/{data_source_id}", needs="read_content"
    ),
    Method(
        id="notion.data_sources.update",
        verb="PATCH",
        path="v1/data_sources/{data_source_id}",
        needs="update_content",
        body=obj(
            optional={
                "title": RICH_TEXT,
                "icon": or_null(ICON),
                "properties": CONFIG_CHANGES,
                "in_trash": boolean,
                "parent": _TRUE_PARENT,
            }
        ),
    ),
    Method(
        id="notion.data_sources.query",
        verb="POST",
        path="v1/data_sources/{data_source_id}/query",
        needs="read_content",
        query={"filter_properties": anything},
        body=obj(
            optional={
                "filter": anything,
                "sorts": SORTS,
                "in_trash": boolean,
                "result_type": one_of("page", "data_source"),
                **_PAGED,
            }
        ),
    ),
    Method(
        id="notion.search",
        verb="POST",
        path="v1/search",
        needs="read_content",
        body=obj(optional={"query": text(), "filter": _FILTERED, "sort": _SEARCH_SORT, **_PAGED}),
    ),
    Method(id="notion.users.me", verb="GET", path="v1/users/me", needs=None),
    Method(id="notion.users.list", verb="GET", path="v1/users", needs="read_users", query=_PAGED),
    Method(id="notion.users.retrieve", verb="GET", path="v1/users/{user_id}", needs="read_users"),
    Method(id="notion.comments.create", verb="POST", path="v1/comments", needs="insert_comments", body=_COMMENT),
    Method(
        id="notion.comments.list",
        verb="GET",
        path="v1/comments",
        needs="read_comments",
        query={"block_id": ID, **_PAGED},
    ),
    Method(
        id="notion.file_uploads.create",
        verb="POST",
        path="v1/file_uploads",
        needs="insert_content",
        body=obj(
            optional={
                "mode": one_of("single_part", "multi_part", "external_url"),
                "filename": text(most=900),
                "content_type": text(most=200),
                "number_of_parts": between(1, 1000),
                "external_url": URL,
            }
        ),
    ),
    Method(
        id="notion.file_uploads.list",
        verb="GET",
        path="v1/file_uploads",
        needs="read_content",
        query={"status": one_of("pending", "uploaded", "expired", "failed"), **_PAGED},
    ),
    Method(
        id="notion.file_uploads.retrieve", verb="GET", path="v1/file_uploads/{file_upload_id}", needs="read_content"
    ),
    Method(
        id="notion.file_uploads.send",
        verb="POST",
        path="v1/file_uploads/{file_upload_id}/send",
        needs="insert_content",
        is_form=True,
    ),
    Method(
        id="notion.file_uploads.complete",
        verb="POST",
        path="v1/file_uploads/{file_upload_id}/complete",
        needs="insert_content",
        body=obj(),
    ),
)
BY_ID = {method.id: method for method in METHODS}


def find_method(verb: str, path: str) -> tuple[Method, dict[str, str]]:
    """The method at a path, and the values in it. Raises 400 where Notion has none."""
    for method in METHODS:
        if method.verb == verb and (found := method.pattern.fullmatch(path)):
            return method, found.groupdict()
    raise NotionError(400, "invalid_request_url", "Invalid request URL.")
