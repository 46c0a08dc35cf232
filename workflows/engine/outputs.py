"""What a node gives and takes, as JSON Schema, as far as it is known before a run."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from integrations.catalog.declare import Operation, Trigger
from integrations.catalog.schema import JSONSchema, inlined, input_schema, output_schema
from integrations.errors import NotFound
from workflows.engine.control.handles import EACH, IF, MANUAL, MERGE, SET, SWITCH
from workflows.engine.control.registry import kind_of_node
from workflows.engine.graph import ERROR
from workflows.engine.plan import Plan, PlanNode


def output_schema_of(plan: Plan, node: PlanNode) -> JSONSchema | None:
    """The schema of what a node gives when it succeeds; None where it is not known.

    A branch gives what came to it, so its schema is that of the node before.
    """
    seen: set[str] = set()
    while node.type in (IF, SWITCH):
        edges = plan.incoming(node.id)
        if len(edges) != 1 or edges[0].source_handle in (EACH, ERROR) or node.id in seen:
            return None
        seen.add(node.id)
        node = plan.nodes[edges[0].source]
        if node.disabled or node.pinned is not None or node.settings.on_error != "stop":
            return None
    return _own(node)


def input_schema_of(node: PlanNode) -> JSONSchema | None:
    """The schema of a node's resolved parameters; None for a type that nobody knows."""
    try:
        return _inlined_input(kind_of_node(node.type).input_model)
    except NotFound:
        return None


def _own(node: PlanNode) -> JSONSchema | None:
    if node.type == MANUAL:
        given = node.parameters.get("input_schema")
        return {**given} if isinstance(given, dict) else None
    if node.type == MERGE:
        return _closed(node.inputs)
    if node.type == SET:
        fields = node.parameters.get("fields")
        is_all = isinstance(fields, dict) and node.parameters.get("keep", False) is False
        return _closed(tuple(fields)) if is_all and isinstance(fields, dict) else None
    try:
        kind = kind_of_node(node.type)
    except NotFound:
        return None
    if isinstance(kind, Operation | Trigger):
        return _inlined_output(kind.output_model)
    return None if kind.output_model is None else _inlined_output(kind.output_model)


def _closed(names: tuple[str, ...]) -> JSONSchema:
    """An object of these fields and no others, whatever they hold."""
    properties: dict[str, Any] = {name: {} for name in names}
    return {"type": "object", "properties": properties, "required": [*names], "additionalProperties": False}


@cache
def _inlined_output(model: type[BaseModel]) -> JSONSchema:
    return inlined(output_schema(model))


@cache
def _inlined_input(model: type[BaseModel]) -> JSONSchema:
    return inlined(input_schema(model))
