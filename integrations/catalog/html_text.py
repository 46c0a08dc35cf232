"""A plain text version of HTML, for readers that show none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

# What ends a paragraph, a line, or a word. Every other element stands inside a line.
_PARAGRAPHS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "dialog",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    }
)
_LINES = frozenset(
    {
        "caption",
        "center",
        "dd",
        "dir",
        "div",
        "dt",
        "figcaption",
        "legend",
        "li",
        "menu",
        "option",
        "optgroup",
        "summary",
        "tbody",
        "tfoot",
        "thead",
        "tr",
    }
)
_WORDS = frozenset({"td", "th", "button", "img", "input"})
_CLOSED_BY_OTHERS = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "param",
        "source",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "wbr",
    }
)
_HIDDEN = frozenset(
    {
        "audio",
        "canvas",
        "datalist",
        "embed",
        "head",
        "iframe",
        "noembed",
        "noframes",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    }
)
_FOLLOWED = ("http:", "https:", "mailto:", "tel:")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)[^<>]*+>")
_OUTSIDE = re.compile(r"(</?)(t[dhr])\b", re.IGNORECASE)
_DEEPEST = 500
"""Elements inside each other, about as many as browsers allow: a parser's time grows with the square of the depth."""
# HTML's own white space: a no-break space is a letter that a writer has put there.
_SPACE = re.compile(r"[ \t\n\f\r]+")


def html_to_text(html: str) -> str:
    """The words of the HTML as a browser finds them, paragraphs, lines, cells and list items apart.

    Links keep their address, pictures their description; what is not shown is left out.
    """
    writer = _Writer()
    root = LexborHTMLParser(in_bounds(html)).root
    for node, is_start in _walk(root) if root is not None else ():
        writer.node(node, node.tag or "", is_start=is_start)
    return writer.text()


def in_bounds(html: str, *, deepest: int = _DEEPEST) -> str:
    """The HTML without what lies too deep, and with cells and rows kept where they stand outside a table."""
    depth = 0

    def bounded(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag["name"].lower()
        if name in _CLOSED_BY_OTHERS:
            return tag[0]
        depth = max(0, depth - 1) if tag["slash"] else depth + 1
        if depth + bool(tag["slash"]) <= deepest:
            return tag[0]
        return "<br>" if name in _PARAGRAPHS or name in _LINES else " "

    shallow = _TAG.sub(bounded, html)
    return shallow if "<table" in shallow.lower() else _OUTSIDE.sub(r"\1x-\2", shallow)


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node that is shown, when it starts and when it ends; without recursion, for it may nest deeply."""
    node: LexborNode | None = root
    while node is not None:
        yield node, True
        if node.child is not None and not _is_hidden(node):
            node = node.child
            continue
        yield node, False
        while node.next is None and node.parent is not None and node.mem_id != root.mem_id:
            node = node.parent
            yield node, False
        node = None if node.mem_id == root.mem_id else node.next


def _is_hidden(node: LexborNode) -> bool:
    if node.tag in _HIDDEN:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_NOT_SHOWN.search(attributes.get("style") or ""))


class _Writer:
    """Puts words one after another, with the breaks that stand between them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._breaks = 0
        self._line_feeds = 0
        self._is_apart = False
        self._preformatted = 0
        self._links: list[tuple[str, int]] = []
        self._numbers: list[int | None] = []

    def node(self, node: LexborNode, tag: str, *, is_start: bool) -> None:
        if tag == "-text":
            if is_start:
                self._write(node.text_content or "")
            return
        self._separate(tag, is_start=is_start)
        if tag == "pre":
            self._preformatted += 1 if is_start else -1
        elif tag == "a":
            self._link(node.attributes.get("href") or "", is_start=is_start)
        elif tag in ("ol", "ul"):
            self._list(is_ordered=tag == "ol", is_start=is_start)
        elif tag == "li" and is_start:
            self._item()
        elif tag == "img" and is_start and not _is_hidden(node):
            self._write(node.attributes.get("alt") or "")
            self._is_apart = True

    def text(self) -> str:
        return "".join(self._pieces).strip()

    def _separate(self, tag: str, *, is_start: bool) -> None:
        if tag == "br":
            self._line_feeds += is_start
        elif tag in _PARAGRAPHS:
            # A list inside a list goes on below its item.
            self._breaks = max(self._breaks, 1 if tag in ("ol", "ul") and self._numbers[is_start - 1 :] else 2)
        elif tag.removeprefix("x-") in _LINES:
            self._breaks = max(self._breaks, 1)
        elif tag.removeprefix("x-") in _WORDS:
            self._is_apart = True

    def _link(self, address: str, *, is_start: bool) -> None:
        if is_start:
            self._links.append((address.strip(), len(self._pieces)))
        elif self._links:
            address, begin = self._links.pop()
            words = "".join(self._pieces[begin:]).strip()
            shown = address.partition(":")[2] if address.startswith(("mailto:", "tel:")) else address
            if words and words not in (address, shown) and address.lower().startswith(_FOLLOWED):
                self._pieces.append(f" ({address})")

    def _list(self, *, is_ordered: bool, is_start: bool) -> None:
        if is_start:
            self._numbers.append(0 if is_ordered else None)
        elif self._numbers:
            self._numbers.pop()

    def _item(self) -> None:
        number = self._numbers[-1] if self._numbers else None
        if number is not None:
            self._numbers[-1] = number + 1
        self._put("- " if number is None else f"{number + 1}. ")

    def _write(self, text: str) -> None:
        if self._preformatted:
            for position, line in enumerate(text.split("\n")):
                self._line_feeds += bool(position)
                if line:
                    self._put(line)
            return
        words = _SPACE.sub(" ", text)
        self._is_apart |= words.startswith(" ")
        if words.strip(" "):
            self._put(words.strip(" "))
            self._is_apart = words.endswith(" ")

    def _put(self, words: str) -> None:
        feeds = min(2, max(self._breaks, self._line_feeds))
        if self._pieces:
            apart = self._is_apart and not self._pieces[-1].endswith(" ")
            self._pieces.append("\n" * feeds if feeds else " " if apart else "")
        self._pieces.append(words)
        self._breaks, self._line_feeds, self._is_apart = 0, 0, False
