"""Base models of operations, the hints for their forms, and their JSON Schemas (2020-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

JSONSchema = dict[str, object]
Widget = Literal["text", "textarea", "code", "markdown", "tags", "datetime", "date", "file", "files", "key_value"]


class Input(BaseModel):
    """What an operation takes. Unknown fields are refused; ``model_fields_set`` tells what was given."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=False)


class Output(BaseModel):
    """What an operation returns. Fields the vendor adds later are ignored."""

    model_config = ConfigDict(
        extra="ignore", use_attribute_docstrings=True, serialize_by_alias=True, validate_by_name=True
    )


def ui(
    *,
    widget: Widget | None = None,
    advanced: bool = False,
    options: str | None = None,
    show_when: Mapping[str, Sequence[object]] | None = None,
    placeholder: str | None = None,
) -> JsonDict:
    """How a form shows a field, for ``Field(json_schema_extra=ui(…))``.

    ``advanced`` puts it under Options, ``options`` names the service's loader of choices, ``show_when`` shows it
    only while the other fields have one of the given values.
    """
    hints = {
        "widget": widget,
        "advanced": advanced or None,
        "options": options,
        "show_when": {field: list(values) for field, values in show_when.items()} if show_when else None,
        "placeholder": placeholder,
    }
    return {"x-ui": cast(JsonDict, {key: value for key, value in hints.items() if value is not None})}


def input_schema(model: type[BaseModel]) -> JSONSchema:
    """The schema that arguments are validated against."""
    return model.model_json_schema(mode="validation", by_alias=True)


def output_schema(model: type[BaseModel]) -> JSONSchema:
    """The schema of what comes back, by the names that are sent."""
    return model.model_json_schema(mode="serialization", by_alias=True)


def inlined(schema: JSONSchema) -> JSONSchema:
    """The same schema without ``$ref``, for readers that cannot follow one. A recursive model stays open (``{}``)."""
    definitions = cast(Mapping[str, JSONSchema], schema.get("$defs", {}))

    def expand(node: object, seen: frozenset[str]) -> object:
        if isinstance(node, list):
            return [expand(each, seen) for each in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str):
            name = reference.rpartition("/")[2]
            beside = {key: value for key, value in node.items() if key != "$ref"}
            target = {} if name in seen else expand(definitions[name], seen | {name})
            return {**cast(JSONSchema, target), **beside}
        return {key: expand(value, seen) for key, value in node.items() if key != "$defs"}

    return cast(JSONSchema, expand(schema, frozenset()))
