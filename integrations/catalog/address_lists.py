"""Reads address lists as mail really has them (RFC 5322, 3.4, and what is written instead of it).

The standard library's readers change their answer from one patch level of Python to the next; this one does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from integrations.catalog.encoded_words import ENCODED_WORD, decode_words

_SPECIAL = frozenset('()<>[]:;@\\,."')
_ANGLE = re.compile(r'<((?:"(?:[^"\\<>]|\\.)*"|[^<>"])*)>', re.DOTALL)
_OPEN_ANGLE = re.compile(r"<([^<>,;]*)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PLAIN = re.compile(r'[^"()<>,;:=]+')
# Possessive, and only from where a word begins: a long text without any address is looked through once.
_ADDRESS = re.compile(
    r'''
    (?: "(?:[^"\\]|\\.)*+" | (?<![^\s@<>"(),;:\\\[\]]) [^\s@<>"(),;:\\\[\]]++ )
    @ (?: \[[^\[\]\\\s]*+\] | [^\s@<>"(),;:\\\[\]]++ )
    ''',
    re.DOTALL | re.VERBOSE,
)
_BEFORE_ADDRESS = re.compile(r"^(?:@[^:]*:|mailto:)", re.IGNORECASE)  # a route, obsolete since 2001, or a link
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SPACE = re.compile(r"\s+")

Kind = Literal["word", "quoted", "comment", "angle", "broken", "separator", "colon"]


@dataclass(frozen=True)
class Mailbox:
    """One address and the name that stands before it."""

    display_name: str
    addr_spec: str

    def __str__(self) -> str:
        return f"{_as_name(self.display_name)} <{self.addr_spec}>" if self.display_name else self.addr_spec


@dataclass(frozen=True)
class AddressList:
    """What a list holds: its mailboxes in order, and the pieces in which no address can be found."""

    mailboxes: tuple[Mailbox, ...] = ()
    unreadable: tuple[str, ...] = ()
    is_regular: bool = True
    """Whether every piece is written so that it can be read in one way only."""


def read_addresses(text: str) -> AddressList:
    """The mailboxes of an address list, between commas or semicolons, in groups or without.

    A comma in quotes, in a comment or in angle brackets separates nothing, nor does one in a name that lacks its
    quotes (``Doe, Jane <jane@x.example>``). An empty group, such as ``undisclosed-recipients:;``, holds nobody.
    """
    reader = _Reader()
    entry = _Entry()
    for kind, value in _tokens(text):
        if kind == "separator":
            reader.take(entry)
            entry = _Entry()
        elif kind == "colon" and entry.may_name_a_group:
            entry = _Entry()
        else:
            entry.tokens.append((kind, value))
    reader.take(entry)
    return reader.result()


@dataclass
class _Entry:
    """What stands between two separators."""

    tokens: list[tuple[Kind, str]] = field(default_factory=list)

    @property
    def may_name_a_group(self) -> bool:
        return all(kind != "angle" and "@" not in value for kind, value in self.tokens)

    @property
    def has_angle(self) -> bool:
        return any(kind == "angle" for kind, _ in self.tokens)

    def text(self) -> str:
        """Without comments, as it was written."""
        return _SPACE.sub(" ", "".join(_raw(kind, value) for kind, value in self.tokens if kind != "comment")).strip()

    def comment(self) -> str:
        return _joined([("word", f"{value} ") for kind, value in self.tokens if kind == "comment"])


@dataclass
class _Reader:
    mailboxes: list[Mailbox] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    is_regular: bool = True
    _cut_off: list[str] = field(default_factory=list)
    """Beginnings of a name that commas without quotes have cut off, as far as they can be that."""

    def take(self, entry: _Entry) -> None:
        self.is_regular &= not any(kind == "broken" for kind, _ in entry.tokens)
        if entry.has_angle:
            self._take_angles(entry)
        elif found := _ADDRESS.findall(entry.text()):
            self._end_cut_off()
            rest = _ADDRESS.sub("", entry.text()).strip()
            name = (decode_words(_unquoted(rest)) or entry.comment()) if len(found) == 1 else ""
            self.is_regular &= len(found) == 1 and not rest
            self.mailboxes.extend(Mailbox(_other_than(name, address), address) for address in found)
        elif text := entry.text():
            self._cut_off.append(text)

    def result(self) -> AddressList:
        self._end_cut_off()
        return AddressList(tuple(self.mailboxes), tuple(self.unreadable), self.is_regular and not self.unreadable)

    def _take_angles(self, entry: _Entry) -> None:
        before: list[tuple[Kind, str]] = []
        found = 0
        for kind, value in entry.tokens:
            if kind != "angle":
                before.append((kind, value))
                continue
            address = _BEFORE_ADDRESS.sub("", _SPACE.sub("", value) if '"' not in value else value.strip())
            if not _ADDRESS.fullmatch(address):
                before.append(("word", f"<{value}>"))
                continue
            name = _joined(before, without=("comment", "broken")) or _joined(before, without=("broken",))
            if self._cut_off and not found:
                self.is_regular = False
                name = ", ".join([*map(decode_words, self._cut_off), name]).rstrip(", ")
                self._cut_off.clear()
            self.mailboxes.append(Mailbox(_other_than(name, address), address))
            self.is_regular &= not found
            before, found = [], found + 1
        rest = _Entry([token for token in before if token[0] not in ("comment", "broken")])
        if rest.text():
            self.is_regular = False
        if not found:
            self._end_cut_off()
            self.unreadable.append(rest.text() or entry.text())

    def _end_cut_off(self) -> None:
        self.unreadable.extend(self._cut_off)
        self._cut_off.clear()


def _tokens(text: str) -> Iterator[tuple[Kind, str]]:
    """The pieces of a list. A quote, parenthesis or angle bracket that is never closed is taken as well as can be."""
    at, closes_quote, closes_comment = 0, True, True
    while at < len(text):
        letter = text[at]
        if letter in ",;":
            yield "separator", letter
        elif letter == ":":
            yield "colon", letter
        elif word := ENCODED_WORD.match(text, at) if letter == "=" else None:
            yield "word", word[0]
            at = word.end()
            continue
        elif letter == '"' and closes_quote and (quoted := _QUOTED.match(text, at)):
            yield "quoted", quoted[1]
            at = quoted.end()
            continue
        elif letter == "(" and closes_comment and (end := _end_of_comment(text, at)):
            yield "comment", text[at + 1 : end - 1]
            at = end
            continue
        elif letter == "<" and (angle := _ANGLE.match(text, at) or _OPEN_ANGLE.match(text, at)):
            yield "angle", angle[1]
            if not angle[0].endswith(">"):
                yield "broken", ""
            at = angle.end()
            continue
        elif plain := _PLAIN.match(text, at):
            yield "word", plain[0]
            at = plain.end()
            continue
        elif letter == "=":
            yield "word", letter
        else:
            closes_quote &= letter != '"'
            closes_comment &= letter != "("
            yield "broken", letter
        at += 1


def _end_of_comment(text: str, start: int) -> int:
    """Where the comment that begins there has ended; 0 if it never does."""
    depth = 0
    for at in range(start, len(text)):
        if text[at - 1] == "\\" and at > start:
            continue
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at + 1
    return 0


def _raw(kind: Kind, value: str) -> str:
    return {"quoted": f'"{value}"', "angle": f"<{value}>"}.get(kind, value)


def _joined(tokens: list[tuple[Kind, str]], *, without: tuple[Kind, ...] = ()) -> str:
    """A name out of its pieces, in plain text; what it holds encoded may even have line breaks."""
    pieces = [_ESCAPED.sub(r"\1", value) for kind, value in tokens if kind not in without]
    return decode_words(_SPACE.sub(" ", "".join(pieces)).strip()).strip()


def _unquoted(text: str) -> str:
    return _ESCAPED.sub(r"\1", text[1:-1]) if len(text) > 1 and text[0] == text[-1] == '"' else text


def _other_than(name: str, address: str) -> str:
    return "" if name.strip("'\"<> ").casefold() == address.casefold() else name


def _as_name(name: str) -> str:
    """A name as it may stand before an address."""
    if _SPECIAL.isdisjoint(name) and not ENCODED_WORD.search(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
