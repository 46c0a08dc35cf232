"""Markdown out of HTML, by one walk through what a browser would find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from integrations.catalog.html_text import in_bounds

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "header", "html", "legend", "main", "nav", "p", "section", "summary",
    }
)  # fmt: skip
_HIDDEN = frozenset(
    {
        "audio", "button", "canvas", "datalist", "embed", "head", "iframe", "input", "noembed", "noframes", "object",
        "script", "select", "style", "svg", "template", "textarea", "title", "video",
    }
)  # fmt: skip
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>~])")
_AT_START = re.compile(r"^(\s*[0-9]*)([.)]|(?<![0-9])[#+-]+)(?=\s|$)", re.MULTILINE)
_DEEPEST = 80
"""Elements inside each other: each takes some of Python's own depth."""
_SPACE = re.compile(r"[ \t\n\f\r]+")
_FOLLOWED = ("http:", "https:", "mailto:", "tel:", "/", "#")


def html_to_markdown(html: str, *, images: bool) -> str:
    """The text with its headings, lists, links, tables and emphasis; what is not shown is left out."""
    root = LexborHTMLParser(in_bounds(html, deepest=_DEEPEST)).root
    return "" if root is None else _Writer(images=images).block(root).strip("\n")


@dataclass(frozen=True)
class _Writer:
    images: bool

    def block(self, node: LexborNode) -> str:
        """The blocks inside a node, a blank line between them."""
        found: list[str] = []
        line: list[str] = []
        for child in _children(node):
            written = self._block_of(child)
            if written is None:
                line.append(self._inline(child))
                continue
            found += [_paragraph("".join(line)), written]
            line = []
        found.append(_paragraph("".join(line)))
        return "\n\n".join(each for each in found if each.strip())

    def _block_of(self, node: LexborNode) -> str | None:
        """None for what stands inside a line."""
        tag = node.tag or ""
        if tag in _HIDDEN or tag.startswith(("-c", "!")):
            return ""
        if tag in _BLOCKS:
            return self.block(node)
        if re.fullmatch("h[1-6]", tag):
            words = self._line(node)
            return f"{'#' * int(tag[1])} {words}" if words else ""
        match tag:
            case "ul" | "ol":
                return self._list(node, is_ordered=tag == "ol")
            case "blockquote":
                return "\n".join(f"> {line}".rstrip() for line in self.block(node).split("\n"))
            case "pre":
                return _fenced(node.text(deep=True))
            case "hr":
                return "---"
            case "table":
                return self._table(node)
        return None

    def _list(self, node: LexborNode, *, is_ordered: bool) -> str:
        items: list[str] = []
        for child in _children(node):
            if child.tag == "li":
                mark = f"{len(items) + 1}. " if is_ordered else "- "
                words = self.block(child).replace("\n\n- ", "\n- ")
                items.append(mark + words.replace("\n", "\n" + " " * len(mark)))
        return "\n".join(items)

    def _table(self, node: LexborNode) -> str:
        rows = [
            [self._line(cell).replace("|", "\\|") for cell in _children(row) if cell.tag in ("td", "th")]
            for row in node.css("tr")
        ]
        rows = [row for row in rows if row]
        width = max(map(len, rows), default=0)
        if not width:
            return ""
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

    def _line(self, node: LexborNode) -> str:
        return _SPACE.sub(" ", "".join(map(self._inline, _children(node))).replace("\\\n", " ")).strip()

    def _inline(self, node: LexborNode) -> str:
        tag = node.tag or ""
        if tag == "-text":
            return _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", node.text_content or ""))
        if tag == "br":
            return "\\\n"
        if tag in ("code", "kbd", "samp", "tt"):
            return _code(node.text(deep=True))
        if tag == "img":
            return self._image(node)
        if tag in _HIDDEN or tag.startswith(("-", "!")):
            return ""
        words = "".join(map(self._inline, _children(node)))
        if tag == "a":
            return _link(words, (node.attributes.get("href") or "").strip())
        mark = _MARKS.get(tag, "")
        inner = words.strip()
        if not mark or not inner:
            return words
        before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        return f"{before}{mark}{inner}{mark}{after}"

    def _image(self, node: LexborNode) -> str:
        address, words = (node.attributes.get("src") or "").strip(), node.attributes.get("alt") or ""
        words = _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", words))
        return f"![{words}]({_address(address)})" if self.images and address.lower().startswith("http") else words


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _paragraph(words: str) -> str:
    lines = (line.strip(" ") for line in words.split("\n"))
    text = re.sub(r"(?:\\\n)+$", "", "\n".join(lines).strip("\n").removesuffix("\\"))
    return _AT_START.sub(r"\1\\\2", text) if text[:1] not in ("", "*") else text


def _link(words: str, address: str) -> str:
    if not words.strip() or not address.lower().startswith(_FOLLOWED):
        return words
    return f"[{words.strip()}]({_address(address)})"


def _address(address: str) -> str:
    return re.sub(r"[\s<>()\\]", lambda sign: f"%{ord(sign[0]):02X}" if ord(sign[0]) < 128 else sign[0], address)


def _code(text: str) -> str:
    words = _SPACE.sub(" ", text).strip()
    if not words:
        return ""
    fence = _fence(words, 1)
    apart = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{apart}{words}{apart}{fence}"


def _fenced(text: str) -> str:
    fence = _fence(text, 3)
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"


def _fence(text: str, least: int) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)
