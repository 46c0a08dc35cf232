"""How a value is written inside a text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from workflows.engine.expressions.faults import EvaluationFault

if TYPE_CHECKING:
    from pydantic import JsonValue


def as_text(value: JsonValue) -> str:
    """Text as it is, null as nothing, true and false, numbers without a needless ``.0``, lists and objects as JSON.

    Raises EvaluationFault for what is too deep, or no JSON.
    """
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case int():
            return str(value)
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (RecursionError, ValueError, TypeError) as error:
        raise EvaluationFault(
            "It cannot be written as JSON: it is too deep, or holds what is no JSON value."
        ) from error
