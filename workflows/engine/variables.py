"""The variables of a drawing: what a deployment may set, and what expressions then see as ``vars``."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from integrations.errors import FieldError, InputError
from workflows.engine.logins import is_login
from workflows.engine.values import value_problems

MAX_BYTES = 64 * 1024
NO_SECRETS = "Variables are shown to people and kept with every run. Connect an account for a login instead."
Declared = Sequence[Mapping[str, Any]]
"""As documents have them: each with ``name``, ``type``, ``required`` and ``default``."""


def checked_variables(declared: Declared, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What is given, if it may be: known names, values of their types, all that is required, no logins.

    Raises InputError with every wrong variable as ``variables.<name>``.
    """
    wrong = [*_problems(declared, given)]
    if not wrong and len(json.dumps(given, ensure_ascii=False).encode()) > MAX_BYTES:
        wrong.append(FieldError("variables", f"All values together have at most {MAX_BYTES // 1024} KB."))
    if wrong:
        raise InputError(f"{wrong[0].field}: {wrong[0].message}", errors=wrong)
    return dict(given)


def resolved_variables(declared: Declared, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What is given, and for each other declared variable its default, or null."""
    return {**{each["name"]: each["default"] for each in declared}, **given}


def _problems(declared: Declared, given: Mapping[str, JsonValue]) -> Iterator[FieldError]:
    known = {each["name"]: each for each in declared}
    for name, value in given.items():
        field = f"variables.{name}"[:200]
        if name not in known:
            yield FieldError(field, _unknown(name, [*known]))
        elif is_login(name, value):
            yield FieldError(field, NO_SECRETS)
        elif unstorable := [*value_problems(value, path=field)]:
            yield from unstorable
        elif not fits(known[name]["type"], value):
            yield FieldError(field, f"Give a value of type {known[name]['type']}.")
    for name, each in known.items():
        if each["required"] and each["default"] is None and name not in given:
            yield FieldError(f"variables.{name}", "This variable is required and has no default.")


def fits(kind: str, value: JsonValue) -> bool:
    """Whether a value is of a variable's type. A whole number is an integer, however it is written."""
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            return (isinstance(value, int) and not isinstance(value, bool)) or (
                isinstance(value, float) and value.is_integer()
            )
        case "array":
            return isinstance(value, list)
    return isinstance(value, dict)


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"There is no variable {name[:64]!r}. Did you mean {near[0]!r}?"
    return f"There is no variable {name[:64]!r}. Variables are: {', '.join(known) or 'none'}."
