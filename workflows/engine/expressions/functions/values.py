"""Functions on numbers, and on values of any kind."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from workflows.engine.expressions.faults import EvaluationFault
from workflows.engine.expressions.functions.register import Number, Value, Whole, described, function
from workflows.engine.expressions.rendering import as_text

_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")


@function("Numbers and values", "default(trigger.name, 'nobody')", "nobody", is_method=False)
def default(value: Value, other: Value) -> Any:
    """The value, or the other one where the value is null or its path breaks off anywhere."""
    return other if value is None else value


@function("Numbers and values", "number('1.50')", 1.5)
def number(value: Value) -> int | float:
    """The number that a text holds, written with a point; true is 1, false 0."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    written = value.strip() if isinstance(value, str) else ""
    if len(written) > 400 or not _NUMBER.fullmatch(written):
        raise EvaluationFault(f"number() cannot read {described(value)}. Write it like 1234.5.")
    made: int | float = float(written) if re.search(r"[.eE]", written) else int(written)
    if not math.isfinite(made) or abs(made) >= 2**63:
        raise EvaluationFault(f"{described(value)} is too large to calculate with.")
    return made


@function("Numbers and values", "text(1.0)", "1")
def text(value: Value) -> str:
    """The value as it would be written inside a text: null is nothing, lists and objects are JSON."""
    return as_text(value)


@function("Numbers and values", "round(2.345, 2)", 2.35)
def round_(value: Number, digits: Whole | None = None) -> int | float:
    """The nearest number with so many digits after the point (none: a whole number); a half goes away from zero."""
    places = digits or 0
    if not 0 <= places <= 12:
        raise EvaluationFault(f"round() keeps 0 to 12 digits, not {places}.")
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if abs(value) < 1e15 else value
    return float(rounded) if places else int(rounded)


@function("Numbers and values", "floor(2.7)", 2)
def floor(value: Number) -> int:
    """The largest whole number that is not above it."""
    return math.floor(value)


@function("Numbers and values", "ceil(2.1)", 3)
def ceil(value: Number) -> int:
    """The smallest whole number that is not below it."""
    return math.ceil(value)


@function("Numbers and values", "abs(-3)", 3)
def abs_(value: Number) -> int | float:
    """The number without its sign."""
    return abs(value)


@function("Numbers and values", "is_empty('  ')", True)
def is_empty(value: Value) -> bool:
    """Whether it is null, a text of blanks, or a list or object without anything in it."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


@function("Numbers and values", "type_of([1])", "list")
def type_of(value: Value) -> str:
    """``text``, ``number``, ``boolean``, ``null``, ``list`` or ``object``."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "text"
        case int() | float():
            return "number"
    return "list" if isinstance(value, list) else "object"
