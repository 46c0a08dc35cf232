"""Functions on text."""

from __future__ import annotations

import re
import unicodedata

from workflows.engine.expressions.faults import EvaluationFault
from workflows.engine.expressions.functions.allowance import spend
from workflows.engine.expressions.functions.register import Items, Text, Value, Whole, described, function
from workflows.engine.expressions.rendering import as_text


@function("Text", "upper('Ada')", "ADA")
def upper(text: Text) -> str:
    """The text in capitals."""
    return text.upper()


@function("Text", "lower('Ada')", "ada")
def lower(text: Text) -> str:
    """The text in small letters."""
    return text.lower()


@function("Text", "capitalize('ada lovelace')", "Ada lovelace")
def capitalize(text: Text) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


@function("Text", "trim('  Ada ')", "Ada")
def trim(text: Text) -> str:
    """The text without blanks and line ends around it."""
    return text.strip()


@function("Text", "split('a,b,c', ',')", ["a", "b", "c"])
def split(text: Text, separator: Text, limit: Whole | None = None) -> list[str]:
    """The parts of a text between the separators; with a limit, at most so many parts.

    An empty separator cuts at any blanks.
    """
    if limit is not None and limit < 1:
        raise EvaluationFault(f"split() needs a limit of at least 1, not {limit}.")
    spend(8 * (text.count(separator) if separator else len(text) // 2))
    return text.split(separator or None, -1 if limit is None else limit - 1)


@function("Text", "join(['a', 'b'], ', ')", "a, b")
def join(items: Items, separator: Text) -> str:
    """One text of the items, with the separator between them; numbers and such are written as in a template."""
    parts = [as_text(each) for each in items]
    spend(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


@function("Text", "replace('2026/12/01', '/', '-')", "2026-12-01")
def replace(text: Text, old: Text, new: Text) -> str:
    """The text with every ``old`` in it replaced by ``new``."""
    spend(len(text) + (text.count(old) if old else len(text) + 1) * len(new))
    return text.replace(old, new)


@function("Text", "substring('invoice-42', 8)", "42")
def substring(text: Text, start: Whole, end: Whole | None = None) -> str:
    """The characters from ``start`` (0 is the first) up to, not including, ``end``."""
    _not_negative("substring", start, end)
    return text[start:end]


@function("Text", "truncate('A long subject', 7)", "A long…")
def truncate(text: Text, length: Whole) -> str:
    """The text, cut to at most ``length`` characters, the last one an ellipsis if something was cut."""
    if length < 1:
        raise EvaluationFault(f"truncate() needs a length of at least 1, not {length}.")
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


@function("Text", "pad_left('7', 3, '0')", "007")
def pad_left(text: Text, length: Whole, character: Text | None = None) -> str:
    """The text, filled up on its left to ``length`` characters."""
    spend(max(length, 0))
    return text.rjust(length, _one(character))


@function("Text", "pad_right('ab', 4, '.')", "ab..")
def pad_right(text: Text, length: Whole, character: Text | None = None) -> str:
    """The text, filled up on its right to ``length`` characters."""
    spend(max(length, 0))
    return text.ljust(length, _one(character))


@function("Text", "slug('Überweisung Nr. 7!')", "uberweisung-nr-7")
def slug(text: Text) -> str:
    """Small letters, digits and hyphens alone, for addresses and file names."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@function("Text", "lines('a\\nb')", ["a", "b"])
def lines(text: Text) -> list[str]:
    """The lines of a text, without their ends."""
    spend(8 * len(text))
    return text.splitlines()


@function("Text", "index_of('a-b', '-')", 1)
def index_of(whole: Value, part: Value) -> int:
    """Where the part of a text, or the item of a list, first stands; -1 if it is not there. The first place is 0."""
    if isinstance(whole, str) and isinstance(part, str):
        return whole.find(part)
    if isinstance(whole, list):
        return whole.index(part) if part in whole else -1
    raise EvaluationFault(f"index_of() needs two texts or a list, not {described(whole)} and {described(part)}.")


def _one(character: str | None) -> str:
    if character is not None and len(character) != 1:
        raise EvaluationFault(f"A text is filled up with one character, not {character!r}.")
    return character or " "


def _not_negative(name: str, *places: int | None) -> None:
    if any(each is not None and each < 0 for each in places):
        raise EvaluationFault(f"{name}() counts from 0; it takes no place below it.")
