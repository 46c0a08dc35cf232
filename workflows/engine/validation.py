"""Reads a graph that comes from outside and finds everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from integrations.errors import FieldError, InputError, PayloadTooLarge
from workflows.engine.graph import Graph, canonical_json
from workflows.engine.values import MAX_PATH, value_problems

MAX_NODES = 5_000
MAX_EDGES = 20_000
MAX_BYTES = 5 * 1024 * 1024
MAX_REPORTED = 100


def parse_graph(raw: object, *, keys: Mapping[str, str] | None = None) -> Graph:
    """The graph, sound in itself: unique ids, edges between existing nodes.

    A draft may be incomplete: types, parameters and accounts are checked when it runs. ``keys`` are those that nodes
    had before, by id: a node that leaves its key out keeps it. Raises InputError with a ``FieldError`` for each
    problem (the first 100), or PayloadTooLarge above 5 MB.
    """
    problems = [*_structure_problems(raw)]
    graph: Graph | None = None
    try:
        graph = Graph.model_validate(_with_known_keys(raw, keys) if keys else raw)
    except ValidationError as error:
        problems = [*field_errors(error), *problems]
    if graph is None or problems:
        raise _as_input_error(problems)
    size = len(canonical_json(graph))
    if size > MAX_BYTES:
        raise PayloadTooLarge(
            f"The graph has {size:,} bytes, {MAX_BYTES:,} is the limit. Move large values out of the parameters."
        )
    return graph


def _with_known_keys(raw: object, keys: Mapping[str, str]) -> object:
    nodes = raw.get("nodes") if isinstance(raw, Mapping) else None
    if not isinstance(raw, Mapping) or not isinstance(nodes, list):
        return raw
    taken = {each["key"] for each in _objects(raw, "nodes") if isinstance(each.get("key"), str)}

    def known(node: object) -> object:
        if not isinstance(node, Mapping) or node.get("key") or not isinstance(node.get("id"), str):
            return node
        key = keys.get(node["id"])
        return {**node, "key": key} if key and key not in taken else node

    return {**raw, "nodes": [known(each) for each in nodes]}


def field_errors(error: ValidationError) -> list[FieldError]:
    """Pydantic's problems as fields with dotted paths, cut where nesting makes them endless."""
    return [
        FieldError(".".join(map(str, each["loc"]))[:MAX_PATH] or "body", each["msg"])
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _as_input_error(problems: list[FieldError]) -> InputError:
    count = len(problems)
    first = f"{problems[0].field}: {problems[0].message}"
    detail = f"The graph has {count} problem{'s' if count != 1 else ''}. {first}"
    return InputError(detail, errors=problems[:MAX_REPORTED])


def _structure_problems(raw: object) -> Iterator[FieldError]:
    """What no field shows by itself. Parts of a wrong shape are left to the shape's own check."""
    yield from value_problems(raw)
    nodes, edges = _objects(raw, "nodes"), _objects(raw, "edges")
    if len(nodes) > MAX_NODES:
        yield FieldError("nodes", f"{len(nodes):,} nodes; {MAX_NODES:,} is the limit.")
    if len(edges) > MAX_EDGES:
        yield FieldError("edges", f"{len(edges):,} edges; {MAX_EDGES:,} is the limit.")
    yield from _doubled_ids("nodes", nodes)
    yield from _doubled_ids("edges", edges)
    node_ids = {node["id"] for node in nodes if isinstance(node.get("id"), str)}
    for index, edge in enumerate(edges):
        for end in ("source", "target"):
            node_id = edge.get(end)
            if isinstance(node_id, str) and node_id not in node_ids:
                yield FieldError(f"edges.{index}.{end}", f"There is no node {node_id!r} in this graph.")


def _objects(raw: object, name: str) -> list[Mapping[str, object]]:
    """The objects of a list; anything else in it stands as an empty object, so that positions stay true."""
    items = raw.get(name) if isinstance(raw, Mapping) else None
    return [each if isinstance(each, Mapping) else {} for each in items] if isinstance(items, list) else []


def _doubled_ids(name: str, items: list[Mapping[str, object]]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        identifier = item.get("id")
        if not isinstance(identifier, str):
            continue
        if identifier in seen:
            yield FieldError(f"{name}.{index}.id", f"The id {identifier!r} is used twice.")
        seen.add(identifier)
