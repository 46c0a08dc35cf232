"""Markdown as Notion's blocks, as they are sent: children lie within their block, however deep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from integrations.services.notion.api import Resource
from integrations.services.notion.markdown.languages import is_named, language_of
from integrations.services.notion.markdown.parser import parsed
from integrations.services.notion.markdown.reading_inline import (
    MOST_EXPRESSION,
    Image,
    parts_of,
    rich_text_from,
    without_images,
)
from integrations.services.notion.rich_text import fitted, text_items, units

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

DEEPEST_HEADING = 4
_TASK = re.compile(r"\[([ xX])\](?=\s|$)")
_TOGGLE = re.compile(r"<details>\s*<summary>(.*?)</summary>\s*", re.DOTALL | re.IGNORECASE)
_TOGGLE_END = re.compile(r"\s*</details>\s*", re.IGNORECASE)


def blocks_from(markdown: str) -> list[Resource]:
    """The blocks that a text makes; none for one that says nothing."""
    return _blocks(parsed(markdown))


def block(kind: str, content: Resource, children: Sequence[Resource] = ()) -> Resource:
    """A block as requests have it."""
    inner = {**content, "children": list(children)} if children else content
    return {"object": "block", "type": kind, kind: inner}


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> list[Resource]:
    found: list[Resource] = []
    place = 0
    while place < len(nodes):
        node = nodes[place]
        end = _end_of_toggle(nodes, place)
        if end is None:
            found += _of_node(node)
            place += 1
            continue
        summary = _TOGGLE.fullmatch(node.content)
        title = rich_text_from(summary[1].strip()) if summary else []
        found.append(block("toggle", {"rich_text": title}, _blocks(nodes[place + 1 : end])))
        place = end + 1
    return found


def _of_node(node: SyntaxTreeNode) -> list[Resource]:
    kind = node.type
    if kind == "paragraph":
        return list(_paragraphs(node))
    if kind == "heading":
        level = min(int(node.tag[1:]), DEEPEST_HEADING)
        return [block(f"heading_{level}", {"rich_text": _text_of(node)})]
    if kind in ("bullet_list", "ordered_list"):
        return [_item(each, is_bullet=kind == "bullet_list") for each in node.children]
    if kind == "blockquote":
        text, children = _led_by_text(node.children)
        return [block("quote", {"rich_text": text}, children)]
    if kind in ("fence", "code_block"):
        return [_code(node.content, node.info.strip() if kind == "fence" else "")]
    if kind == "hr":
        return [block("divider", {})]
    if kind == "table":
        return [_table(node)]
    return _html(node.content)


def _paragraphs(node: SyntaxTreeNode) -> Iterator[Resource]:
    """A paragraph, in several where images stand in it."""
    text: list[Resource] = []
    for part in parts_of(node.children[0].children):
        if not isinstance(part, Image):
            text.append(part)
            continue
        if _says_something(text):
            yield block("paragraph", {"rich_text": fitted(text)})
        text = []
        yield _image(part)
    if _says_something(text):
        yield block("paragraph", {"rich_text": fitted(text)})


def _says_something(items: Sequence[Resource]) -> bool:
    return any("text" not in item or item["text"]["content"].strip() for item in items)


def _image(image: Image) -> Resource:
    caption = {"caption": image.caption} if image.caption else {}
    return block("image", {"type": "external", "external": {"url": image.url}, **caption})


def _text_of(node: SyntaxTreeNode) -> list[Resource]:
    return without_images(parts_of(node.children[0].children)) if node.children else []


def _led_by_text(nodes: Sequence[SyntaxTreeNode]) -> tuple[list[Resource], list[Resource]]:
    """The text that a list's item or a quote begins with, and everything below it."""
    below = _blocks(nodes)
    if nodes and nodes[0].type == "paragraph" and below and below[0]["type"] == "paragraph":
        return below[0]["paragraph"]["rich_text"], below[1:]
    return [], below


def _item(node: SyntaxTreeNode, *, is_bullet: bool) -> Resource:
    text, children = _led_by_text(node.children)
    if not is_bullet:
        return block("numbered_list_item", {"rich_text": text}, children)
    task = _task_of(node)
    if task is None or not text or "text" not in text[0]:
        return block("bulleted_list_item", {"rich_text": text}, children)
    first = text[0]["text"]["content"].removeprefix(task[0])
    rest = text_items(
        first.removeprefix(" "), text[0].get("annotations"), (text[0]["text"].get("link") or {}).get("url")
    )
    return block("to_do", {"rich_text": [*rest, *text[1:]], "checked": task[1] != " "}, children)


def _task_of(node: SyntaxTreeNode) -> re.Match[str] | None:
    """The box that a task begins with, unless its bracket is escaped or opens a link."""
    if not node.children or node.children[0].type != "paragraph":
        return None
    inline = node.children[0].children[0]
    found = _TASK.match(inline.content)
    is_text = bool(inline.children) and inline.children[0].type == "text"
    return found if is_text and inline.children[0].content.startswith(found[0] if found else "\0") else None


def _code(content: str, info: str) -> Resource:
    text = content.removesuffix("\n")
    if info == "math" and 0 < units(text) <= MOST_EXPRESSION:
        return block("equation", {"expression": text})
    language = language_of(info)
    # What stands after the fence besides a language that Notion knows is kept as the caption.
    caption = {} if is_named(info, language) else {"caption": text_items(info)}
    return block("code", {"rich_text": text_items(text), "language": language, **caption})


def _table(node: SyntaxTreeNode) -> Resource:
    rows = [[_text_of(cell) for cell in row.children] for part in node.children for row in part.children]
    has_header = any(rows[0]) or len(rows) == 1
    # Markdown's tables have a header; one that says nothing stands for none.
    shown = rows if has_header else rows[1:]
    content = {"table_width": len(rows[0]), "has_column_header": has_header, "has_row_header": False}
    return block("table", content, [block("table_row", {"cells": cells}) for cells in shown])


def _end_of_toggle(nodes: Sequence[SyntaxTreeNode], place: int) -> int | None:
    """Where the toggle ends that begins here; None if none does."""
    if nodes[place].type != "html_block" or not _TOGGLE.fullmatch(nodes[place].content):
        return None
    depth = 0
    for at in range(place, len(nodes)):
        if nodes[at].type == "html_block":
            depth += bool(_TOGGLE.fullmatch(nodes[at].content)) - bool(_TOGGLE_END.fullmatch(nodes[at].content))
            if depth == 0:
                return at
    return None


def _html(content: str) -> list[Resource]:
    """HTML is kept as the text it is; a comment says nothing."""
    text = content.strip()
    if not text or (text.startswith("<!--") and text.endswith("-->")):
        return []
    return [block("paragraph", {"rich_text": text_items(text)})]
