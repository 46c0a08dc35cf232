"""JSON read without losing digits, and written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from pydantic import JsonValue

from integrations.errors import InputError
from integrations.services.data.warned import Warnings, shown

LARGEST_INTEGER = 2**53 - 1
"""What JavaScript, and so the editor and most receivers, can tell apart."""
DEEPEST = 35
"""Levels; parameters of later steps may have 40."""


class Reader:
    """Reads documents, and collects what to know about them."""

    def __init__(self, *, keeps_digits: bool) -> None:
        self.warnings = Warnings()
        self._keeps_digits = keeps_digits

    def read(self, text: str, place: str, field: str) -> JsonValue:
        """The value of one document. Raises InputError that says where it is wrong."""
        try:
            value: JsonValue = json.loads(
                text,
                parse_int=self._integer,
                parse_float=self._decimal,
                parse_constant=self._constant,
                object_pairs_hook=self._object,
            )
        except json.JSONDecodeError as error:
            where, near = f"line {error.lineno}, column {error.colno}", text[max(0, error.pos - 10) : error.pos + 20]
            words = f"{place}is no JSON at {where}: {error.msg.lower()}, near {shown(near)}. Correct it there."
            raise InputError(words, field=field) from None
        except RecursionError:
            raise InputError(f"{place}is nested too deep. Flatten it before.", field=field) from None
        if is_deeper(value, DEEPEST):
            raise InputError(f"{place}is nested deeper than {DEEPEST} levels. Flatten it before.", field=field)
        return value

    def _integer(self, digits: str) -> JsonValue:
        if len(digits) <= len("-9007199254740991"):
            number = int(digits)
            if abs(number) <= LARGEST_INTEGER:
                return number
        if self._keeps_digits:
            self.warnings.once("Whole numbers of more than 15 digits became texts, so that none of them gets lost.")
            return digits
        return int(digits[:4000])

    def _decimal(self, digits: str) -> JsonValue:
        number = float(digits)
        is_infinite = abs(number) == float("inf")
        if not is_infinite and Decimal(repr(number)) == Decimal(digits):
            return number
        if self._keeps_digits or is_infinite:
            self.warnings.once("Numbers with more digits than a number keeps became texts, so that none gets lost.")
            return digits
        return number

    def _constant(self, name: str) -> JsonValue:
        self.warnings.once(f"{name} is no JSON; it became the text {name!r}, which is something else than null.")
        return name

    def _object(self, pairs: Sequence[tuple[str, JsonValue]]) -> JsonValue:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for index, name in enumerate(names) if name in names[:index])
            self.warnings.once(f"An object has the name {twice!r} several times; the last one counts.")
        return found


def is_deeper(value: JsonValue, levels: int) -> bool:
    """Looked at level by level, never by recursion."""
    level: list[JsonValue] = [value]
    for _ in range(levels):
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return any(isinstance(each, dict | list) for each in level)
