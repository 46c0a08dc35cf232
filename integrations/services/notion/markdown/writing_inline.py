"""Notion's rich text as inline Markdown.

Marks are put where CommonMark reads them as marks: never around space at their edges, and where a letter beside one
would keep it from counting, that letter is written by its number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from integrations.services.notion.api import Resource
from integrations.services.notion.rich_text import plain

DELIMITERS: Mapping[str, tuple[str, str]] = {
    "underline": ("<u>", "</u>"),
    "strikethrough": ("~~", "~~"),
    "bold": ("**", "**"),
    "italic": ("_", "_"),
}
"""From the outermost of equal length to the innermost."""
_ESCAPED = frozenset("\\`*_[]<>~&|")
_AT_LINE_START = frozenset("#-+=:>")
_NUMBER = re.compile(r"\d{1,9}(?=[.)])")


@dataclass
class Token:
    """A piece of the text that is written: a character, or what is raw already."""

    raw: str
    character: str = ""
    """What it stands for, if it is one character that may be written by its number."""
    opens: bool = False
    closes: bool = False

    def by_number(self) -> None:
        if self.character:
            self.raw = f"&#{ord(self.character)};"


@dataclass(frozen=True)
class Bit:
    """One character or one whole that cannot be divided, with its look."""

    text: str
    marks: frozenset[str]
    link: str | None
    is_whole: bool = False
    code: bool = False


def markdown_of(items: object, *, line_break: str = "\\\n", in_cell: bool = False) -> str:
    """Rich text as Markdown. ``line_break`` is ``<br>`` where a text has to stay on one line; in a cell of a table
    bars are escaped even within code."""
    bits = _trimmed(list(_bits(items)))
    tokens = [token for link, run in _by_link(bits) for token in _linked(link, run)]
    if in_cell:
        for token in tokens:
            token.raw = token.raw if token.character else token.raw.replace("|", "\\|")
    return _written(tokens, line_break)


def _bits(items: object) -> Iterator[Bit]:
    if not isinstance(items, Sequence) or isinstance(items, str):
        return
    for item in items:
        if not isinstance(item, dict):
            continue
        annotations = item.get("annotations") or {}
        marks = frozenset(name for name in DELIMITERS if annotations.get(name) is True)
        link = _link_of(item)
        if "equation" in item:
            expression = str((item.get("equation") or {}).get("expression") or "")
            yield Bit(f"${_code_span(expression)}$", marks, link, is_whole=True)
            continue
        text = plain([item])
        if annotations.get("code") is True:
            for number, line in enumerate(text.split("\n")):
                if number:
                    yield Bit("\n", frozenset(), link)
                if line:
                    yield Bit(line, marks, link, code=True)
            continue
        yield from (Bit(character, marks, link) for character in text)


def _link_of(item: Resource) -> str | None:
    inner = (item.get("text") or {}).get("link") if isinstance(item.get("text"), dict) else None
    url = inner.get("url") if isinstance(inner, dict) else item.get("href")
    return url if isinstance(url, str) and url else None


def _trimmed(bits: list[Bit]) -> list[Bit]:
    """Without marks on space at the edges of what is marked: nobody sees them, and Markdown cannot say them."""
    for mark in ("bold", "italic", "strikethrough"):
        start = 0
        while start < len(bits):
            if mark not in bits[start].marks:
                start += 1
                continue
            end = start
            while end < len(bits) and mark in bits[end].marks and bits[end].link == bits[start].link:
                end += 1
            inside = [at for at in range(start, end) if not _is_space(bits[at])]
            first, last = (inside[0], inside[-1]) if inside else (end, end)
            for at in (*range(start, first), *range(last + 1, end)):
                bits[at] = Bit(bits[at].text, bits[at].marks - {mark}, bits[at].link, bits[at].is_whole, bits[at].code)
            start = end
    return bits


def _is_space(bit: Bit) -> bool:
    return not bit.is_whole and not bit.code and bit.text.isspace()


def _by_link(bits: Sequence[Bit]) -> Iterator[tuple[str | None, list[Bit]]]:
    run: list[Bit] = []
    for bit in bits:
        if run and bit.link != run[0].link:
            yield run[0].link, run
            run = []
        run.append(bit)
    if run:
        yield run[0].link, run


def _linked(link: str | None, bits: Sequence[Bit]) -> list[Token]:
    inner = list(_marked(bits))
    return inner if link is None else [Token("["), *inner, Token(f"]({_destination(link)})")]


def _marked(bits: Sequence[Bit]) -> Iterator[Token]:
    """The bits with their marks opened and closed, those that last longest outermost."""
    open_marks: list[str] = []
    place = 0
    while place < len(bits):
        bit = bits[place]
        keep = 0
        while keep < len(open_marks) and open_marks[keep] in bit.marks:
            keep += 1
        for mark in reversed(open_marks[keep:]):
            yield Token(DELIMITERS[mark][1], closes=True)
        del open_marks[keep:]
        new = sorted(bit.marks - set(open_marks), key=lambda mark: (-_lasts(bits, place, mark), _order(mark)))
        for mark in new:
            yield Token(DELIMITERS[mark][0], opens=True)
        open_marks += new
        if bit.code:
            end = place
            while end < len(bits) and bits[end].code and bits[end].marks == bit.marks:
                end += 1
            yield Token(_code_span("".join(each.text for each in bits[place:end])))
            place = end
            continue
        yield Token(bit.text) if bit.is_whole else Token(bit.text, bit.text)
        place += 1
    for mark in reversed(open_marks):
        yield Token(DELIMITERS[mark][1], closes=True)


def _order(mark: str) -> int:
    return list(DELIMITERS).index(mark)


def _lasts(bits: Sequence[Bit], place: int, mark: str) -> int:
    end = place
    while end < len(bits) and mark in bits[end].marks:
        end += 1
    return end - place


def _code_span(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    is_padded = text[:1] == "`" or text[-1:] == "`" or (text[:1] == text[-1:] == " " and len(text) > 2)
    inner = f" {text} " if is_padded else text
    return f"{fence}{inner}{fence}"


def _destination(url: str) -> str:
    escaped = re.sub(r"([\\<>&])", r"\\\1", url)
    if re.search(r"[\s()]", url) or any(character < " " for character in url):
        return f"<{''.join(f'&#{ord(each)};' if each < ' ' else each for each in escaped)}>"
    return escaped


def _written(tokens: list[Token], line_break: str) -> str:
    _escape(tokens)
    _protect_edges(tokens, line_break)
    _protect_marks(tokens)
    return "".join(line_break if token.character == "\n" and token.raw == "\n" else token.raw for token in tokens)


def _escape(tokens: list[Token]) -> None:
    for place, token in enumerate(tokens):
        following = tokens[place + 1].raw if place + 1 < len(tokens) else ""
        character = token.character
        if character in _ESCAPED and character:
            token.raw = f"\\{character}"
        elif character == "!" and following[:1] == "[":
            token.raw = "\\!"
        elif character == "$" and following[:1] in ("`", "$"):
            token.raw = "\\$"
        elif character and character != "\n" and (character < " " or character in "\x7f\x85\u2028\u2029"):
            token.by_number()
        if place and token.character == "$" and not tokens[place - 1].character and tokens[place - 1].raw.endswith("`"):
            token.raw = "\\$"


def _protect_edges(tokens: list[Token], line_break: str) -> None:
    """Space at the edges of a line is lost, and some characters at its beginning make a block of it."""
    lines: list[list[Token]] = [[]]
    breaks: list[Token] = []
    for token in tokens:
        if token.character == "\n":
            breaks.append(token)
            lines.append([])
        else:
            lines[-1].append(token)
    for line in lines:
        if line and line[0].character.isspace():
            line[0].by_number()
        if line and line[-1].character.isspace():
            line[-1].by_number()
        _protect_start(line)
    # A break at the end of a text is none.
    for token, line in zip(reversed(breaks), reversed(lines), strict=False):
        if any(each.raw for each in line):
            break
        token.by_number()
    if line_break != "\\\n" and lines:
        _protect_hashes(lines[-1])


def _protect_start(line: list[Token]) -> None:
    if line and line[0].character in _AT_LINE_START and line[0].character:
        line[0].raw = f"\\{line[0].character}"
    start = "".join(token.character or "\0" for token in line[:10])
    if number := _NUMBER.match(start):
        delimiter = line[number.end()]
        delimiter.raw = f"\\{delimiter.character}"


def _protect_hashes(line: list[Token]) -> None:
    """Of a heading, where hashes at the end are taken for its frame."""
    if line and line[-1].character == "#":
        line[-1].raw = "\\#"


def _protect_marks(tokens: list[Token]) -> None:
    """A mark opens before what is no space and, after a letter, before no punctuation; and the same the other way."""
    for place, token in enumerate(tokens):
        if not (token.opens or token.closes) or token.raw.startswith("<"):
            continue
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        outside, inside = (before, after) if token.opens else (after, before)
        if outside is None or not outside.character or outside.character == "\n":
            continue
        outer = outside.raw[-1] if token.opens else outside.raw[0]
        inner = (inside.raw[0] if token.opens else inside.raw[-1]) if inside is not None and inside.raw else ""
        if not _is_apart(outer) and (token.raw == "_" or _is_punctuation(inner)):
            outside.by_number()


def _is_apart(character: str) -> bool:
    return character.isspace() or _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"
