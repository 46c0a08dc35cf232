"""Blocks: adding, listing, changing and deleting."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.notion import api, samples
from integrations.services.notion.api import Resource
from integrations.services.notion.content import contents
from integrations.services.notion.finding import find_appended
from integrations.services.notion.markdown.writing import children_of
from integrations.services.notion.models.blocks import (
    BLOCKS_CAP,
    NotionAppended,
    NotionBlock,
    NotionBlockDelete,
    NotionBlockDeleted,
    NotionBlockList,
    NotionBlocks,
    NotionBlocksAppend,
    NotionBlockUpdate,
)
from integrations.services.notion.parsing import parse_block
from integrations.services.notion.rich_text import MOST_PIECES, text_items
from integrations.services.notion.sending import Position, after_block, append
from integrations.services.notion.service import INSERT, READ, UPDATE, service
from integrations.services.notion.trees import Tree, grow

REFERENCE = "https://developers.notion.com/reference"


@service.operation(
    effect="write",
    scopes=[INSERT, READ],
    price="blocks_append",
    sample={
        "block_id": samples.NOTES,
        "block_ids": [samples.PARAGRAPH],
        "count": 1,
        "last_block_id": samples.PARAGRAPH,
        "warnings": [],
    },
    example={
        "block_id": samples.NOTES,
        "markdown": "## Decisions\n\n1. We launch on **Monday**.\n2. Ada writes the text.",
    },
    icon="append",
    documentation_url=f"{REFERENCE}/patch-block-children",
    reconcile=find_appended,
)
def append_blocks(ctx: Ctx, data: NotionBlocksAppend) -> NotionAppended:
    """Add content to a page, or within a block.

    Content may be as long and as deep as it needs: it is sent in parts of 100 blocks and two levels, in order, and goes
    on after the last block that has arrived. Texts over 2,000 characters are divided.
    """
    blocks = contents(data.markdown, data.blocks)
    if not blocks:
        raise InputError("The Markdown says nothing: there is no block to add.", field="markdown")
    sent = append(ctx, data.block_id, blocks, _position(data))
    return NotionAppended(block_id=data.block_id, block_ids=sent.top, count=sent.count, last_block_id=sent.last)


def _position(data: NotionBlocksAppend) -> Position | None:
    if data.after:
        return after_block(data.after)
    return {"type": "start"} if data.position == "start" else None


@service.operation(
    effect="read",
    scopes=[READ],
    price="blocks_list",
    sample={"blocks": [samples.BLOCK], "count": 1, "next_page_token": None, "warnings": []},
    example={"block_id": samples.HANDBOOK},
    icon="blocks",
    documentation_url=f"{REFERENCE}/get-block-children",
)
def list_blocks(ctx: Ctx, data: NotionBlockList) -> NotionBlocks:
    """List the blocks of a page, or what lies within a block.

    One level, or with nested everything below, at most 2,000 blocks at once.
    """
    found, token = api.listed(
        ctx,
        "/v1/blocks/{block_id}/children",
        {"block_id": data.block_id},
        max_results=data.max_results,
        page_token=data.page_token,
        cap=BLOCKS_CAP,
        follow=data.all_pages,
    )
    tree = Tree(found, len(found))
    if data.nested:
        grow(ctx, tree, found, cap=BLOCKS_CAP)
    blocks = [parse_block(block, level=level) for block, level in _in_order(tree.blocks, 0)]
    return NotionBlocks(blocks=blocks, count=len(blocks), next_page_token=token, warnings=tree.warnings)


def _in_order(blocks: list[Resource], level: int) -> list[tuple[Resource, int]]:
    return [each for block in blocks for each in ((block, level), *_in_order(children_of(block), level + 1))]


@service.operation(
    effect="idempotent_write",
    scopes=[UPDATE, READ],
    price="block_update",
    sample=samples.BLOCK,
    example={"block_id": samples.PARAGRAPH, "markdown": "We meet **every Tuesday** at ten."},
    icon="block-edit",
    documentation_url=f"{REFERENCE}/update-a-block",
)
def update_block(ctx: Ctx, data: NotionBlockUpdate) -> NotionBlock:
    """Change a block's text, or whether a task is done; what is not given stays.

    Its kind stays, and what lies within it. The Markdown has to be one block; a page's title is update_page's.
    """
    block = api.get(ctx, "/v1/blocks/{block_id}", {"block_id": data.block_id})
    kind = str(block.get("type"))
    content: Resource = dict(
        data.content.get(kind, data.content) if isinstance(data.content.get(kind), dict) else data.content
    )
    if data.markdown is not None:
        content |= _said(kind, data.markdown)
    if data.checked is not None:
        if kind != "to_do":
            raise InputError(f"A {kind} cannot be checked; only tasks (to_do) can.", field="checked")
        content["checked"] = data.checked
    if data.language is not None:
        if kind != "code":
            raise InputError(f"A {kind} has no language; only code has.", field="language")
        content["language"] = data.language
    if data.color is not None:
        content["color"] = data.color
    return parse_block(api.patch(ctx, "/v1/blocks/{block_id}", {kind: content}, {"block_id": data.block_id}))


def _said(kind: str, markdown: str) -> Resource:
    """The new text as the block's kind has it."""
    if kind == "code":
        return {"rich_text": _few(text_items(markdown))}
    if kind == "equation":
        return {"expression": markdown}
    blocks = contents(markdown, [])
    if len(blocks) > 1 or any(children_of(each) for each in blocks):
        words = (
            f"The Markdown makes {len(blocks)} blocks with what lies within them; this is one block. Use append_blocks."
        )
        raise InputError(words, field="markdown")
    text = blocks[0][blocks[0]["type"]].get("rich_text") if blocks else []
    if not isinstance(text, list):
        raise InputError(f"The Markdown is a {blocks[0]['type']}, which cannot stand in a {kind}.", field="markdown")
    name = "caption" if kind in ("image", "video", "audio", "file", "pdf", "bookmark", "embed") else "rich_text"
    return {name: _few(text)}


def _few(items: list[Resource]) -> list[Resource]:
    if len(items) > MOST_PIECES:
        raise InputError(f"A block takes {MOST_PIECES} pieces of text; this has {len(items)}.", field="markdown")
    return items


@service.operation(
    effect="destructive",
    scopes=[UPDATE],
    price="block_update",
    sample={"block_id": samples.LEFTOVER, "deleted": True},
    example={"block_id": samples.LEFTOVER},
    icon="block-trash",
    documentation_url=f"{REFERENCE}/delete-a-block",
)
def delete_block(ctx: Ctx, data: NotionBlockDelete) -> NotionBlockDeleted:
    """Delete a block with everything within it.

    A page that is given goes to the trash. People can bring it back from the trash in Notion's app.
    """
    gone = api.delete(ctx, "/v1/blocks/{block_id}", {"block_id": data.block_id})
    return NotionBlockDeleted(block_id=str(gone.get("id") or data.block_id), deleted=gone.get("in_trash") is not False)
