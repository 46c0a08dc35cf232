"""Finding out whether a write whose answer got lost has happened.

Notion takes no ids of ours, so a thing is known by its place, its words and its time; where two are alike nobody can
say which it is, and none is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from integrations.catalog.context import Ctx
from integrations.services.notion import api
from integrations.services.notion.api import Resource
from integrations.services.notion.content import contents
from integrations.services.notion.markdown import markdown_from
from integrations.services.notion.models.blocks import NotionAppended, NotionBlocksAppend
from integrations.services.notion.models.databases import NotionDatabase, NotionDatabaseCreate
from integrations.services.notion.models.pages import NotionPage, NotionPageCreate
from integrations.services.notion.models.people import NotionComment, NotionCommentCreate
from integrations.services.notion.parsing import parse_comment, parse_database, parse_page
from integrations.services.notion.rich_text import plain
from integrations.services.notion.sending import is_same, made_at, minute_of
from integrations.services.notion.trees import Tree, grow, read_tree

MOST_CHILDREN = 100_000


def find_made_page(ctx: Ctx, data: NotionPageCreate) -> str | None:
    """The id of the one page with this title that was made in its place since the call was opened."""
    since = minute_of(ctx.now)
    if data.data_source_id:
        conditions = [
            {"property": "title", "title": {"equals": data.title} if data.title else {"is_empty": True}},
            {"timestamp": "created_time", "created_time": {"on_or_after": since.isoformat()}},
        ]
        found, _ = api.listed(
            ctx, "/v1/data_sources/{id}/query", {"id": data.data_source_id}, body={"filter": {"and": conditions}}
        )
        return _only([str(each.get("id")) for each in found])
    if data.parent_page_id:
        return _only(_children_called(ctx, data.parent_page_id, "child_page", data.title))
    return None


def find_page(ctx: Ctx, data: NotionPageCreate) -> NotionPage | None:
    """The page that an earlier attempt has made, if all of its content is there."""
    page_id = find_made_page(ctx, data)
    if page_id is None:
        return None
    wanted = contents(data.markdown, data.blocks)
    there = read_tree(ctx, page_id, cap=MOST_CHILDREN)
    if there.warnings or markdown_from(there.blocks) != markdown_from(wanted):
        return None
    return parse_page(api.get(ctx, "/v1/pages/{page_id}", {"page_id": page_id}))


def find_appended(ctx: Ctx, data: NotionBlocksAppend) -> NotionAppended | None:
    """The blocks that an earlier attempt has added, if all of them are there."""
    wanted = contents(data.markdown, data.blocks)
    there, _ = api.listed(
        ctx, "/v1/blocks/{block_id}/children", {"block_id": data.block_id}, cap=MOST_CHILDREN, follow=True
    )
    since = minute_of(ctx.now)
    places = [
        start
        for start in range(len(there) - len(wanted) + 1)
        if all(
            made_at(one) >= since and is_same(one, other)
            for one, other in zip(there[start : start + len(wanted)], wanted, strict=True)
        )
    ]
    if len(places) != 1:
        return None
    found = there[places[0] : places[0] + len(wanted)]
    tree = Tree(found, len(found))
    grow(ctx, tree, found, cap=MOST_CHILDREN)
    if tree.warnings or markdown_from(tree.blocks) != markdown_from(wanted):
        return None
    ids = [str(each.get("id")) for each in found]
    return NotionAppended(block_id=data.block_id, block_ids=ids, count=tree.count, last_block_id=ids[-1])


def find_database(ctx: Ctx, data: NotionDatabaseCreate) -> NotionDatabase | None:
    """The one database with this title that was made in the page since the call was opened."""
    made = _only(_children_called(ctx, data.parent_page_id, "child_database", data.title))
    return parse_database(api.get(ctx, "/v1/databases/{database_id}", {"database_id": made})) if made else None


def find_comment(ctx: Ctx, data: NotionCommentCreate) -> NotionComment | None:
    """The one comment with these words that was made since the call was opened; not for an answer in a discussion,
    as Notion lists comments by page and block alone."""
    if data.block_id is None:
        return None
    wanted = plain(comment_text(data.markdown))
    found, _ = api.listed(ctx, "/v1/comments", query={"block_id": data.block_id}, cap=1000, follow=True)
    since = minute_of(ctx.now)
    same = [each for each in found if plain(each.get("rich_text")) == wanted and made_at(each) >= since]
    return parse_comment(same[0]) if len(same) == 1 else None


def comment_text(markdown: str) -> list[Resource]:
    """A comment is one text: blocks of Markdown in it are lines."""
    items: list[Resource] = []
    for block in contents(markdown, []):
        text = block[block["type"]].get("rich_text")
        if not isinstance(text, list):
            continue
        items += [*([{"type": "text", "text": {"content": "\n"}}] if items else []), *text]
    return items


def _children_called(ctx: Ctx, page_id: str, kind: str, title: str) -> list[str]:
    there, _ = api.listed(ctx, "/v1/blocks/{block_id}/children", {"block_id": page_id}, cap=MOST_CHILDREN, follow=True)
    moment = minute_of(ctx.now)
    called = [each for each in there if each.get("type") == kind and (each.get(kind) or {}).get("title") == title]
    return [str(each.get("id")) for each in called if made_at(each) >= moment]


def _only(ids: Sequence[str]) -> str | None:
    return ids[0] if len(ids) == 1 else None
