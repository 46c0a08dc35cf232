"""Nodes, and what has changed in them, as people read it in the admin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.admin.display import in_words, operation_label
from workflows.versions.compare import Comparison, FieldChange, NodeSeen

LONGEST = 200
NOT_SET = "not set"


@dataclass(frozen=True)
class NodeChange:
    """One line of a comparison."""

    name: str
    what: str
    tone: str
    fields: tuple[tuple[str, str, str], ...] = ()
    """Each field with its value before and after."""


def node_names(graph: Mapping[str, Any]) -> dict[str, str]:
    """What people call each node, by its id."""
    return {each["id"]: each["name"] or operation_label(each["type"]) for each in graph["nodes"]}


def changes_shown(found: Comparison) -> list[NodeChange]:
    """Nodes that were added, removed and changed, then what became of connections and variables."""
    lines = [
        *(NodeChange(_name(each), "Added", "success") for each in found.added),
        *(NodeChange(_name(each), "Removed", "error") for each in found.removed),
        *(NodeChange(_name(each), "Changed", "running", _fields(each.fields)) for each in found.changed),
    ]
    if found.edges_added or found.edges_removed:
        added, removed = len(found.edges_added), len(found.edges_removed)
        lines.append(NodeChange("Connections between nodes", f"{added} added, {removed} removed", "neutral"))
    if found.variables:
        lines.append(NodeChange("Variables", "Changed", "running", _fields(found.variables)))
    return lines


def _name(node: NodeSeen) -> str:
    return node.name or operation_label(node.type)


def _fields(changes: Iterable[FieldChange]) -> tuple[tuple[str, str, str], ...]:
    return tuple((_field(each.field), _value(each.before), _value(each.after)) for each in changes)


def _field(path: str) -> str:
    """`parameters.subject` → `Subject`, `settings.on_error` → `Settings on error`."""
    return in_words(path.removeprefix("parameters."))


def _value(value: object) -> str:
    if value is None:
        return NOT_SET
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
