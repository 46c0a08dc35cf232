"""Numbers without loss: decimals read from numbers and texts, and given back as what they came as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import Annotated

from pydantic import BeforeValidator, Field, JsonValue, StrictFloat, StrictInt, StrictStr

from integrations.services.data.paths import Found

Number = int | float | Decimal
LONGEST = 100
"""Characters of a number that is written as text."""
DIGITS = 15
"""What a number may have in JSON, in JavaScript and in a spreadsheet without losing any of them."""
PLACES = 20
"""Digits behind the point at most where a division does not end."""
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN, Emax=10_000, Emin=-10_000)


@contextmanager
def exactly() -> Iterator[None]:
    """Arithmetic in which nothing that comes as a number here is rounded."""
    with localcontext(_EXACT):
        yield


def is_plain_number(text: str) -> bool:
    """Whether a text is wholly a number: digits, a sign before, a point between."""
    return len(text) <= LONGEST and _PLAIN.fullmatch(text) is not None


def number_of(value: Found) -> Decimal | None:
    """The number that a value is, or a text wholly says; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str) and is_plain_number(value):
        return Decimal(value)
    return None


def as_text(number: Decimal) -> str:
    """With a point and no exponent; zero has no sign."""
    written = format(number, "f")
    return written.removeprefix("-") if not number else written


def given_back(number: Decimal, *, as_number: bool) -> JsonValue:
    """A number where all that it came from were numbers, else a text with every digit."""
    if not as_number:
        return as_text(number)
    if number == number.to_integral_value():
        return int(number)
    return float(number)


def is_lossless(text: str) -> bool:
    """Whether a plain number survives as one: no digit, zero or sign of it gets lost."""
    if not is_plain_number(text) or text.startswith("+"):
        return False
    digits = text.removeprefix("-").replace(".", "")
    if len(digits.lstrip("0")) > DIGITS or text == "-0":
        return False
    whole = text.removeprefix("-").partition(".")[0]
    return (whole == "0" or not whole.startswith("0")) and not (text.startswith("-") and not digits.strip("0"))


def shortened(number: Decimal, places: int = PLACES) -> Decimal:
    """Rounded half to even where it has more places, without zeros at its end."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -places:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return number.normalize() if number != number.to_integral_value() else number.quantize(Decimal(1))


def _written(value: object) -> object:
    """Asked before the kinds of value are told apart, so that what is wrong is told once."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{value!r:.60} is no number. Give one, or a text such as 1234.50")  # noqa: TRY004  # for pydantic
    return value.strip() if isinstance(value, str) else value


def _checked(value: object) -> object:
    given = _written(value)
    if not isinstance(given, int | float | str) or number_of(given) is None:
        words = "Write digits with a point, such as 1234.50; parse_number reads what is written otherwise"
        raise ValueError(f"{value!r:.60} is no number. {words}")
    return given


GivenNumber = Annotated[StrictInt | StrictFloat | StrictStr, BeforeValidator(_checked), Field(examples=["1234.50"])]
"""A number, or a text that is wholly one, which then keeps all of its digits."""


GivenNotation = Annotated[StrictInt | StrictFloat | StrictStr, BeforeValidator(_written), Field(examples=["1234.50"])]
"""The same, in whatever notation it is written."""


def decimal_of(value: int | float | str) -> Decimal:
    """The decimal of what ``GivenNumber`` has let through."""
    number = number_of(value)
    assert number is not None  # what the field's check is for
    return number
