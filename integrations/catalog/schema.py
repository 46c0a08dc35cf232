"""Base models of operations, the hints for their forms, and their JSON Schemas (2020-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, ModelWrapValidatorHandler, model_validator
from pydantic.config import JsonDict
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from integrations.catalog.between import validated

JSONSchema = dict[str, object]
Grammar = Literal["addresses"]
Pasted = Literal["curl"]
Widget = Literal["text", "textarea", "code", "markdown", "tags", "datetime", "date", "file", "files", "key_value"]


class Input(BaseModel):
    """What an operation takes. Unknown fields are refused; ``model_fields_set`` tells what was given."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=False)

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, given: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Rules between fields (``catalog.between``) are told beside what is wrong with each field."""
        return cast(Self, validated(cls, given, handler))


class Output(BaseModel):
    """What an operation returns. Fields the vendor adds later are ignored."""

    model_config = ConfigDict(
        extra="ignore", use_attribute_docstrings=True, serialize_by_alias=True, validate_by_name=True
    )


BlankIsNone = BeforeValidator(lambda value: None if value == "" else value)
"""For optional identifiers: a form sends an emptied text field as an empty text."""


def ui(
    *,
    widget: Widget | None = None,
    advanced: bool = False,
    options: str | None = None,
    show_when: Mapping[str, Sequence[object]] | None = None,
    placeholder: str | None = None,
    splits: Grammar | None = None,
    zone: str | None = None,
    pastes: Pasted | None = None,
    rests_on: Sequence[str] = (),
    expression: bool = False,
) -> JsonDict:
    """How a form shows a field, for ``Field(json_schema_extra=ui(…))``.

    ``advanced`` puts it under Options, ``options`` names the service's loader of choices, ``show_when`` shows it
    only while the other fields have one of the given values. ``splits`` names the grammar by which one text is several
    entries of a list (addresses: commas and semicolons outside quotes, comments and angle brackets); without it each
    text is one entry. ``zone`` names the field that tells the zone of a time: with one chosen there, the time is what
    the clocks of that zone show, without an offset. ``rests_on`` names the fields by which its choices differ, such as
    the file whose parts are offered: the loader finds them in ``OptionsQuery.form``.

    ``expression`` says that the field is one expression, also where it is written without ``{{ }}``.

    ``pastes`` names what may be pasted there whole and then fills the form: a ``curl`` command gives the fields method,
    url, query, headers, body_type, body, timeout and response_type.
    """
    hints = {
        "widget": widget,
        "advanced": advanced or None,
        "options": options,
        "show_when": {field: list(values) for field, values in show_when.items()} if show_when else None,
        "placeholder": placeholder,
        "splits": splits,
        "zone": zone,
        "pastes": pastes,
        "rests_on": list(rests_on) or None,
        "expression": expression or None,
    }
    return {"x-ui": cast(JsonDict, {key: value for key, value in hints.items() if value is not None})}


def leads(*names: str) -> JsonDict:
    """Which fields of an entry people read first, for ``ConfigDict(json_schema_extra=leads(…))`` of its model.

    By the names that are sent. A table of such entries begins with them.
    """
    return {"x-ui": {"lead": list(names)}}


def input_schema(model: type[BaseModel]) -> JSONSchema:
    """The schema that arguments are validated against.

    It carries no ``"default": null``: a form that filled it in would send a field nobody gave.
    """
    return cast(JSONSchema, _plain(_as_generated(model, "validation"), keep_null_defaults=False))


def output_schema(model: type[BaseModel]) -> JSONSchema:
    """The schema of what comes back, by the names that are sent."""
    return cast(JSONSchema, _plain(_as_generated(model, "serialization")))


def with_example(schema: JSONSchema, example: Mapping[str, object]) -> JSONSchema:
    """The same schema with an input that is valid as a whole, and with that one's values as examples of its fields:
    whoever copies field by field gets something that fits together as well."""
    properties = cast(Mapping[str, JSONSchema], schema.get("properties", {}))
    shown = {name: {**properties[name], "examples": [example[name]]} for name in properties.keys() & example.keys()}
    together = {"properties": {**properties, **shown}} if properties else {}
    return {**schema, **together, "examples": [dict(example)]}


def property_hints(schema: JSONSchema) -> dict[str, Mapping[str, object]]:
    """The ``x-ui`` of each property that has one, by the property's public name."""
    properties = cast(Mapping[str, Mapping[str, object]], schema.get("properties", {}))
    return {name: cast(Mapping[str, object], each["x-ui"]) for name, each in properties.items() if "x-ui" in each}


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
            beside = {key: value for key, value in node.items() if key not in ("$ref", "$defs")}
            target = {} if name in seen else expand(definitions[name], seen | {name})
            return {**cast(JSONSchema, target), **beside}
        return {key: expand(value, seen) for key, value in node.items() if key != "$defs"}

    return cast(JSONSchema, expand(schema, frozenset()))


class _FieldTitles(GenerateJsonSchema):
    """Titles every field by its own name, one that holds a nested model too: people know no names of classes."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return True


@cache
def _as_generated(model: type[BaseModel], mode: JsonSchemaMode) -> JSONSchema:
    """Pydantic's own schema, made once for each model: making it takes longer than all that is done with it."""
    return model.model_json_schema(mode=mode, by_alias=True, schema_generator=_FieldTitles)


def _plain(node: object, *, keep_null_defaults: bool = True) -> object:
    """Write "this type or null" as a list of two types, which forms and language models understand better."""
    if isinstance(node, list):
        return [_plain(each, keep_null_defaults=keep_null_defaults) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _plain(value, keep_null_defaults=keep_null_defaults) for key, value in node.items()}
    if not keep_null_defaults and plain.get("default", ...) is None:
        del plain["default"]
    alternatives = plain.get("anyOf")
    if not isinstance(alternatives, list) or len(alternatives) != 2 or {"type": "null"} not in alternatives:
        return plain
    only = next(each for each in alternatives if each != {"type": "null"})
    if not isinstance(only.get("type"), str) or "const" in only:
        return plain
    values = {"enum": [*cast(list[object], only["enum"]), None]} if "enum" in only else {}
    rest = {key: value for key, value in plain.items() if key != "anyOf"}
    return {**only, **values, "type": [only["type"], "null"], **rest}
