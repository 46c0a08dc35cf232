"""Content on its way to Notion: Markdown or blocks, within the limits for each block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from integrations.errors import InputError
from integrations.services.notion.api import Resource
from integrations.services.notion.markdown import blocks_from
from integrations.services.notion.rich_text import MOST_PIECES, fitted

_LEADING = ("bulleted_list_item", "numbered_list_item", "to_do", "quote", "toggle", "callout")
"""Kinds whose text can go on in a paragraph below it."""


def contents(markdown: str, blocks: Sequence[Resource]) -> list[Resource]:
    """The blocks to send. Raises InputError for a block that says no kind."""
    return within_limits(blocks_from(markdown) if markdown else _checked(blocks, "blocks"))


def within_limits(blocks: Sequence[Resource]) -> list[Resource]:
    """Each text in pieces that Notion takes, and a block with more than 100 of them in several."""
    return [part for block in blocks for part in _parts(block)]


def children_of(block: Resource) -> list[Resource]:
    inner = block.get(str(block.get("type")))
    children = inner.get("children") if isinstance(inner, dict) else None
    return children if isinstance(children, list) else []


def with_children(block: Resource, children: Sequence[Resource]) -> Resource:
    kind = str(block["type"])
    content = {name: value for name, value in block[kind].items() if name != "children"}
    return {**block, kind: {**content, "children": list(children)} if children else content}


def _checked(blocks: Sequence[Resource], place: str) -> list[Resource]:
    """As they were given, with their kind said and children where Notion wants them."""
    return [_checked_one(each, f"{place}.{number}") for number, each in enumerate(blocks)]


def _checked_one(block: Any, place: str) -> Resource:  # what a caller has written as a block
    kind = block.get("type") if isinstance(block, dict) else None
    if isinstance(block, dict) and kind is None:
        kind = next((name for name in block if isinstance(block[name], dict)), None)
    if not isinstance(kind, str) or not isinstance(block.get(kind), dict):
        raise InputError(
            f"{str(block)[:80]!r} is no block: it needs a type, such as paragraph, and an object under that name.",
            field=place,
        )
    content = dict(block[kind])
    below = content.pop("children", block.get("children")) or []
    if not isinstance(below, list):
        raise InputError(f"The children of {kind} are no list.", field=f"{place}.children")
    if below:
        content["children"] = _checked(below, f"{place}.children")
    return {"object": "block", "type": kind, kind: content}


def _parts(block: Resource) -> Iterator[Resource]:
    kind = str(block["type"])
    content = dict(block[kind])
    for name in ("rich_text", "caption"):
        if isinstance(content.get(name), list):
            content[name] = fitted(content[name])
    if isinstance(content.get("cells"), list):
        content["cells"] = [fitted(cell) if isinstance(cell, list) else cell for cell in content["cells"]]
    children = within_limits(children_of(block))
    text = content.get("rich_text")
    if not isinstance(text, list) or len(text) <= MOST_PIECES:
        yield with_children({**block, kind: content}, children)
        return
    runs = [text[start : start + MOST_PIECES] for start in range(0, len(text), MOST_PIECES)]
    if kind in _LEADING:
        rest = [{"object": "block", "type": "paragraph", "paragraph": {"rich_text": run}} for run in runs[1:]]
        yield with_children({**block, kind: {**content, "rich_text": runs[0]}}, [*rest, *children])
        return
    for number, run in enumerate(runs, start=1):
        yield with_children({**block, kind: {**content, "rich_text": run}}, children if number == len(runs) else [])
