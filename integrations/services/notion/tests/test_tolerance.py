"""Answers with more and with less than is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from integrations.catalog.context import Ctx
from integrations.catalog.testing.served import ServedContext, served_context
from integrations.services.notion.models.blocks import NotionBlockList
from integrations.services.notion.models.databases import (
    NotionDatabaseGet,
    NotionDataSourceGet,
    NotionDataSourceQuery,
)
from integrations.services.notion.models.pages import NotionPageGet, NotionPageMarkdownGet, NotionSearch
from integrations.services.notion.models.people import NotionCommentList, NotionUserList
from integrations.services.notion.operations.blocks import list_blocks
from integrations.services.notion.operations.comments import list_comments
from integrations.services.notion.operations.databases import get_data_source, get_database, query_data_source
from integrations.services.notion.operations.pages import get_page, get_page_markdown
from integrations.services.notion.operations.search import search
from integrations.services.notion.operations.users import list_users
from integrations.services.notion.service import service

NEW = {"brand_new_of_notions": {"x": 1}}
PAGE = {
    "object": "page",
    "id": "p",
    "url": "https://www.notion.so/p",
    "icon": {"type": "custom_emoji", "custom_emoji": {"id": "e", "url": "https://e.example/"}},
    "parent": {"type": "agent_id", "agent_id": "a"},
    "properties": {"Name": {"id": "title", "type": "title", "title": [{"type": "text", "text": {"content": "T"}}]}},
}
BLOCK = {"object": "block", "id": "b", "type": "paragraph", "paragraph": {"rich_text": [{"plain_text": "Hi"}]}}
MORE = {
    "page": {**PAGE, "properties": {**PAGE["properties"], "New": {"type": "hologram", "hologram": 3}}},  # type: ignore[dict-item]
    "block": {**BLOCK, "type": "hologram", "hologram": {"depth": 3}},
    "comment": {"id": "c", "discussion_id": "d", "rich_text": [{"type": "hologram"}], "created_time": "yesterday"},
    "user": {"object": "user", "id": "u", "type": "person", "person": {"email": "ada@globex.example"}, "name": "Ada"},
    "database": {"id": "d", "title": [{"plain_text": "T"}], "data_sources": [{"id": "s", "name": "S"}]},
    "source": {"object": "data_source", "id": "s", "properties": {"New": {"type": "hologram", "hologram": {}}}},
}


def _lists(*entries: Any) -> dict[str, Any]:
    return {"object": "list", "results": list(entries), "has_more": False, "next_cursor": None}


CASES: list[tuple[Callable[[Ctx, Any], BaseModel], BaseModel, list[tuple[str, str, Any, Any]]]] = [
    (search, NotionSearch(), [("POST", "/v1/search", _lists(MORE["page"], MORE["source"]), _lists({"id": "x"}))]),
    (get_page, NotionPageGet(page_id="p"), [("GET", "/v1/pages/p", MORE["page"], {"id": "p"})]),
    (
        get_page_markdown,
        NotionPageMarkdownGet(page_id="p"),
        [
            ("GET", "/v1/pages/p", MORE["page"], {"id": "p"}),
            ("GET", "/v1/blocks/p/children", _lists(MORE["block"], BLOCK), {}),
        ],
    ),
    (
        list_blocks,
        NotionBlockList(block_id="p"),
        [("GET", "/v1/blocks/p/children", _lists(MORE["block"]), _lists({"id": "x"}))],
    ),
    (
        query_data_source,
        NotionDataSourceQuery(data_source_id="s"),
        [("POST", "/v1/data_sources/s/query", _lists(MORE["page"], MORE["source"]), _lists({"id": "x"}))],
    ),
    (get_database, NotionDatabaseGet(database_id="d"), [("GET", "/v1/databases/d", MORE["database"], {"id": "d"})]),
    (
        get_data_source,
        NotionDataSourceGet(data_source_id="s"),
        [("GET", "/v1/data_sources/s", MORE["source"], {"id": "s"})],
    ),
    (list_users, NotionUserList(), [("GET", "/v1/users", _lists(MORE["user"]), _lists({"id": "u"}))]),
    (
        list_comments,
        NotionCommentList(block_id="p"),
        [("GET", "/v1/comments", _lists(MORE["comment"]), _lists({"id": "c"}))],
    ),
]


def _declare(ctx: ServedContext, answers: list[tuple[str, str, Any]]) -> None:
    for method, path, body in answers:
        ctx.vendor.will_answer(method, path, body)


@pytest.mark.parametrize(("operation", "data", "answers"), CASES, ids=[case[0].__name__ for case in CASES])
def test_more_and_less_than_is_known_is_read(
    operation: Callable[[Ctx, Any], BaseModel], data: BaseModel, answers: list[tuple[str, str, Any, Any]]
) -> None:
    with served_context(service) as ctx:
        _declare(ctx, [(method, path, {**more, **NEW}) for method, path, more, _ in answers])
        rich = operation(ctx, data)
        _declare(ctx, [(method, path, less) for method, path, _, less in answers])
        poor = operation(ctx, data)

    assert type(rich) is type(poor)
    assert rich != poor


def test_one_comment_that_cannot_be_read_leaves_the_others() -> None:
    good = {"id": "g", "discussion_id": "d", "rich_text": [{"plain_text": "Good"}]}
    with served_context(service) as ctx:
        ctx.vendor.will_answer("GET", "/v1/comments", _lists(MORE["comment"], good))
        found = list_comments(ctx, NotionCommentList(block_id="p"))

    assert [(each.comment_id, each.plain_text) for each in found.comments] == [("c", ""), ("g", "Good")]
    assert found.comments[0].warnings == ["created_time could not be read: 'yesterday'"]


def test_every_request_names_the_newest_version() -> None:
    with served_context(service) as ctx:
        ctx.vendor.will_answer("GET", "/v1/pages/p", PAGE)
        get_page(ctx, NotionPageGet(page_id="p"))

    assert ctx.vendor.requests[0].headers["notion-version"] == "2026-03-11"


def test_long_properties_are_read_to_their_end() -> None:
    related = [{"id": f"r{number}"} for number in range(25)]
    page = {**PAGE, "properties": {"Of": {"id": "a%3Bb", "type": "relation", "relation": related, "has_more": True}}}
    items = [{"object": "property_item", "type": "relation", "relation": {"id": f"r{number}"}} for number in range(60)]
    with served_context(service) as ctx:
        ctx.vendor.will_answer("GET", "/v1/pages/p", page)
        first = {**_lists(*items[:40]), "has_more": True, "next_cursor": "c"}
        ctx.vendor.will_answer("GET", "/v1/pages/p/properties/a;b", first)
        ctx.vendor.will_answer("GET", "/v1/pages/p/properties/a;b", _lists(*items[40:]))
        found = get_page(ctx, NotionPageGet(page_id="p"))

    assert found.properties["Of"] == [f"r{number}" for number in range(60)]


def test_what_lies_deep_is_asked_for_beside_one_another() -> None:
    parents = [{**BLOCK, "id": f"b{number}", "has_children": True} for number in range(3)]
    with served_context(service) as ctx:
        ctx.vendor.will_answer("GET", "/v1/pages/p", PAGE)
        ctx.vendor.will_answer("GET", "/v1/blocks/p/children", _lists(*parents))
        for parent in parents:
            below = {**BLOCK, "paragraph": {"rich_text": [{"plain_text": f"below {parent['id']}"}]}}
            ctx.vendor.will_answer("GET", f"/v1/blocks/{parent['id']}/children", _lists(below))
        found = get_page_markdown(ctx, NotionPageMarkdownGet(page_id="p"))

    assert found.markdown == "Hi\n\nbelow b0\n\nHi\n\nbelow b1\n\nHi\n\nbelow b2"
    assert found.count == 6
