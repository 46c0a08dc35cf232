"""Identifiers that become a segment of a vendor's path: what none of them may be, whoever gave it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\]")
_DOTS = frozenset({".", ".."})
PATTERN = r"^(\.{0,2}[^./\\\u0000-\u001f\u007f]|\.{3})[^/\\\u0000-\u001f\u007f]*$"
"""The same as a regular expression that every JSON Schema validator reads."""


def identifier_problem(text: str) -> str | None:
    """Why a text cannot be the identifier of anything; None for one that can."""
    if not text:
        return "must not be empty"
    if text in _DOTS or _UNFIT.search(text):
        return f"{text[:60]!r} is no identifier: take it from an earlier answer, without slashes and control characters"
    return None


def _checked(text: str) -> str:
    problem = identifier_problem(text)
    if problem:
        raise ValueError(problem)
    return text


Identifier = Annotated[str, AfterValidator(_checked), Field(json_schema_extra={"minLength": 1, "pattern": PATTERN})]
"""The vendor's id of one thing. Everything that a path could be led astray by is refused by its field's name."""
