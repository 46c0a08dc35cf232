"""A tool's definition, as its server gives it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from integrations.services.mcp.models import McpTool

MOST_TOOLS = 200
LONGEST_NAME = 128
LONGEST_DESCRIPTION = 4_000
LARGEST_SCHEMA = 32_000
"""Letters of a schema as JSON."""


def tool_in(told: Mapping[str, object]) -> McpTool | str:
    """The tool, or why it is left out."""
    name, schema, hints = told.get("name"), told.get("inputSchema"), told.get("annotations")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        return f"One without a name of 1 to {LONGEST_NAME} letters."
    if not isinstance(schema, dict) or schema.get("type") != "object":
        return f"{name!r} says nothing of its arguments."
    if len(json.dumps(schema)) > LARGEST_SCHEMA:
        return f"{name!r} has a schema of more than {LARGEST_SCHEMA:,} letters."
    says = hints if isinstance(hints, Mapping) else {}
    return McpTool(
        name=name,
        title=str(told.get("title") or says.get("title") or "")[:200],
        description=str(told.get("description") or "")[:LONGEST_DESCRIPTION],
        input_schema=schema,
        says_it_reads=says.get("readOnlyHint") is True,
    )
