"""Which blocks go into one request: 100 of one parent, two levels deep, 1,000 in all, half a megabyte.

Source: https://developers.notion.com/reference/patch-block-children and …/request-limits
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from integrations.services.notion.api import Resource
from integrations.services.notion.content import children_of, with_children

MOST_CHILDREN = 100
MOST_BLOCKS = 1000
MOST_BYTES = 450_000
"""Of 500 KB, with room for what is around the blocks."""
DEEPEST = 2
"""Levels of children below the blocks of a request."""
_WHOLE = ("column_list", "column")
"""Kinds that Notion takes only with what is in them."""


@dataclass(frozen=True)
class Prepared:
    """A block as a request has it, and the children that follow in requests of their own."""

    block: Resource
    later: tuple[Resource, ...] = ()


def batches(blocks: Sequence[Resource]) -> Iterator[list[Prepared]]:
    """The requests for blocks of one parent, in order."""
    batch: list[Prepared] = []
    count = size = 0
    for block in blocks:
        prepared = _prepared(block)
        more, bytes_more = _count(prepared.block), _bytes(prepared.block)
        is_full = len(batch) == MOST_CHILDREN or count + more > MOST_BLOCKS or size + bytes_more > MOST_BYTES
        if batch and is_full:
            yield batch
            batch, count, size = [], 0, 0
        batch.append(prepared)
        count, size = count + more, size + bytes_more
    if batch:
        yield batch


def _prepared(block: Resource) -> Prepared:
    children = children_of(block)
    if block["type"] == "table":
        # A table comes with its first rows, or not at all.
        return Prepared(with_children(block, children[:MOST_CHILDREN]), tuple(children[MOST_CHILDREN:]))
    if not children or block["type"] in _WHOLE or (_fits(children, DEEPEST) and _bytes(block) <= MOST_BYTES):
        return Prepared(block)
    return Prepared(with_children(block, []), tuple(children))


def _fits(children: Sequence[Resource], levels: int) -> bool:
    if len(children) > MOST_CHILDREN or levels == 0:
        return False
    inner = [each for child in children if (each := children_of(child))]
    return all(_fits(each, levels - 1) for each in inner) and sum(map(_count, children)) < MOST_BLOCKS


def _count(block: Resource) -> int:
    return 1 + sum(_count(child) for child in children_of(block))


def _bytes(block: Resource) -> int:
    return len(json.dumps(block).encode())
