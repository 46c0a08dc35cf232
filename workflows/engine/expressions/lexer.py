"""Cuts an expression into tokens, in one pass and with bounds, before anybody else reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from workflows.engine.expressions.faults import SyntaxFault

MAX_LENGTH: Final = 1_000
MAX_NESTING: Final = 24

Kind = Literal["name", "number", "text", "sign"]

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<text>[rR]?(?:"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'))
  | (?P<number>0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]{}])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[xX][0-9a-fA-F]{2}|[0-3][0-7]{2}|.)", re.DOTALL)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"} | {c: c for c in "\\?\"'`"}
_CLOSES = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression: as it is written, and for a text also what it says."""

    kind: Kind
    written: str
    value: str = ""
    partner: int = -1
    """Where the bracket that belongs to this one stands among the tokens."""

    def is_sign(self, written: str) -> bool:
        return self.kind == "sign" and self.written == written


def tokens_of(source: str) -> list[Token]:
    """The tokens, brackets paired. Raises SyntaxFault for what is no token, a stray bracket or too much."""
    if len(source) > MAX_LENGTH:
        raise SyntaxFault(f"The expression has {len(source):,} characters; {MAX_LENGTH:,} is the limit.")
    tokens: list[Token] = []
    open_brackets: list[int] = []
    position = previous_end = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise SyntaxFault(_unreadable(source, position))
        kind, written = match.lastgroup or "", match.group()
        if kind in ("name", "number") and tokens and position == previous_end and tokens[-1].kind == "number":
            raise SyntaxFault(f"{tokens[-1].written + written!r} is neither a number nor a name.")
        position = match.end()
        if kind == "space":
            continue
        previous_end = position
        tokens.append(_token(kind, written, tokens, open_brackets))
    if open_brackets:
        raise SyntaxFault(f"A {tokens[open_brackets[-1]].written!r} is never closed.")
    return tokens


def _token(kind: str, written: str, tokens: list[Token], open_brackets: list[int]) -> Token:
    if kind == "text":
        return Token("text", written, said(written))
    if kind == "sign" and written in "([{":
        open_brackets.append(len(tokens))
        if len(open_brackets) > MAX_NESTING:
            raise SyntaxFault(f"Brackets are nested deeper than {MAX_NESTING} levels.")
    elif kind == "sign" and written in _CLOSES:
        if not open_brackets or tokens[open_brackets[-1]].written != _CLOSES[written]:
            raise SyntaxFault(f"A {written!r} closes nothing.")
        opener = open_brackets.pop()
        tokens[opener] = Token("sign", tokens[opener].written, partner=len(tokens))
        return Token("sign", written, partner=opener)
    return Token("number" if kind == "number" else "name" if kind == "name" else "sign", written)


def said(written: str) -> str:
    """What a text in quotes says, its escapes undone."""
    if written[0] in "rR":
        return written[2:-1]
    text = _ESCAPE.sub(_unescaped, written[1:-1])
    if "\0" in text or (not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text)):
        raise SyntaxFault(f"{written} holds a character that cannot be stored.")
    return text


def _unescaped(match: re.Match[str]) -> str:
    escape = match.group(1)
    if len(escape) == 1:
        if escape not in _SIMPLE:
            raise SyntaxFault(f"\\{escape} is no escape; write \\\\ for a backslash.")
        return _SIMPLE[escape]
    number = int(escape, 8) if escape[0] in "0123" else int(escape[1:], 16)
    if number > 0x10FFFF:
        raise SyntaxFault(f"\\{escape} is no character.")
    return chr(number)


def _unreadable(source: str, position: int) -> str:
    rest = source[position]
    if rest in "\"'":
        return f"A text that begins with {rest} is never closed."
    hints = {"=": "Compare with ==.", "&": "Write && for and.", "|": "Write || for or.", "$": "Write the name alone."}
    return f"{rest!r} cannot be read here. {hints.get(rest, '')}".rstrip()
