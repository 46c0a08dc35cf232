"""What a language model is offered: one tool for each operation."""

from __future__ import annotations

from functools import cache
from typing import TypedDict

from integrations.catalog.declare import Operation
from integrations.catalog.projections.tool_schema import tool_schema
from integrations.catalog.registry import Catalog
from integrations.catalog.schema import JSONSchema

NAME_LENGTH = 64
"""The shortest limit of the model vendors; they also agree on letters, digits, underscore and hyphen."""
LONGEST_DESCRIPTION = 1_024
"""As OpenAI has it; the others take as much or more."""


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


@cache
def tool(operation: Operation) -> ToolJSON:
    """The definition of one tool, made once for each operation: nobody changes it."""
    return {
        "name": tool_name(operation),
        "description": shortened(operation.documentation),
        "input_schema": tool_schema(operation),
        "annotations": {
            "title": f"{operation.service.name}: {operation.label}",
            "readOnlyHint": operation.effect == "read",
            "destructiveHint": operation.effect == "destructive",
            "idempotentHint": operation.effect in ("read", "idempotent_write"),
            "openWorldHint": True,
        },
        "needs_approval": operation.needs_approval,
    }


def shortened(text: str) -> str:
    """A description within the limit: of a longer one, the sentences that fit."""
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    start = text[: LONGEST_DESCRIPTION - 1]
    end = max(start.rfind(mark) for mark in (". ", ".\n"))
    return start[: end + 1] if end > 0 else f"{start}…"
