"""What a language model is offered: one tool for each operation."""

from __future__ import annotations

from typing import TypedDict, cast

from integrations.catalog.declare import Operation
from integrations.catalog.registry import Catalog
from integrations.catalog.schema import JSONSchema, inlined, input_schema, with_example

NAME_LENGTH = 64
"""The shortest limit of the model vendors; they also agree on letters, digits, underscore and hyphen."""


class ToolAnnotations(TypedDict):
    """Hints about what a call does, by the names of the Model Context Protocol."""

    title: str
    readOnlyHint: bool
    destructiveHint: bool
    idempotentHint: bool
    openWorldHint: bool


class ToolJSON(TypedDict):
    """A tool definition; ``needs_approval`` tools wait for a person before they run."""

    name: str
    description: str
    input_schema: JSONSchema
    annotations: ToolAnnotations
    needs_approval: bool


def tools(catalog: Catalog) -> dict[str, Operation]:
    """Every operation by the name its tool has."""
    return {tool_name(operation): operation for operation in catalog.operations.values()}


def tool_name(operation: Operation) -> str:
    """The operation's key in the letters that tool names may have."""
    return operation.key.replace(".", "_")


def tool(operation: Operation) -> ToolJSON:
    """The definition of one tool: a schema without references, titles or form hints, which only cost tokens."""
    return {
        "name": tool_name(operation),
        "description": operation.documentation,
        "input_schema": _schema(operation),
        "annotations": {
            "title": f"{operation.service.name}: {operation.label}",
            "readOnlyHint": operation.effect == "read",
            "destructiveHint": operation.effect == "destructive",
            "idempotentHint": operation.effect in ("read", "idempotent_write"),
            "openWorldHint": True,
        },
        "needs_approval": operation.needs_approval,
    }


def _schema(operation: Operation) -> JSONSchema:
    return with_example(cast(JSONSchema, _lean(inlined(input_schema(operation.input_model)))), operation.example)


def _lean(schema: object) -> object:
    if isinstance(schema, list):
        return [_lean(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    lean = {key: _lean(value) for key, value in schema.items() if key not in ("x-ui", "title", "properties", "default")}
    if "default" in schema:
        lean["default"] = schema["default"]
    if isinstance(schema.get("properties"), dict):
        lean["properties"] = {name: _lean(value) for name, value in schema["properties"].items()}
    return lean
