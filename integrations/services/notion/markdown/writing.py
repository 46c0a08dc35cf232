"""Notion's blocks as Markdown; what Markdown has no form for is written as what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from integrations.services.notion.api import Resource
from integrations.services.notion.markdown.languages import PLAIN_TEXT
from integrations.services.notion.markdown.writing_inline import markdown_of
from integrations.services.notion.rich_text import plain

_BULLETS = ("bulleted_list_item", "to_do")
_LISTS = (*_BULLETS, "numbered_list_item")
_MEDIA = ("image", "video", "audio", "file", "pdf")
_ADDRESSES = ("bookmark", "embed", "link_preview")
_CONTAINERS = ("column_list", "column", "synced_block", "template", "tab", "meeting_notes", "transcription")
_SILENT = ("breadcrumb", "table_of_contents", "unsupported")
PAGE_ADDRESS = "https://www.notion.so/"
_ONE_LINE = "<br>"


def markdown_from(blocks: Sequence[Resource]) -> str:
    """The Markdown of blocks, whose children lie in them as in requests or under ``children``."""
    return _joined(list(_flattened(blocks)))


def children_of(block: Resource) -> list[Resource]:
    inner = _content(block).get("children", block.get("children"))
    return [each for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []


def _content(block: Resource) -> Resource:
    inner = block.get(str(block.get("type")))
    return inner if isinstance(inner, dict) else {}


def _flattened(blocks: Sequence[Resource]) -> Iterator[Resource]:
    """Without blocks that only hold others, and what Markdown cannot put below its parent put after it."""
    for block in blocks:
        kind = block.get("type")
        if kind in _CONTAINERS:
            yield from _flattened(children_of(block))
        elif kind not in _SILENT:
            yield block
            if str(kind).startswith("heading_") or kind == "paragraph":
                yield from _flattened(children_of(block))


def _joined(blocks: list[Resource]) -> str:
    parts: list[str] = []
    number, before = 0, None
    for block in blocks:
        kind = str(block.get("type"))
        number = _number(block, number if before is not None and before.get("type") == kind else 0)
        text = _written(block, number)
        if text is None:
            continue
        if parts:
            parts.append("\n" if _is_tight(before, block) else "\n\n")
        parts.append(text)
        before = block
    return "".join(parts)


def _number(block: Resource, last: int) -> int:
    start = _content(block).get("list_start_index")
    return start if last == 0 and isinstance(start, int) and start >= 0 else last + 1


def _is_tight(before: Resource | None, block: Resource) -> bool:
    """Whether two items of one list may stand without a line between them."""
    if before is None or str(before.get("type")) not in _LISTS or str(block.get("type")) not in _LISTS:
        return False
    same = (before["type"] in _BULLETS) == (block["type"] in _BULLETS)
    return same and not children_of(before) and bool(plain(_content(before).get("rich_text")))


def _written(block: Resource, number: int) -> str | None:
    """One block; None for one that says nothing."""
    kind, content = str(block.get("type")), _content(block)
    if kind == "paragraph":
        return markdown_of(content.get("rich_text")) or None
    if kind.startswith("heading_"):
        return _heading(kind, content)
    if kind in _LISTS:
        return _item(block, number)
    if kind in ("quote", "callout"):
        return _quote(block)
    if kind == "toggle":
        return _toggle(block)
    if kind == "code":
        return _code(content)
    if kind == "equation":
        return _fenced(str(content.get("expression") or ""), "math")
    if kind == "divider":
        return "---"
    if kind == "table":
        return _table(block)
    return _place(kind, block)


def _heading(kind: str, content: Resource) -> str:
    level = kind.removeprefix("heading_")
    text = markdown_of(content.get("rich_text"), line_break=_ONE_LINE)
    return f"{'#' * int(level) if level.isdecimal() else '#'} {text}".rstrip(" ")


def _item(block: Resource, number: int) -> str:
    kind, content = block["type"], _content(block)
    marker = f"{number}. " if kind == "numbered_list_item" else "- "
    text = markdown_of(content.get("rich_text"))
    if kind == "to_do":
        text = f"[{'x' if content.get('checked') is True else ' '}] {text}".rstrip(" ")
    return _led(marker.rstrip(" ") if not text else marker, len(marker), text, children_of(block))


def _led(marker: str, width: int, text: str, children: Sequence[Resource]) -> str:
    below = list(_flattened(children))
    inner = _joined(below)
    if not inner:
        return marker + _indented(text, width).lstrip(" ")
    is_close = not text or str(below[0].get("type")) in _LISTS
    return (
        f"{marker}{_indented(text, width).lstrip(' ')}{chr(10) if is_close else chr(10) * 2}{_indented(inner, width)}"
    )


def _indented(text: str, width: int) -> str:
    return "\n".join(f"{' ' * width}{line}" if line else line for line in text.split("\n"))


def _quote(block: Resource) -> str:
    content = _content(block)
    text = markdown_of(content.get("rich_text"))
    icon = content.get("icon")
    if block["type"] == "callout" and isinstance(icon, dict) and isinstance(icon.get("emoji"), str):
        text = f"{icon['emoji']} {text}".strip()
    inner = _joined(list(_flattened(children_of(block))))
    whole = "\n\n".join(part for part in (text, inner) if part)
    return "\n".join(f"> {line}" if line else ">" for line in whole.split("\n"))


def _toggle(block: Resource) -> str:
    title = markdown_of(_content(block).get("rich_text"), line_break=_ONE_LINE)
    inner = _joined(list(_flattened(children_of(block))))
    opened = f"<details>\n<summary>{title}</summary>"
    return "\n\n".join(part for part in (opened, inner, "</details>") if part)


def _code(content: Resource) -> str:
    language = str(content.get("language") or PLAIN_TEXT)
    info = plain(content.get("caption")).replace("\n", " ").strip() or ("" if language == PLAIN_TEXT else language)
    return _fenced(plain(content.get("rich_text")), info)


def _fenced(text: str, info: str) -> str:
    mark = "~" if "`" in info else "`"
    longest = max((len(run) for run in re.findall(f"{mark}+", text)), default=0)
    fence = mark * max(3, longest + 1)
    safe = re.sub(r"([\\&])", r"\\\1", info)
    return f"{fence}{safe}\n{text}\n{fence}" if text else f"{fence}{safe}\n{fence}"


def _table(block: Resource) -> str | None:
    content, rows = _content(block), [_content(row).get("cells") for row in children_of(block)]
    cells = [
        [markdown_of(cell, line_break=_ONE_LINE, in_cell=True) for cell in row] for row in rows if isinstance(row, list)
    ]
    width = max((len(row) for row in cells), default=content.get("table_width") or 0)
    if not width:
        return None
    if content.get("has_column_header") is not True:
        cells = [[""] * width, *cells]
    lines = [_row([*row, *[""] * (width - len(row))]) for row in cells or [[""] * width]]
    return "\n".join([lines[0], _row(["---"] * width), *lines[1:]])


def _cell(items: object) -> str:
    return markdown_of(items, line_break=_ONE_LINE, in_cell=True)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _place(kind: str, block: Resource) -> str | None:
    """What leads somewhere: files, addresses and pages."""
    content = _content(block)
    caption = markdown_of(content.get("caption"), line_break=_ONE_LINE)
    if kind in _MEDIA:
        inner = content.get(str(content.get("type")))
        url = str(inner.get("url") or "") if isinstance(inner, dict) else ""
        name = caption or ("" if kind == "image" else markdown_of([{"plain_text": str(content.get("name") or url)}]))
        return f"{'!' if kind == 'image' else ''}[{name}]({_target(url)})" if url else None
    if kind in _ADDRESSES:
        url = str(content.get("url") or "")
        return f"[{caption or markdown_of([{'plain_text': url}])}]({_target(url)})" if url else None
    if kind in ("child_page", "child_database"):
        title = markdown_of([{"plain_text": str(content.get("title") or "Untitled")}])
        return f"[{title}]({PAGE_ADDRESS}{str(block.get('id') or '').replace('-', '')})"
    if kind == "link_to_page":
        target = str(content.get(str(content.get("type"))) or "")
        return f"[{PAGE_ADDRESS}{target.replace('-', '')}]({PAGE_ADDRESS}{target.replace('-', '')})" if target else None
    return markdown_of(content.get("rich_text")) or None


def _target(url: str) -> str:
    escaped = re.sub(r"([\\<>&])", r"\\\1", url)
    return f"<{escaped}>" if re.search(r"[\s()]", url) else escaped
