"""Which JSON values can be stored: finite numbers, clean text, bounded nesting."""

from __future__ import annotations

import math
from collections.abc import Iterator

from integrations.errors import FieldError

MAX_DEPTH = 100
MAX_INTEGER_BITS = 1024
MAX_PATH = 200

NUL = "The text holds the character U+0000, which cannot be stored. Remove it."
SURROGATE = "The text holds half of a surrogate pair, which is not valid Unicode. Remove it."
NOT_FINITE = "NaN and Infinity are not JSON numbers."
TOO_LARGE = "The number is too large."
TOO_DEEP = f"The value is nested deeper than {MAX_DEPTH} levels."
NOT_JSON = "Only text, numbers, true, false, null, lists and objects are JSON."


def value_problems(value: object, *, path: str = "") -> Iterator[FieldError]:
    """Everything in ``value`` that PostgreSQL's jsonb or a JSON reader would refuse, each at its dotted path."""
    pending: list[tuple[object, str, int]] = [(value, path, 0)]
    while pending:
        current, here, depth = pending.pop()
        if depth > MAX_DEPTH:
            yield FieldError(here[:MAX_PATH], TOO_DEEP)
        elif isinstance(current, dict):
            yield from (FieldError(here, problem) for key in current if (problem := _scalar_problem(key)))
            pending.extend((inner, _join(here, key), depth + 1) for key, inner in reversed(current.items()))
        elif isinstance(current, list):
            pending.extend((inner, _join(here, index), depth + 1) for index, inner in reversed([*enumerate(current)]))
        elif problem := _scalar_problem(current):
            yield FieldError(here, problem)


def _join(path: str, part: object) -> str:
    return f"{path}.{part}" if path else str(part)


def _scalar_problem(value: object) -> str | None:
    match value:
        case None | bool():
            return None
        case str():
            return _text_problem(value)
        case int():
            return TOO_LARGE if value.bit_length() > MAX_INTEGER_BITS else None
        case float():
            return None if math.isfinite(value) else NOT_FINITE
    return NOT_JSON


def _text_problem(text: str) -> str | None:
    if "\0" in text:
        return NUL
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        return SURROGATE
    return None
