"""Small graphs for tests, and random ones: acyclic, with branches, joins, loops in loops, and ways on for errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from workflows.engine.graph import Graph
from workflows.engine.plan import Plan, compiled_plan
from workflows.engine.validation import parse_graph


def node(node_id: str, type_: str = "desk.read_note", **changes: Any) -> dict[str, Any]:
    return {"id": node_id, "type": type_, "name": node_id, "position": {"x": 0, "y": 0}, **changes}


def edge(line: str) -> dict[str, Any]:
    """From ``"a -> b"`` or ``"a.true -> b.left"``."""
    source, target = line.split(" -> ")
    (begin, _, out), (end, _, into) = source.partition("."), target.partition(".")
    ends = {"source": begin, "source_handle": out or "main", "target": end, "target_handle": into or "main"}
    return {"id": line.replace(" ", ""), **ends}


def graph(nodes: list[dict[str, Any]], *edges: str) -> Graph:
    return parse_graph({"nodes": nodes, "edges": [edge(each) for each in edges]})


def plan(nodes: list[dict[str, Any]], *edges: str) -> Plan:
    return compiled_plan(graph(nodes, *edges))


@dataclass
class Drawn:
    """A random graph, and what the reference needs to know of it."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)
    bodies: dict[str, list[str]] = field(default_factory=dict)
    """Ids by loop, and under an empty text those outside all loops; what is before what follows."""

    @property
    def graph(self) -> Graph:
        return graph(self.nodes, *self.edges)


HANDLES = {"flow.if": ("true", "false"), "flow.switch": ("x", "y", "default"), "flow.for_each": ("main",)}
PARAMETERS = {"flow.switch": {"cases": [{"name": "x"}, {"name": "y"}]}}


@st.composite
def drawings(draw: st.DrawFn, *, on_error: tuple[str, ...] = ("branch", "continue"), most: int = 6) -> Drawn:
    drawn = Drawn()
    _scope(draw, drawn, "", on_error, most, 0)
    order = draw(st.permutations(drawn.nodes))
    drawn.nodes = [*order]
    drawn.edges = [*draw(st.permutations(drawn.edges))]
    return drawn


def _scope(draw: st.DrawFn, drawn: Drawn, loop: str, on_error: tuple[str, ...], most: int, depth: int) -> None:
    kinds = ["desk.read_note"] * 3 + ["flow.if", "flow.switch", "flow.merge"] + ["flow.for_each"] * (depth < 2)
    here: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(1, most))):
        type_ = draw(st.sampled_from(kinds))
        made = node(
            f"n{len(drawn.nodes)}",
            type_,
            disabled=draw(st.integers(0, 7)) == 0,
            settings={"on_error": draw(st.sampled_from(on_error))},
            parameters=dict(PARAMETERS.get(type_, {})),
        )
        if type_ == "flow.for_each":
            made["parameters"]["on_item_error"] = draw(st.sampled_from(["collect", "stop"]))
        drawn.nodes.append(made)
        for _ in range(draw(st.integers(int(bool(loop)), 3))):
            _edge(draw, drawn, loop, here, made["id"])
        here.append(made)
        if type_ == "flow.for_each" and not made["disabled"]:
            _scope(draw, drawn, made["id"], on_error, 3, depth + 1)
    drawn.bodies[loop] = [each["id"] for each in here]


def _edge(draw: st.DrawFn, drawn: Drawn, loop: str, before: list[dict[str, Any]], target: str) -> None:
    choices = [(f"{loop}.each")] if loop else []
    for each in before:
        handles = (*HANDLES.get(each["type"], ("main",)), *(("error",) * (each["settings"]["on_error"] == "branch")))
        choices += [f"{each['id']}.{handle}" for handle in handles]
    if choices:
        line = f"{draw(st.sampled_from(choices))} -> {target}.in{len(drawn.edges)}"
        drawn.edges.append(line)
