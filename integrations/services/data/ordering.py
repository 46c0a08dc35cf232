"""When two values are the same, and which of them comes first."""

from __future__ import annotations

import re
from collections.abc import Hashable
from decimal import Decimal
from typing import Literal

from integrations.services.data.exact import number_of
from integrations.services.data.moments import instant_of
from integrations.services.data.paths import MISSING, Found, Missing

Kind = Literal["natural", "number", "text", "date"]
_RUN = re.compile(r"([0-9]+)")
_LONGEST_RUN = 200
"""Digits that are compared as one number; longer runs are compared in parts."""


def same(value: Found, *, ignore_case: bool = False) -> Hashable:
    """Equal for values that are the same: 1 and 1.0 are, 1 and "1" are not, null and nothing are."""
    if value is None or value is MISSING:
        return None
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, str):
        return ("text", value.casefold() if ignore_case else value)
    if isinstance(value, list):
        return ("list", tuple(same(each, ignore_case=ignore_case) for each in value))
    if isinstance(value, dict):
        return ("object", frozenset((name, same(each, ignore_case=ignore_case)) for name, each in value.items()))
    return ("number", value)  # Python's own hash is the same for 1 and 1.0


def order(value: Found, kind: Kind, *, ignore_case: bool) -> tuple[object, ...] | None:
    """What sorts a value among others of its kind; None for what is none of that kind, and so comes last."""
    if value is None or isinstance(value, Missing):
        return None
    if kind == "number":
        number = number_of(value)
        return None if number is None else (number,)
    if kind == "date":
        moment = instant_of(value)
        return None if moment is None else (moment,)
    if kind == "text":
        return (_folded(value, ignore_case),) if isinstance(value, str | int | float) else None
    return _natural(value, ignore_case)


def _natural(value: Found, ignore_case: bool) -> tuple[object, ...]:
    """Numbers, also those written as text, before texts, before true and false, before lists and objects; numbers in
    texts by what they count, so that item 2 comes before item 10."""
    if isinstance(value, bool):
        return (2, value)
    number = number_of(value)
    if number is not None:
        return (0, number)
    if isinstance(value, str):
        return (1, _runs(_folded(value, ignore_case)))
    return (3, len(value) if isinstance(value, list | dict) else 0)


def _runs(text: str) -> tuple[tuple[int, Decimal, str], ...]:
    parts = _RUN.split(text)
    return tuple(
        (1, Decimal(0), part) if index % 2 == 0 else (0, Decimal(part[:_LONGEST_RUN]), part[_LONGEST_RUN:])
        for index, part in enumerate(parts)
        if part
    )


def _folded(value: object, ignore_case: bool) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.casefold() if ignore_case else text


def compared(one: Found, other: Found) -> int | None:
    """Below, above or at zero: as numbers, else as moments, else as texts. None where the two are of different
    kinds."""
    first, second = number_of(one), number_of(other)
    if first is not None and second is not None:
        return (first > second) - (first < second)
    begin, end = instant_of(one), instant_of(other)
    if begin is not None and end is not None:
        return (begin > end) - (begin < end)
    if isinstance(one, str) and isinstance(other, str) and first is None and second is None:
        return (one > other) - (one < other)
    return None
