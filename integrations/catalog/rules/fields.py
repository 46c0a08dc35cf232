"""All fields of a model, nested ones included, as its users see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from integrations.catalog.schema import JSONSchema, inlined


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
    for name, field in model.model_fields.items():
        adapter = _adapter(field)
        kinds = adapter.json_schema()
        if "string" in _kinds(kinds) and "enum" not in str(kinds) and not _accepts(adapter, "some words"):
            yield field.alias or name


def refused_examples(model: type[BaseModel]) -> Iterator[str]:
    """Names of fields with an example that the field itself refuses."""
    for name, field in model.model_fields.items():
        if not all(_accepts(_adapter(field), example) for example in field.examples or ()):
            yield field.alias or name


def _adapter(field: FieldInfo) -> TypeAdapter[Any]:  # the type is known at run time only
    """Validates one value as the field would."""
    return TypeAdapter(Annotated[field.annotation, field])


def _accepts(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _kinds(schema: Mapping[str, object]) -> set[object]:
    alternatives = cast(list[Mapping[str, object]], schema.get("anyOf", [schema]))
    return {each.get("type") for each in alternatives}


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
