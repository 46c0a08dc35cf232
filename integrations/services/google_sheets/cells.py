"""What goes into cells: checked and converted before it leaves, so that no digit, date or formula goes astray."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator

CELL_LIMIT = 50_000
"""Characters that a cell may hold."""
_EXACT = 2**53
_DIGITS_KEPT = 15
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][+-]?\d+)?%?")
_FORMULA_STARTS = ("=", "+", "-")
_UNFIT: dict[type, str] = {dict: "an object", list: "a list", tuple: "a list", set: "a list"}

Entry = Literal["user_entered", "raw"]
VENDOR_ENTRY = {"user_entered": "USER_ENTERED", "raw": "RAW"}


def _cell(value: object) -> object:
    """A value that a cell takes. Raises ValueError for what none does."""
    if isinstance(value, Decimal):
        value = _decimal(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value!r} is no number that a cell can hold; leave the cell empty with an empty text")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT:
        return str(value)
    if isinstance(value, date | time):
        return _moment(value)
    kind = _UNFIT.get(type(value))
    if kind:
        raise ValueError(f"{kind} does not fit into a cell; give a text, a number, true or false, for example its JSON")
    if isinstance(value, str) and len(value) > CELL_LIMIT:
        raise ValueError(f"a cell holds {CELL_LIMIT:,} characters at most, and this text has {len(value):,}")
    return value


def _decimal(value: Decimal) -> object:
    """A number where no digit gets lost, else its text."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number that a cell can hold; leave the cell empty with an empty text")
    number = float(value)
    return number if math.isfinite(number) and Decimal(repr(number)) == value else format(value, "f")


def _moment(value: date | time) -> str:
    """As Google reads it in every language. Raises ValueError for a time with an offset."""
    if isinstance(value, datetime | time) and value.tzinfo is not None:
        raise ValueError(
            f"{value.isoformat()} has an offset, which no cell can hold; give the time on the clocks of the spreadsheet"
        )
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else value.strftime("%H:%M:%S")


CellValue = Annotated[str | bool | int | float | None, BeforeValidator(_cell)]
"""One cell: null leaves it as it is, an empty text empties it. Decimals and dates of Python are converted."""


def outgoing(rows: Sequence[Sequence[CellValue]], *, entry: Entry, with_formulas: bool) -> list[list[CellValue]]:
    """Rows as they are sent. Text that typing would turn into something else is marked as text."""
    if entry == "raw":
        return [list(row) for row in rows]
    return [[_typed(value, with_formulas=with_formulas) for value in row] for row in rows]


def _typed(value: CellValue, *, with_formulas: bool) -> CellValue:
    """An apostrophe in front says that what follows is text, and is not part of it."""
    if not isinstance(value, str) or not value:
        return value
    is_number = _NUMBER.fullmatch(value) is not None and any(character.isdigit() for character in value)
    starts_formula = value.startswith(_FORMULA_STARTS) and not is_number
    if starts_formula and with_formulas and value[0] == "=":
        return value
    return f"'{value}" if starts_formula or value[0] == "'" or (is_number and _loses_digits(value)) else value


def _loses_digits(number: str) -> bool:
    """Leading zeros, a plus sign, and all digits after the fifteenth."""
    whole = number.lstrip("+-").partition(".")[0]
    digits = sum(character.isdigit() for character in re.split("[eE]", number)[0].lstrip("+-0.,"))
    return number[0] == "+" or (len(whole) > 1 and whole[0] == "0" and whole.isdigit()) or digits > _DIGITS_KEPT


def spoken(value: object) -> str:
    """A cell's value as it is compared: 7, 7.0 and "7" are the same, so are true and "TRUE"."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return "" if value is None else str(value).strip()
