"""Notion's rich text: pieces of at most 2,000 UTF-16 units, and what they say in plain words.

Source: https://developers.notion.com/reference/request-limits#limits-for-property-values
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from integrations.services.notion.api import Resource

MOST_UNITS = 2000
"""Of one piece. Notion counts as JavaScript does: what lies outside the basic plane, most emoji, counts twice."""
MOST_PIECES = 100
MOST_LINK = 2000
PLAIN: Mapping[str, object] = {
    "bold": False,
    "italic": False,
    "strikethrough": False,
    "underline": False,
    "code": False,
    "color": "default",
}


def units(text: str) -> int:
    """Its length as Notion counts it, in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def pieces(text: str, most: int = MOST_UNITS) -> Iterator[str]:
    """The text in pieces that Notion takes, none of which ends within a character. Nothing for an empty text."""
    start, length = 0, 0
    for place, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        if length + width > most:
            yield text[start:place]
            start, length = place, 0
        length += width
    if start < len(text):
        yield text[start:]


def text_items(text: str, annotations: Mapping[str, object] | None = None, link: str | None = None) -> list[Resource]:
    """A text as rich text, in as many pieces as it needs, all of one look."""
    marks = {name: value for name, value in (annotations or {}).items() if value != PLAIN.get(name)}
    look: Resource = {"annotations": marks} if marks else {}
    target = {"link": {"url": link}} if link else {}
    return [{"type": "text", "text": {"content": piece, **target}, **look} for piece in pieces(text)]


def fitted(items: Iterable[Mapping[str, Any]]) -> list[Resource]:
    """Rich text as it was given, with texts that are too long in pieces, and neighbours of one look joined."""
    joined: list[Resource] = []
    for item in items:
        last = joined[-1] if joined else None
        if last is not None and _is_text(last) and _is_text(item) and _look(last) == _look(item):
            joined[-1] = _with_content(last, _content(last) + _content(item))
        else:
            joined.append(dict(item))
    return [part for item in joined for part in _split(item)]


def plain(items: object) -> str:
    """What rich text says, without its looks."""
    if not isinstance(items, Sequence) or isinstance(items, str):
        return ""
    return "".join(_plain_of(item) for item in items if isinstance(item, dict))


def _plain_of(item: Resource) -> str:
    said = item.get("plain_text")
    if isinstance(said, str):
        return said
    if item.get("type") == "equation" or "equation" in item:
        return str((item.get("equation") or {}).get("expression") or "")
    return _content(item)


def _is_text(item: Mapping[str, Any]) -> bool:
    return "text" in item and isinstance(item.get("text"), dict)


def _content(item: Mapping[str, Any]) -> str:
    return str((item.get("text") or {}).get("content") or "")


def _look(item: Mapping[str, Any]) -> object:
    link = (item.get("text") or {}).get("link")
    marks = {**PLAIN, **(item.get("annotations") or {})}
    return sorted(marks.items(), key=str), (link or {}).get("url") if isinstance(link, dict) else None


def _with_content(item: Mapping[str, Any], content: str) -> Resource:
    # What Notion told of the piece before is not true of another one.
    kept = {name: value for name, value in item.items() if name not in ("plain_text", "href")}
    return {**kept, "text": {**item["text"], "content": content}}


def _split(item: Resource) -> list[Resource]:
    if not _is_text(item) or units(_content(item)) <= MOST_UNITS:
        return [item]
    return [_with_content(item, piece) for piece in pieces(_content(item))]
