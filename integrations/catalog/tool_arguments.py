"""What language models give for arguments, before the input model reads it: mended where it can only mean one thing,
refused where Python's own reading would guess.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import cast

from integrations.catalog.declare import Operation
from integrations.catalog.projections.tool_schema import takes
from integrations.catalog.schema import JSONSchema, inlined, input_schema
from integrations.errors import FieldError

CONTAINERS = {"object": dict, "array": list}
NUMBERS = frozenset({"integer", "number"})
WORDS = {str: "a text", bool: "true or false", int: "a number", float: "a number"}
SCALARS = frozenset({"string", "integer", "number", "boolean"})


def mended(operation: Operation, arguments: Mapping[str, object]) -> dict[str, object]:
    """Objects, lists and exact numbers that came as their JSON text, where nothing else is taken."""
    return mended_by(input_schema(operation.input_model), arguments)


def mended_by(schema: JSONSchema, arguments: Mapping[str, object]) -> dict[str, object]:
    """The same by the schema of any tool."""
    properties = _properties(schema)
    return {name: _mended(properties.get(name), value) for name, value in arguments.items()}


def mistyped(operation: Operation, arguments: Mapping[str, object]) -> list[FieldError]:
    """Where a number is written as a text that is not exactly it, or a text as a number: ``"1.0"`` is not 1."""
    return list(_mistyped(inlined(input_schema(operation.input_model)), arguments, ""))


def _mended(schema: JSONSchema | None, value: object) -> object:
    wanted = takes(schema) - {"null"} if schema else frozenset()
    if not isinstance(value, str) or not wanted or not (wanted <= CONTAINERS.keys() or wanted <= NUMBERS):
        return value
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return value
    if wanted <= NUMBERS:
        return read if _is_exact(read, value, wanted) else value
    return read if isinstance(read, tuple(CONTAINERS[each] for each in wanted)) else value


def _is_exact(read: object, text: str, wanted: frozenset[str]) -> bool:
    """Whether the text is how JSON writes this number, and the number one that is taken: 5 for "5", none for "5.0"."""
    if isinstance(read, bool) or not isinstance(read, int | float) or json.dumps(read) != text:
        return False
    return isinstance(read, int) or (math.isfinite(read) and "number" in wanted)


def _mistyped(schema: JSONSchema, value: object, path: str) -> Iterator[FieldError]:
    if isinstance(value, dict):
        properties = _properties(schema)
        for name, inner in value.items():
            if name in properties:
                yield from _mistyped(properties[name], inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and isinstance(items := schema.get("items"), dict):
        for index, inner in enumerate(value):
            yield from _mistyped(items, inner, f"{path}.{index}")
    elif value is not None and (message := _wrong_scalar(takes(schema), value)):
        yield FieldError(path, message)


def _wrong_scalar(wanted: frozenset[str], value: object) -> str | None:
    """Only scalars in the place of other scalars: a text for a list may be a list in the words of the field."""
    scalars = wanted & SCALARS
    if not scalars or wanted & CONTAINERS.keys() or not isinstance(value, str | bool | int | float):
        return None
    given = {str: "string", bool: "boolean", int: "integer", float: "number"}[type(value)]
    fits = given in scalars or (given in ("integer", "number") and bool(scalars & {"number", "integer"}))
    if fits:
        return None
    expected = " or ".join(sorted(scalars))
    return f"{WORDS[type(value)].capitalize()} stands here; give {expected}, as JSON writes it."


def _properties(schema: JSONSchema) -> Mapping[str, JSONSchema]:
    return cast(Mapping[str, JSONSchema], schema.get("properties") or {})
