"""What differs between two drawings: nodes, their fields, edges and variables. Where things lie does not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NOT_COMPARED = frozenset({"id", "position", "pinned"})
EDGE = ("source", "source_handle", "target", "target_handle")
Graph = Mapping[str, Any]


@dataclass(frozen=True)
class FieldChange:
    """One value that differs."""

    field: str
    """Dotted path, for example ``parameters.subject``."""
    before: object
    """None where it was not set."""
    after: object
    """None where it is not set any more."""


@dataclass(frozen=True)
class NodeSeen:
    """A node by what people know it by, and what has changed in it; nothing in one that was added or removed."""

    id: str
    key: str
    name: str
    type: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """All that differs, seen from the older drawing."""

    added: tuple[NodeSeen, ...]
    removed: tuple[NodeSeen, ...]
    changed: tuple[NodeSeen, ...]
    edges_added: tuple[Mapping[str, str], ...]
    edges_removed: tuple[Mapping[str, str], ...]
    variables: tuple[FieldChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both do the same."""
        return not any(vars(self).values())


def compare(before: Graph, after: Graph) -> Comparison:
    """Both are documents as they are stored."""
    old, new = _by_id(before), _by_id(after)
    both = [(old[name], new[name]) for name in new if name in old]
    edges_before, edges_after = _edges(before), _edges(after)
    return Comparison(
        added=tuple(_seen(node) for name, node in new.items() if name not in old),
        removed=tuple(_seen(node) for name, node in old.items() if name not in new),
        changed=tuple(
            _seen(now, fields) for node, now in both if (fields := tuple(_changes(_compared(node), _compared(now))))
        ),
        edges_added=tuple(edge for key, edge in edges_after.items() if key not in edges_before),
        edges_removed=tuple(edge for key, edge in edges_before.items() if key not in edges_after),
        variables=tuple(_changes(_variables(before), _variables(after))),
    )


def _by_id(graph: Graph) -> dict[str, Mapping[str, Any]]:
    return {node["id"]: node for node in graph.get("nodes", ())}


def _compared(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in node.items() if name not in NOT_COMPARED}


def _seen(node: Mapping[str, Any], fields: tuple[FieldChange, ...] = ()) -> NodeSeen:
    return NodeSeen(node["id"], node.get("key", ""), node["name"], node["type"], fields)


def _edges(graph: Graph) -> dict[tuple[str, ...], Mapping[str, str]]:
    """By what they connect: an edge that is drawn anew between the same ends is the same."""
    return {tuple(edge[name] for name in EDGE): {name: edge[name] for name in EDGE} for edge in graph.get("edges", ())}


def _variables(graph: Graph) -> dict[str, object]:
    return {each["name"]: {**each, "name": None} for each in graph.get("variables", ())}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], path: str = "") -> Iterator[FieldChange]:
    """The places where two objects differ, as deep as both are objects; lists are told as a whole."""
    for name in (*before, *(name for name in after if name not in before)):
        old, new, place = before.get(name), after.get(name), f"{path}.{name}" if path else name
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _changes(old, new, place)
        elif old != new or type(old) is not type(new):
            yield FieldChange(place, old, new)
