"""Reading what lies within blocks, level by level, several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from integrations.catalog.context import Ctx
from integrations.errors import MachinaError, ReconnectRequired
from integrations.services.notion import api
from integrations.services.notion.api import Resource

_PAGES = ("child_page", "child_database")
"""Kinds that are pages of their own; what they say is not a part of this one."""
AT_ONCE = 50
"""Parents of one level whose children are asked for before the next ones."""


@dataclass
class Tree:
    """Blocks with their children under ``children``."""

    blocks: list[Resource]
    count: int = 0
    warnings: list[str] = field(default_factory=list)


def read_tree(ctx: Ctx, block_id: str, *, cap: int) -> Tree:
    """Everything within a page or a block, ``cap`` blocks at most.

    Raises what Notion refuses with for the block itself; below it, what cannot be read is told in the warnings.
    """
    found, token = api.listed(ctx, "/v1/blocks/{block_id}/children", {"block_id": block_id}, cap=cap, follow=True)
    tree = Tree(found[:cap], min(len(found), cap))
    if token is not None or len(found) > cap:
        tree.warnings.append(f"Only the first {cap} blocks were read; raise max_blocks to read on.")
    grow(ctx, tree, tree.blocks, cap=cap)
    return tree


def grow(ctx: Ctx, tree: Tree, blocks: Sequence[Resource], *, cap: int) -> None:
    """Read what lies within these blocks, down to the ground."""
    level = _parents(blocks)
    while level:
        following: list[Resource] = []
        while level:
            now, level = level[:AT_ONCE], level[AT_ONCE:]
            for parent, children in zip(now, _children(ctx, now, tree), strict=True):
                room = max(0, cap - tree.count)
                if len(children) > room:
                    tree.warnings.append(f"Below {parent.get('id')} only {room} of {len(children)} blocks were read.")
                parent["children"] = children[:room]
                tree.count += len(parent["children"])
                following += _parents(parent["children"])
        level = following if tree.count < cap else []
        if following and not level:
            tree.warnings.append(f"Only the first {cap} blocks were read; raise max_blocks to read on.")


def _parents(blocks: Sequence[Resource]) -> list[Resource]:
    return [each for each in blocks if each.get("has_children") is True and each.get("type") not in _PAGES]


def _children(ctx: Ctx, parents: Sequence[Resource], tree: Tree) -> list[list[Resource]]:
    answers = api.children_of_many(ctx, [str(each.get("id")) for each in parents])
    read: list[list[Resource]] = []
    for parent, answer in zip(parents, answers, strict=True):
        if isinstance(answer, ReconnectRequired):
            raise answer
        if isinstance(answer, MachinaError):
            tree.warnings.append(f"What lies within {parent.get('id')} could not be read: {answer.detail}")
            read.append([])
            continue
        read.append(_to_the_end(ctx, str(parent.get("id")), answer))
    return read


def _to_the_end(ctx: Ctx, block_id: str, first: Resource) -> list[Resource]:
    found = [each for each in first.get("results") or [] if isinstance(each, dict)]
    cursor = first.get("next_cursor") if first.get("has_more") is True else None
    while cursor:
        page = api.get(
            ctx, "/v1/blocks/{block_id}/children", {"block_id": block_id}, page_size=api.PAGE, start_cursor=cursor
        )
        found += [each for each in page.get("results") or [] if isinstance(each, dict)]
        cursor = page.get("next_cursor") if page.get("has_more") is True else None
    return found
