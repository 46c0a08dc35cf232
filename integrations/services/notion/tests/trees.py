"""Blocks that Markdown can say, made at random; and one form for two ways to say the same."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from integrations.services.notion.markdown.languages import KNOWN, PLAIN_TEXT
from integrations.services.notion.markdown.reading import block
from integrations.services.notion.rich_text import fitted, text_items

Block = dict[str, Any]
WORD = st.text(
    st.one_of(
        st.sampled_from("abcXYZ019.,:;!?#*_~`[]()<>{}|\\/&$+-=\"'^%@é😀\u00a0"),
        st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")),
    ),
    min_size=1,
    max_size=12,
).filter(lambda word: word.strip() == word)
LINE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
MARKS = st.sets(st.sampled_from(["bold", "italic", "strikethrough", "underline", "code"]), max_size=3)
URL = st.sampled_from(
    [
        "https://wiki.example/a",
        "https://wiki.example/a_(b)?x=1&amp=2#c",
        "mailto:ada@globex.example",
        "http://é.example/*_|",
    ]
)


@st.composite
def rich_text(draw: st.DrawFn, *, breaks: bool = True) -> list[Block]:
    """Pieces of text with their looks and links; equations between them."""
    items: list[Block] = []
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.integers(0, 9)) == 0:
            items.append({"type": "equation", "equation": {"expression": draw(LINE)}})
            continue
        marks = draw(MARKS)
        text = draw(LINE)
        if breaks and "code" not in marks and draw(st.integers(0, 5)) == 0:
            text = f"{text}\n{draw(LINE)}"
        link = draw(st.none() | URL)
        items += text_items(text, dict.fromkeys(sorted(marks), True), link)
        if draw(st.booleans()):
            items += text_items(" ")
    while items and "text" in items[-1] and items[-1]["text"]["content"] == " ":
        items.pop()
    return fitted(items)


def _led(kind: str, children: st.SearchStrategy[list[Block]]) -> st.SearchStrategy[Block]:
    extra = st.booleans().map(lambda checked: {"checked": checked}) if kind == "to_do" else st.just({})
    return st.builds(
        lambda text, more, below: block(kind, {"rich_text": text, **more}, below), rich_text(), extra, children
    )


def _code() -> st.SearchStrategy[Block]:
    text = st.text(st.sampled_from("ab `~\n\t|<>&\\*_#-"), max_size=30).map(lambda each: each.strip("\n"))
    language = st.sampled_from(sorted(KNOWN - {PLAIN_TEXT, "java/c/c++/c#"}))
    return st.builds(
        lambda content, name: block("code", {"rich_text": text_items(content), "language": name}), text, language
    )


@st.composite
def _table(draw: st.DrawFn) -> Block:
    width, has_header = draw(st.integers(1, 3)), draw(st.booleans())
    cells = st.lists(st.one_of(st.just([]), rich_text()), min_size=width, max_size=width)
    first = cells.filter(any)  # a header without a word stands for none
    rows = [draw(first), *draw(st.lists(cells, max_size=2))]
    content = {"table_width": width, "has_column_header": has_header, "has_row_header": False}
    return block("table", content, [block("table_row", {"cells": row}) for row in rows])


LEAVES = st.one_of(
    st.builds(lambda text: block("paragraph", {"rich_text": text}), rich_text()),
    st.builds(lambda level, text: block(f"heading_{level}", {"rich_text": text}), st.integers(1, 4), rich_text()),
    _code(),
    _table(),
    st.just(block("divider", {})),
    st.builds(lambda text: block("equation", {"expression": text}), LINE),
    st.builds(
        lambda url, text: block("image", {"type": "external", "external": {"url": url}, "caption": text}),
        URL,
        rich_text(breaks=False),
    ),
)


def _branches(children: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    below = st.lists(children, max_size=3)
    kinds = ("bulleted_list_item", "numbered_list_item", "to_do", "quote", "toggle")
    return st.one_of(*(_led(kind, below) for kind in kinds))


BLOCKS = st.lists(st.recursive(LEAVES, _branches, max_leaves=6), min_size=1, max_size=4)


def normal(blocks: list[Block]) -> list[object]:
    """As people see them: each character with its look, and no look on a space at an edge of it."""
    return [_normal(each) for each in blocks]


def _normal(each: Block) -> object:
    kind = each["type"]
    content = dict(each[kind])
    below = normal(content.pop("children", []))
    texts = {name: _seen(content.pop(name)) for name in ("rich_text", "caption") if content.get(name)}
    if kind == "table_row":
        texts["cells"] = [_seen(cell) for cell in content.pop("cells")]
    return kind, sorted(content.items(), key=str), texts, below


def _seen(items: list[Block]) -> list[object]:
    seen: list[object] = []
    for item in items:
        marks = frozenset(name for name, value in item.get("annotations", {}).items() if value)
        if "equation" in item:
            seen.append((item["equation"]["expression"], marks))
            continue
        link = (item["text"].get("link") or {}).get("url")
        for character in item["text"]["content"]:
            is_space = character.isspace() and "code" not in marks
            seen.append((character, frozenset() if is_space else marks, None if is_space else link))
    return seen
