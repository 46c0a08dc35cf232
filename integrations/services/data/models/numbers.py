"""Numbers, with every digit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from integrations.catalog.schema import Input, Output, ui
from integrations.services.data.exact import GivenNotation, GivenNumber

Mode = Literal["half_up", "half_even", "up", "down", "ceiling", "floor"]
Notation = Literal["decimal", "minor_units", "percent", "hexadecimal", "binary", "octal"]


def _one_sign(text: str) -> str:
    if any(each.isdigit() or each in "+-" for each in text):
        raise ValueError("A separator is no digit and no sign; write a comma, a point, a space or an apostrophe")
    return text


Separator = Annotated[str, AfterValidator(_one_sign), Field(max_length=3, examples=[","])]


class DataNumberRound(Input):
    """How to round a number."""

    value: GivenNumber
    """The number; a text, such as "1234.50", keeps all of its digits and comes back as one."""
    places: int = Field(default=2, ge=-30, le=30)
    """Digits behind the point; -2 rounds to hundreds."""
    mode: Mode = "half_up"
    """What becomes of the digits that are cut off: half_up as at school, half_even as banks do, up and down by size,
    ceiling and floor by value."""


class DataNumber(Output):
    """A number, in both ways that other steps may need."""

    value: int | float | str = 0
    """The result: a text where a text was given, with every digit, and else a number."""
    text: str = ""
    """The same as text, with a point and no exponent."""


class DataCalculate(Input):
    """What to work out."""

    operation: Literal["add", "subtract", "multiply", "divide", "remainder", "percent_of", "min", "max"] = "add"
    """What to do with the values, from the first to the last; percent_of says how much of the second the first is."""
    values: list[GivenNumber] = Field(min_length=1, max_length=1000, examples=[["19.99", "2.01"]])
    """The numbers; texts keep all of their digits, and the result then is a text."""
    places: int | None = Field(default=None, ge=0, le=30, json_schema_extra=ui(advanced=True))
    """Digits behind the point of the result, rounded half up. Left out, all of them, and 20 of a division that does not
    end."""


class DataNumberFormat(Input):
    """How to write a number."""

    value: GivenNumber
    """The number."""
    places: int | None = Field(default=2, ge=0, le=30)
    """Digits behind the point, rounded half up; null keeps those it has."""
    thousands: Separator = ","
    """What stands between groups of three digits; empty for nothing."""
    decimal: Separator = Field(default=".", min_length=1, json_schema_extra=ui(advanced=True))
    """What stands before the digits behind the point."""
    prefix: str = Field(default="", max_length=20, json_schema_extra=ui(advanced=True))
    """What stands before it, such as $."""
    suffix: str = Field(default="", max_length=20, json_schema_extra=ui(advanced=True))
    """What stands after it, such as € with a space before."""
    min_digits: int = Field(default=1, ge=1, le=50, json_schema_extra=ui(advanced=True))
    """Digits before the point at least, filled with zeros."""


class DataNumberParse(Input):
    """A number as somebody wrote it."""

    text: str = Field(min_length=1, max_length=200, examples=["1.234,50 €"])
    """The text. Currency signs, percent signs, letters and spaces around the digits are passed over; brackets around it
    mean minus, as in bookkeeping."""
    decimal: Literal["guess", "point", "comma"] = "guess"
    """What stands before the digits behind the point. A guess is refused where both would make sense, as in 1.234."""


class DataNumberConvert(Input):
    """From which notation into which."""

    value: GivenNotation
    """The number as it is written now."""
    source: Notation = "decimal"
    """How it is written now: decimal, minor_units (cents), percent, or whole in another base."""
    target: Notation = "minor_units"
    """How to write it."""
    places: int = Field(default=2, ge=0, le=10, json_schema_extra=ui(advanced=True))
    """Digits that minor units have: 2 for euros and dollars, 0 for yen, 3 for dinars."""
