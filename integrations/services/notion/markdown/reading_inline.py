"""Inline Markdown as Notion's rich text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from integrations.services.notion.api import Resource
from integrations.services.notion.markdown.parser import is_address, parsed_inline
from integrations.services.notion.rich_text import fitted, text_items, units

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

MOST_EXPRESSION = 1000
_MARKS = {"strong": "bold", "em": "italic", "s": "strikethrough"}
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TEXT = ("text", "text_special")


@dataclass(frozen=True)
class Look:
    """How a text looks, and where it leads."""

    marks: frozenset[str] = frozenset()
    link: str | None = None

    @property
    def annotations(self) -> Mapping[str, object]:
        return dict.fromkeys(sorted(self.marks), True)


@dataclass(frozen=True)
class Image:
    """An image within a text, which Notion has as a block of its own."""

    url: str
    caption: list[Resource]


Part = Resource | Image


def rich_text_from(markdown: str) -> list[Resource]:
    """One line of Markdown, such as a comment; images in it are links to them."""
    return without_images(parts_of(parsed_inline(markdown)))


def parts_of(nodes: Sequence[SyntaxTreeNode]) -> list[Part]:
    """Rich text and images in their order."""
    reader = _Reader()
    reader.read(nodes, Look())
    return reader.parts


def without_images(parts: Sequence[Part]) -> list[Resource]:
    """Rich text alone, where Notion takes nothing else."""
    items: list[Resource] = []
    for part in parts:
        items += _as_link(part) if isinstance(part, Image) else [part]
    return fitted(items)


def _as_link(image: Image) -> list[Resource]:
    named = [{**item, "text": {**item["text"], "link": {"url": image.url}}} for item in image.caption if "text" in item]
    return named or text_items(image.url, link=image.url)


class _Reader:
    """Walks over one text; ``<u>`` counts until ``</u>``, across everything between them."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._underlined = 0

    def read(self, nodes: Sequence[SyntaxTreeNode], look: Look) -> None:
        place, left = 0, None
        while place < len(nodes):
            node = nodes[place]
            text = node.content if left is None else left
            left = None
            if node.type == "text" and _equation_follows(text, nodes, place):
                self._text(text[:-1], look)
                self._equation(nodes[place + 1].content, look)
                # What stands after the closing dollar may open the next one.
                place, left = place + 2, nodes[place + 2].content[1:]
                continue
            if node.type in _TEXT:
                self._text(text, look)
            else:
                self._one(node, look)
            place += 1

    def _one(self, node: SyntaxTreeNode, look: Look) -> None:
        kind = node.type
        if kind in _MARKS:
            self.read(node.children, replace(look, marks=look.marks | {_MARKS[kind]}))
        elif kind == "code_inline":
            self._text(node.content, replace(look, marks=look.marks | {"code"}))
        elif kind == "softbreak":
            self._text(" ", look)
        elif kind == "hardbreak":
            self._text("\n", look)
        elif kind == "link":
            self._link(node, look)
        elif kind == "image":
            self._image(node, look)
        else:
            self._html(node.content, look)

    def _text(self, text: str, look: Look) -> None:
        marks = look.marks | {"underline"} if self._underlined else look.marks
        self.parts += text_items(text, replace(look, marks=marks).annotations, look.link)

    def _link(self, node: SyntaxTreeNode, look: Look) -> None:
        url = str(node.attrs.get("href", ""))
        if is_address(url):
            self.read(node.children, replace(look, link=url))
            return
        # Notion refuses addresses that are not complete; what was written is kept as text.
        self._text("[", look)
        self.read(node.children, look)
        self._text(f"]({url})", look)

    def _image(self, node: SyntaxTreeNode, look: Look) -> None:
        url = str(node.attrs.get("src", ""))
        inner = _Reader()
        inner.read(node.children, Look(link=look.link))
        caption = without_images(inner.parts)
        if is_address(url):
            named = caption or (text_items(look.link, link=look.link) if look.link else [])
            self.parts.append(Image(url, named))
            return
        self._text("![", look)
        self.parts += caption
        self._text(f"]({url})", look)

    def _html(self, html: str, look: Look) -> None:
        tag = html.strip().lower()
        if tag == "<u>":
            self._underlined += 1
        elif tag == "</u>" and self._underlined:
            self._underlined -= 1
        elif _BREAK.fullmatch(tag):
            self._text("\n", look)
        elif not tag.startswith("<!--"):
            self._text(html, look)

    def _equation(self, expression: str, look: Look) -> None:
        marks = look.marks | {"underline"} if self._underlined else look.marks
        item: Resource = {"type": "equation", "equation": {"expression": expression}}
        self.parts.append({**item, "annotations": dict.fromkeys(sorted(marks), True)} if marks else item)


def _equation_follows(text: str, nodes: Sequence[SyntaxTreeNode], place: int) -> bool:
    """Whether this text ends before code between two dollar signs: ``$`x^2`$``."""
    if place + 2 >= len(nodes) or not text.endswith("$"):
        return False
    code, after = nodes[place + 1 : place + 3]
    return (
        (code.type, after.type) == ("code_inline", "text")
        and after.content.startswith("$")
        and units(code.content) <= MOST_EXPRESSION
    )
