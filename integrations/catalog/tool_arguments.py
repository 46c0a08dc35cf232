"""What language models give for arguments, before the input model reads it: mended where it can only mean one thing,
refused where Python's own reading would guess.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import cast

from integrations.catalog.declare import Operation
from integrations.catalog.projections.tool_schema import takes
from integrations.catalog.schema import JSONSchema, inlined, input_schema
from integrations.errors import FieldError

CONTAINERS = {"object": dict, "array": list}
WORDS = {str: "a text", bool: "true or false", int: "a number", float: "a number"}
SCALARS = frozenset({"string", "integer", "number", "boolean"})


def mended(operation: Operation, arguments: Mapping[str, object]) -> dict[str, object]:
    """Objects and lists that came as their JSON text, where nothing but an object or list is taken."""
    properties = _properties(input_schema(operation.input_model))
    return {name: _mended(properties.get(name), value) for name, value in arguments.items()}


def mistyped(operation: Operation, arguments: Mapping[str, object]) -> list[FieldError]:
    """Where a number is written as a text, or a text as a number: ``"1"`` is not 1."""
    return list(_mistyped(inlined(input_schema(operation.input_model)), arguments, ""))


def _mended(schema: JSONSchema | None, value: object) -> object:
    wanted = takes(schema) - {"null"} if schema else frozenset()
    if not isinstance(value, str) or not wanted or not wanted <= CONTAINERS.keys():
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, tuple(CONTAINERS[each] for each in wanted)) else value


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
