"""What is computed in a service's SKILL.md: the list of its tools, and the operations between two markers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from integrations.catalog.declare import Operation, Service
from integrations.catalog.projections.tool import tool_name
from integrations.catalog.schema import JSONSchema, inlined, input_schema

BEGIN = "<!-- operations: written by `manage.py services write` -->"
END = "<!-- end of operations -->"


_ALLOWED = re.compile(r"^allowed-tools:.*$", re.MULTILINE)


def current(text: str, service: Service) -> str:
    """The same text with its computed parts as they should be. Raises ValueError where it has no place for them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or not _ALLOWED.search(before):
        raise ValueError(
            f"SKILL.md of {service.key} needs allowed-tools in its front matter, and the lines {BEGIN!r} and {END!r}"
        )
    names = " ".join(tool_name(operation) for operation in service.operations.values())
    head = _ALLOWED.sub(f"allowed-tools: {names}", before, count=1)
    return f"{head}{BEGIN}\n{operation_tables(service)}\n{END}{after}"


def operation_tables(service: Service) -> str:
    """A heading, the summary and a table of fields for each operation."""
    return "\n".join(_section(operation) for operation in service.operations.values())


def _section(operation: Operation) -> str:
    approval = " Needs a person's approval." if operation.needs_approval else ""
    lines = [f"\n### {tool_name(operation)}\n", f"{operation.summary}{approval}\n"]
    rows = field_rows(inlined(input_schema(operation.input_model)))
    if not rows:
        return "\n".join([*lines, "Takes no fields.\n"])
    head = ["| Field | Type | Required | Description |", "|---|---|---|---|"]
    example = ["", f"Example: `{json.dumps(dict(operation.example), ensure_ascii=False)}`"] if operation.example else []
    return "\n".join([*lines, *head, *rows, *example, ""])


def field_rows(schema: JSONSchema) -> list[str]:
    """A row of Markdown for each field of a form."""
    properties, required = schema.get("properties"), schema.get("required", [])
    if not isinstance(properties, dict) or not isinstance(required, list):
        return []
    return [
        f"| {name} | {_type(field)} | {'yes' if name in required else 'no'} | {_cell(field)} |"
        for name, field in properties.items()
    ]


def rows_of(schema: JSONSchema, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Path, type and description of each property of a result; what stands in a list is below ``[]``."""
    properties = schema.get("properties")
    for name, field in properties.items() if isinstance(properties, dict) else ():
        path = f"{prefix}{name}"
        yield path, _type(field), _cell(field)
        for alternative in field.get("anyOf", [field]):
            items = alternative.get("items")
            yield from rows_of(alternative, f"{path}.")
            if isinstance(items, dict):
                yield from rows_of(items, f"{path}[].")


def _type(field: dict[str, object]) -> str:
    values = field.get("enum")
    if isinstance(values, list):
        return ", ".join(f"`{value}`" for value in values if value is not None)
    kind = field.get("type", "any")
    names = [each for each in kind if each != "null"] if isinstance(kind, list) else [str(kind)]
    items = field.get("items")
    if names == ["array"] and isinstance(items, dict):
        return f"list of {_type(items)}"
    return " or ".join(names)


def _cell(field: dict[str, object]) -> str:
    return " ".join(str(field.get("description", "")).split()).replace("|", "\\|")
