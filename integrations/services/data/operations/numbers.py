"""Numbers: round, calculate, write, read, convert."""

from __future__ import annotations

import decimal
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import reduce

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.data import samples
from integrations.services.data.exact import (
    LONGEST,
    as_text,
    decimal_of,
    exactly,
    given_back,
    is_plain_number,
    shortened,
)
from integrations.services.data.models.numbers import (
    DataCalculate,
    DataNumber,
    DataNumberConvert,
    DataNumberFormat,
    DataNumberParse,
    DataNumberRound,
    Mode,
    Notation,
)
from integrations.services.data.models.times import DataText
from integrations.services.data.service import service
from integrations.services.data.warned import shown

MODES: dict[Mode, str] = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
    "ceiling": decimal.ROUND_CEILING,
    "floor": decimal.ROUND_FLOOR,
}
BASES: dict[Notation, tuple[int, str]] = {"hexadecimal": (16, "x"), "binary": (2, "b"), "octal": (8, "o")}
_AROUND = re.compile(r"[^0-9.,'\u2019+\-()]+")
_SHAPE = re.compile(r"[+-]?[0-9.,]+")
_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


@service.operation(effect="read", scopes=[], price="data", icon="hash", sample=samples.ROUNDED, example=samples.ROUND)
def round_number(ctx: Ctx, data: DataNumberRound) -> DataNumber:
    """Round a number, exactly and in the way that is asked for.

    A text, such as an amount of money, keeps all of its digits and comes back as a text; 2.675 to two places is 2.68.
    """
    with exactly():
        return _result(_rounded(decimal_of(data.value), data.places, data.mode), [data.value])


@service.operation(
    effect="read", scopes=[], price="data", icon="calculator", sample=samples.CALCULATED, example=samples.CALCULATE
)
def calculate(ctx: Ctx, data: DataCalculate) -> DataNumber:
    """Add, subtract, multiply or divide numbers, with every digit.

    Up to 1,000 numbers of 100 digits. Where one of them is a text the result is a text. Dividing by zero is refused.
    """
    numbers = [decimal_of(each) for each in data.values]
    if data.operation == "percent_of" and len(numbers) != 2:
        raise InputError("percent_of takes two values: the part and the whole.", field="values")
    if data.operation in ("divide", "remainder", "percent_of") and not all(numbers[1:]):
        raise InputError("Dividing by zero has no result. Leave such values out before.", field="values")
    with exactly():
        try:
            found = _calculated(data.operation, numbers)
            if data.places is not None:
                found = _rounded(found, data.places, "half_up")
        except decimal.DecimalException:
            raise InputError("The result has too many digits. Calculate with fewer numbers.", field="values") from None
        if len(as_text(found)) > 4 * LONGEST:
            raise InputError("The result has too many digits. Calculate with fewer numbers.", field="values")
        return _result(found, data.values)


def _calculated(operation: str, numbers: Sequence[Decimal]) -> Decimal:
    match operation:
        case "add":
            return sum(numbers, Decimal(0))
        case "subtract":
            return reduce(lambda one, other: one - other, numbers)
        case "multiply":
            return reduce(lambda one, other: one * other, numbers)
        case "divide":
            return shortened(reduce(lambda one, other: one / other, numbers)) if len(numbers) > 1 else numbers[0]
        case "remainder":
            return reduce(lambda one, other: one % other, numbers)
        case "percent_of":
            return shortened(numbers[0] * 100 / numbers[1])
        case "min":
            return min(numbers)
        case _:
            return max(numbers)


@service.operation(
    effect="read",
    scopes=[],
    price="data",
    icon="currency",
    sample=samples.FORMATTED_NUMBER,
    example=samples.FORMAT_NUMBER,
)
def format_number(ctx: Ctx, data: DataNumberFormat) -> DataText:
    """Write a number as people read it: with groups of digits, places, and a currency around it.

    Rounds half up. The minus stands before everything else.
    """
    if data.thousands == data.decimal:
        raise InputError("The same sign cannot stand between groups and before the places.", field="thousands")
    with exactly():
        number = decimal_of(data.value)
        number = number if data.places is None else _rounded(number, data.places, "half_up")
        whole, _, places = as_text(abs(number)).partition(".")
    digits = whole.rjust(data.min_digits, "0")
    grouped = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", lambda _: data.thousands, digits) if data.thousands else digits
    sign = "-" if number < 0 else ""
    return DataText(text=f"{sign}{data.prefix}{grouped}{f'{data.decimal}{places}' if places else ''}{data.suffix}")


