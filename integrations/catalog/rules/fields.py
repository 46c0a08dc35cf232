"""All fields of a model, nested ones included, as its users see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel, ValidationError

from integrations.catalog.schema import JSONSchema, inlined, input_schema


@dataclass(frozen=True)
class SchemaField:
    """A property of a schema by its dotted path."""

    path: str
    schema: JSONSchema

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def hints(self) -> Mapping[str, object]:
        return cast(Mapping[str, object], self.schema.get("x-ui", {}))


def fields_of(schema: JSONSchema) -> Iterator[SchemaField]:
    """Every property, parents before children; what stands in a list counts as a child of the list."""
    yield from _walk(inlined(schema), "")


def refused_text_fields(model: type[BaseModel]) -> Iterator[str]:
    """Names of text fields that refuse ordinary words: those whose form is not obvious."""
    for field in fields_of(input_schema(model)):
        is_text = "string" in _kinds(field.schema) and "enum" not in field.schema and "const" not in field.schema
        if is_text and "." not in field.path and not _accepts(model, field.name, "some words"):
            yield field.name


def refused_examples(model: type[BaseModel]) -> Iterator[str]:
    """Names of fields with an example that the field itself refuses."""
    for name, field in model.model_fields.items():
        public = field.alias or name
        if not all(_accepts(model, public, example) for example in field.examples or ()):
            yield public


def loose_identifiers(model: type[BaseModel]) -> Iterator[str]:
    """Names of identifiers that would take what leads a path astray."""
    for name, field in model.model_fields.items():
        public = field.alias or name
        is_identifier = public.endswith("_id") and public != "file_id"  # the id of a file of ours is in no path
        if is_identifier and any(_accepts(model, public, each) for each in ("..", "a/b", "a\n")):
            yield public


def _accepts(model: type[BaseModel], name: str, value: object) -> bool:
    try:
        model.model_validate({name: value})
    except ValidationError as error:
        return all(each["loc"][:1] != (name,) for each in error.errors())
    return True


def _kinds(schema: JSONSchema) -> list[object]:
    kind = schema.get("type")
    return kind if isinstance(kind, list) else [kind]


def _walk(schema: JSONSchema, prefix: str) -> Iterator[SchemaField]:
    properties = cast(Mapping[str, JSONSchema], schema.get("properties", {}))
    for name, field in properties.items():
        path = f"{prefix}{name}"
        yield SchemaField(path, field)
        for inner in _inner(field):
            yield from _walk(inner, f"{path}.")


def _inner(field: JSONSchema) -> Iterator[JSONSchema]:
    for alternative in cast(list[JSONSchema], field.get("anyOf", [field])):
        yield alternative
        items = alternative.get("items")
        if isinstance(items, dict):
            yield from _inner(items)
