"""Operations as tools of the protocol: their definitions, and what is told of their results."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, cast

from mcp_types import Tool, ToolAnnotations

from integrations.actors import Actor
from integrations.catalog.declare import Operation
from integrations.catalog.projections.tool import tool
from integrations.catalog.schema import JSONSchema, inlined, output_schema
from workflows.agents.toolset.offered import offered, operation_of

SHOWN_DEPTH = 1
"""Levels of a result whose names are told: whole schemas of 180 tools would fill a model's window."""
PYTHON: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}
LARGEST_EXACT = 2**53 - 1
"""Of integers that JavaScript reads as they are; larger ones go as text."""


def definitions(actor: Actor, services: Collection[str] | None) -> list[Tool]:
    """The tools of these services, or of all, that the actor's level lets it call."""
    return [definition(operation_of(actor, each["name"])) for each in offered(actor, services).tools]


@cache
def definition(operation: Operation) -> Tool:
    """One tool, made once for each operation."""
    told = tool(operation)
    hints = told["annotations"]
    return Tool(
        name=told["name"],
        title=hints["title"],
        description=told["description"],
        input_schema=told["input_schema"],
        output_schema=result_schema(operation),
        annotations=ToolAnnotations(
            title=hints["title"],
            read_only_hint=hints["readOnlyHint"],
            destructive_hint=hints["destructiveHint"],
            idempotent_hint=hints["idempotentHint"],
            open_world_hint=hints["openWorldHint"],
        ),
    )


def result_schema(operation: Operation) -> dict[str, Any]:
    """The names in a result and their types, in words that no client refuses a result for.

    Clients in JavaScript hold a result against it *after* the tool has run: formats (a time without a zone), patterns,
    limits and required names are left out, and an integer may come as text.
    """
    return _shown(inlined(output_schema(operation.output_model)), SHOWN_DEPTH)


def _shown(schema: JSONSchema, depth: int) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if isinstance(said := schema.get("description"), str):
        shown["description"] = " ".join(said.split())
    kinds = schema.get("type")
    listed = [kinds] if isinstance(kinds, str) else list(kinds) if isinstance(kinds, list) else []
    if "integer" in listed:
        listed.append("string")
    if listed:
        shown["type"] = listed[0] if len(listed) == 1 else listed
    properties = cast(Mapping[str, JSONSchema], schema.get("properties") or {})
    if properties and depth:
        shown["properties"] = {name: _shown(each, depth - 1) for name, each in properties.items()}
    items = schema.get("items")
    if isinstance(items, dict) and items and depth:
        shown["items"] = _shown(items, depth - 1)
    return shown


def exact(value: Any) -> Any:
    """A result in which integers that JavaScript would round are texts."""
    if isinstance(value, dict):
        return {name: exact(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [exact(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_EXACT:
        return str(value)
    return value


def fits(schema: dict[str, Any], value: Any) -> bool:
    """Whether a client that holds the value against the schema takes it: an answer that does not fit its operation's
    model succeeds with a warning."""
    kinds = schema.get("type")
    if kinds is not None and not any(_is_of(value, each) for each in ([kinds] if isinstance(kinds, str) else kinds)):
        return False
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return all(fits(known[name], inner) for name, inner in value.items() if name in known)
    return not isinstance(value, list) or all(fits(schema.get("items", {}), each) for each in value)


def _is_of(value: Any, kind: str) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, PYTHON[kind])