@service.operation(
    effect="read",
    scopes=[],
    price="data",
    icon="search-text",
    sample=samples.PARSED_NUMBER,
    example=samples.PARSE_NUMBER,
)
def parse_number(ctx: Ctx, data: DataNumberParse) -> DataNumber:
    """Read a number as people write it, such as 1.234,50 € or (1,234.50).

    The result is a text with every digit. Where point and comma could both stand before the places, it is refused, not
    guessed.
    """
    text = _AROUND.sub("", data.text).replace("'", "").replace("\u2019", "")
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    if text.endswith("-"):
        text = f"-{text[:-1]}"
    if not _SHAPE.fullmatch(text) or not any(each.isdigit() for each in text):
        raise InputError(f"{shown(data.text)} says no number, or several. Give one of them.", field="text")
    plain = _with_a_point(text, data)
    if not is_plain_number(plain):
        raise InputError(f"{shown(data.text)} is no number with groups of three digits. Correct it.", field="text")
    found = as_text(Decimal(plain))
    return DataNumber(value=found, text=found)


def _with_a_point(text: str, data: DataNumberParse) -> str:
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    mark = {"point": ".", "comma": ","}.get(data.decimal) or _guessed(digits, data)
    other = "," if mark == "." else "."
    whole, _, places = digits.rpartition(mark) if mark in digits else (digits, "", "")
    whole = whole.replace(other, ",")
    if "," in whole and not _GROUPS.fullmatch(whole):
        return "no number"
    whole = whole.replace(",", "") or "0"
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def _guessed(digits: str, data: DataNumberParse) -> str:
    """Which sign stands before the places. Raises InputError where that cannot be told."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return "."
    mark = digits[last]
    other = "," if mark == "." else "."
    if other in digits:
        return mark
    if digits.count(mark) > 1:
        return other
    whole, places = digits[:last], digits[last + 1 :]
    if len(places) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        words = f"{shown(data.text)} could be {whole}{places} or {whole}.{places}. Say with decimal which sign it has."
        raise InputError(words, field="decimal")
    return mark


@service.operation(
    effect="read", scopes=[], price="data", icon="percent", sample=samples.CONVERTED, example=samples.CONVERT
)
def convert_number(ctx: Ctx, data: DataNumberConvert) -> DataNumber:
    """Write a number in another notation: as cents, as percent, or in another base.

    Other bases are for whole numbers. What does not come out even in cents is refused, not rounded.
    """
    with exactly():
        number = _read(data)
        match data.target:
            case "minor_units":
                number = number.scaleb(data.places)
                if number != number.to_integral_value():
                    words = f"{shown(data.value)} has more than {data.places} places. Round it before."
                    raise InputError(words, field="value")
                number = number.quantize(Decimal(1))
            case "percent":
                number *= 100
            case "hexadecimal" | "binary" | "octal":
                if number != number.to_integral_value():
                    raise InputError(f"{shown(data.value)} is not whole. Round it before.", field="value")
                text = format(int(number), BASES[data.target][1])
                return DataNumber(value=text, text=text)
        text = as_text(number)
        if data.source != "minor_units" and "." in text:
            text = text.rstrip("0").rstrip(".") if data.target == "percent" else text
        is_number = isinstance(data.value, int | float)
        return DataNumber(value=given_back(number, as_number=True) if is_number else text, text=text)


def _read(data: DataNumberConvert) -> Decimal:
    if data.source in BASES:
        base, written = BASES[data.source][0], str(data.value)
        try:
            return Decimal(int(written if len(written) <= LONGEST else "", base))
        except ValueError:
            raise InputError(f"{shown(data.value)} is no whole {data.source} number.", field="value") from None
    if isinstance(data.value, str) and not is_plain_number(data.value):
        raise InputError(f"{shown(data.value)} is no number. Write digits with a point.", field="value")
    number = decimal_of(data.value)
    if data.source == "minor_units":
        if number != number.to_integral_value():
            raise InputError(f"{shown(data.value)} is not whole, as minor units are.", field="value")
        return number.scaleb(-data.places)
    return number.scaleb(-2) if data.source == "percent" else number


def _rounded(number: Decimal, places: int, mode: Mode) -> Decimal:
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=MODES[mode])
    return rounded if places >= 0 else rounded.quantize(Decimal(1))


def _result(number: Decimal, given: Sequence[int | float | str]) -> DataNumber:
    text = as_text(number)
    if any(isinstance(each, str) for each in given):
        return DataNumber(value=text, text=text)
    return DataNumber(value=int(number) if number == number.to_integral_value() else float(number), text=text)
