"""The variables an output offers, for dragging them into the fields of later nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict, cast

from pydantic import BaseModel

from integrations.catalog.schema import JSONSchema, inlined, output_schema

DEPTH = 6


class PathJSON(TypedDict):
    """One variable: ``messages[0].subject``, its type, what it is, and its value in the sample."""

    path: str
    type: str
    description: str
    sample: object


def variable_paths(model: type[BaseModel], sample: Mapping[str, object] | None = None) -> list[PathJSON]:
    """Every path of a model's output in the order of its fields, at most six levels deep."""
    return list(_walk(inlined(output_schema(model)), sample, "", DEPTH))


def _walk(schema: JSONSchema, value: object, prefix: str, depth: int) -> Iterator[PathJSON]:
    properties = cast(Mapping[str, JSONSchema], schema.get("properties", {}))
    for name, field in properties.items():
        yield from _path(field, _member(value, name), f"{prefix}.{name}" if prefix else name, depth)


def _path(field: JSONSchema, value: object, path: str, depth: int) -> Iterator[PathJSON]:
    kind = _type(field)
    yield {"path": path, "type": kind, "description": str(field.get("description", "")), "sample": value}
    if depth <= 1:
        return
    if kind == "object":
        yield from _walk(_shape(field), value, path, depth - 1)
    if kind == "array":
        item = cast(JSONSchema, _shape(field).get("items", {}))
        first = value[0] if isinstance(value, Sequence) and not isinstance(value, str) and value else None
        if _type(item) in ("object", "array"):
            yield from _path(item, first, f"{path}[0]", depth - 1)


def _shape(field: JSONSchema) -> JSONSchema:
    """The field itself, or of an optional object the object."""
    choices = cast(Sequence[JSONSchema], field.get("anyOf", ()))
    return next((each for each in choices if each.get("type") != "null"), field)


def _type(field: JSONSchema) -> str:
    kind = _shape(field).get("type", "any")
    if isinstance(kind, list):
        return str(next((each for each in kind if each != "null"), "null"))
    return str(kind)


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None
