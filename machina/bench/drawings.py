"""Drawings of the workflows that are measured."""

from __future__ import annotations

from typing import Any

from machina.bench.desk import OPERATION

Json = dict[str, Any]
CALL: Json = {"type": OPERATION, "account_mode": "owner"}
SET: Json = {"type": "flow.set", "parameters": {"fields": {"first": "{{ n1.labels[0].name }}"}}}


MANUAL: Json = {"type": "trigger.manual"}


def hook(respond: str) -> Json:
    """A webhook that is answered with the run's output (``when_done``), or by a node of it."""
    return {"type": "trigger.webhook", "parameters": {"respond": respond}}


def chain(*nodes: Json, begins: Json = MANUAL) -> Json:
    """A drawing of nodes one after another, behind a trigger."""
    listed = [begins, *nodes]
    return {
        "nodes": [_node(f"n{number}", node) for number, node in enumerate(listed)],
        "edges": [_edge(f"n{number}", "main", f"n{number + 1}") for number in range(len(nodes))],
    }


def fan_out(count: int, call: Json = CALL, *, begins: Json = MANUAL) -> Json:
    """So many calls beside one another."""
    nodes = [_node("start", begins), *(_node(f"c{number}", call) for number in range(count))]
    return {"nodes": nodes, "edges": [_edge("start", "main", f"c{number}") for number in range(count)]}


def for_each(count: int, call: Json = CALL, *, begins: Json = MANUAL) -> Json:
    """So many items, each of which is a call."""
    loop = {"type": "flow.for_each", "parameters": {"items": [*range(count)], "concurrency": 50}}
    nodes = [_node("start", begins), _node("each", loop), _node("call", call)]
    return {"nodes": nodes, "edges": [_edge("start", "main", "each"), _edge("each", "each", "call")]}


def _node(node_id: str, node: Json) -> Json:
    return {"id": node_id, "key": node_id, "name": node_id, "position": {"x": 0, "y": 0}, "parameters": {}, **node}


def _edge(source: str, handle: str, target: str) -> Json:
    return {
        "id": f"{source}-{target}",
        "source": source,
        "source_handle": handle,
        "target": target,
        "target_handle": "main",
    }


SHORT = chain(CALL, SET, {"type": "flow.output", "parameters": {"value": "{{ n2.first }}"}})
TEN = chain(CALL, SET, CALL, SET, CALL, SET, CALL, SET, SET)
