"""Drawings for tests, in short: nodes by id with their types and parameters, edges as ``a -> b``."""

from __future__ import annotations

from typing import Any

from workflows.engine.graph import Graph
from workflows.engine.validation import parse_graph

Json = dict[str, Any]


def drawn(nodes: dict[str, Json], *edges: str, **parts: Any) -> Graph:
    """``nodes`` by id: ``{"type": …, …parameters}``, with ``settings``, ``disabled``, ``pinned`` beside them.

    An edge is written ``source[:handle] -> target[:handle]``.
    """
    return parse_graph(
        {
            "nodes": [_node(node_id, dict(node)) for node_id, node in nodes.items()],
            "edges": [_edge(number, text) for number, text in enumerate(edges)],
            **parts,
        }
    )


def _node(node_id: str, node: Json) -> Json:
    own = {name: node.pop(name) for name in OWN if name in node}
    return {
        "id": node_id,
        "key": node_id,
        "name": node_id.capitalize(),
        "type": node.pop("type"),
        "position": {"x": 0, "y": 0},
        "parameters": node,
        **own,
    }


OWN = ("account_mode", "customer_id", "connection", "disabled", "settings", "pinned")


def _edge(number: int, text: str) -> Json:
    source, target = (part.strip() for part in text.split("->"))
    from_node, _, from_handle = source.partition(":")
    to_node, _, to_handle = target.partition(":")
    return {
        "id": f"e{number}",
        "source": from_node,
        "source_handle": from_handle or "main",
        "target": to_node,
        "target_handle": to_handle or "main",
    }
