"""Templates: any JSON value whose texts may hold ``{{ expression }}``.

``\\{{`` stands for two braces that begin no expression, ``\\\\{{`` for a backslash before an expression. Braces and
quotes inside an expression are its own: ``{{ {'a': "}}"} }}`` is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from workflows.engine.expressions.faults import Fault, SyntaxFault
from workflows.engine.expressions.formula import WAIT_URL, Formula, formula_of
from workflows.engine.expressions.lexer import MAX_LENGTH

if TYPE_CHECKING:
    from pydantic import JsonValue

MAX_CACHED: Final = 8_192
"""Texts up to so many characters are kept read."""
_BEGIN = re.compile(r"(\\*)\{\{")
_INSIDE = re.compile(r"""[rR]?"[^"\\\n]*(?:\\.[^"\\\n]*)*"|[rR]?'[^'\\\n]*(?:\\.[^'\\\n]*)*'|[{}]""")

Piece = str | Formula
Place = tuple[str | int, ...]
"""The keys and places that lead to a text inside a JSON value."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text, read: its pieces in order, or what is wrong with it."""

    pieces: tuple[Piece, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def single(self) -> Formula | None:
        """The expression that is all there is, so that its value keeps its type."""
        only = self.pieces[0] if len(self.pieces) == 1 else None
        return only if isinstance(only, Formula) else None


@dataclass(frozen=True)
class Template:
    """A JSON value in which the expressions have been read; immutable, so that it can be kept."""

    value: JsonValue
    texts: tuple[tuple[Place, Written], ...]
    """Each text that is more than itself: where it stands, and what it says."""

    @property
    def is_constant(self) -> bool:
        """Whether it holds no expression (and no escaped braces): it is its own value."""
        return not self.texts

    @cached_property
    def formulas(self) -> tuple[tuple[str, Formula], ...]:
        """Each expression with the dotted path of the text that it stands in."""
        return tuple(
            (dotted(place), piece) for place, text in self.texts for piece in text.pieces if isinstance(piece, Formula)
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """The root names it refers to: keys of nodes, ``trigger``, ``item``, ``vars`` and so on.

        A node that is called like one of the latter is ``nodes.<key>``, here and in the context."""
        return frozenset().union(*(formula.names for _, formula in self.formulas))

    @cached_property
    def wait_keys(self) -> frozenset[str]:
        """The keys of ``wait_url('key')`` in it."""
        return frozenset(
            each.path.root for _, formula in self.formulas for each in formula.handed if each.reading == WAIT_URL
        )

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Every expression that cannot be read."""
        return tuple(Fault(dotted(place), fault) for place, text in self.texts for fault in text.faults)


def compiled(value: JsonValue) -> Template:
    """The template in a JSON value. What cannot be read is kept in its ``faults``, not raised."""
    return Template(value, tuple(_texts(value)))


def _texts(value: JsonValue) -> Iterator[tuple[Place, Written]]:
    pending: list[tuple[Place, JsonValue]] = [((), value)]
    while pending:
        path, current = pending.pop()
        match current:
            case str() if "{{" in current:
                yield path, _read(current) if len(current) <= MAX_CACHED else written_of(current)
            case dict():
                pending.extend(((*path, key), inner) for key, inner in reversed(current.items()))
            case list():
                pending.extend(((*path, place), inner) for place, inner in reversed([*enumerate(current)]))


def dotted(place: Place) -> str:
    """The place as errors name it."""
    return ".".join(map(str, place))


def written_of(text: str) -> Written:
    """One text, read in one pass."""
    pieces: list[Piece] = []
    faults: list[str] = []
    literal: list[str] = []
    position = 0
    while (begin := _BEGIN.search(text, position)) is not None:
        slashes = len(begin.group(1))
        literal.append(text[position : begin.start()] + "\\" * (slashes // 2))
        position = begin.end()
        if slashes % 2:
            literal.append("{{")
            continue
        end = _end(text, position)
        if end is None:
            faults.append("'{{' is never closed by '}}'. Write \\{{ for two braces that begin no expression.")
            break
        source, position = text[position:end].strip(), end + 2
        if before := "".join(literal):
            pieces.append(before)
        literal.clear()
        try:
            pieces.append(_checked(source))
        except SyntaxFault as fault:
            faults.append(str(fault))
    if rest := "".join(literal) + text[position:]:
        pieces.append(rest)
    return Written(tuple(pieces), tuple(faults))


_read = lru_cache(maxsize=4096)(written_of)


def _end(text: str, start: int) -> int | None:
    """Where the ``}}`` stands that ends the expression; braces and quotes inside it are skipped."""
    depth = 0
    limit = start + MAX_LENGTH + 100
    for match in _INSIDE.finditer(text, start, limit):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            if depth:
                depth -= 1
            elif text.startswith("}}", match.start()):
                return match.start()
    closing = text.find("}}", start)
    return None if closing < 0 or closing >= limit else closing


def _checked(source: str) -> Formula:
    formula = formula_of(source)
    if formula.plain is None:
        from workflows.engine.expressions.cel import program_of  # 8 MB, which a process without expressions spares

        program_of(formula)
    return formula
