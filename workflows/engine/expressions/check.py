"""What is wrong with the expressions of a graph, found before it runs from what its nodes give by their schemas.

Only what is certain is reported: a node that there is not, or that has not ended when this one runs, a field that its
output never has, an index of something that is no list, an object where a text is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from workflows.engine.expressions.faults import suggestion
from workflows.engine.expressions.formula import Formula
from workflows.engine.expressions.paths import NODES_OF, Path
from workflows.engine.expressions.shapes import Shape, below, kinds
from workflows.engine.expressions.templates import Template, compiled, dotted
from workflows.engine.keys import ROOTS

if TYPE_CHECKING:
    from pydantic import JsonValue

SchemaOf = Callable[[Any], Mapping[str, Any] | None]
Mistake = tuple[str, str, str]
"""Key of the node, field below its parameters, and what to change."""

FOR_EACH: Final = "flow.for_each"
RESULT: Final = "result"
_IN_LOOPS: Final = frozenset({"item", "index"})
_CONTAINERS: Final = frozenset({"object", "array"})
_WORDS: Final = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
    "null": "null",
}


class PlannedNode(Protocol):
    """What is read of a node."""

    @property
    def id(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, JsonValue]: ...
    @property
    def settings(self) -> Any: ...
    @property
    def disabled(self) -> bool: ...
    @property
    def pinned(self) -> JsonValue: ...


class Planned(Protocol):
    """What is read of a plan."""

    @property
    def nodes(self) -> Mapping[str, Any]: ...
    def upstream(self, node_id: str, /) -> frozenset[str]: ...
    def loop_of(self, node_id: str, /) -> str | None: ...


def check_graph(
    plan: Planned,
    output_schema_of: SchemaOf,
    *,
    input_schema_of: SchemaOf | None = None,
    variables: Collection[str] | None = None,
) -> list[Mistake]:
    """Every mistake that is certain, in the order of the nodes; disabled ones are passed over.

    ``output_schema_of`` and ``input_schema_of`` give the JSON Schema of a node's output and parameters, None where it
    is not known; ``variables`` are the names of the graph's variables, where they are.
    """
    checking = _Checking(plan, output_schema_of, input_schema_of, variables)
    return [mistake for node in plan.nodes.values() if not node.disabled for mistake in checking.of_node(node)]


class _Checking:
    def __init__(
        self, plan: Planned, outputs: SchemaOf, inputs: SchemaOf | None, variables: Collection[str] | None
    ) -> None:
        self._plan = plan
        self._outputs = outputs
        self._inputs = inputs
        self._variables = variables
        self._known: dict[str, Shape] = {}
        self._by_key: dict[str, PlannedNode] = {}
        for node in plan.nodes.values():
            self._by_key.setdefault(node.key, node)

    def of_node(self, node: PlannedNode) -> Iterator[Mistake]:
        template = compiled(dict(node.parameters))
        yield from ((node.key, fault.field, fault.message) for fault in template.faults)
        wanted = self._wanted(node, template)
        for field, formula in template.formulas:
            for path in formula.paths:
                message = self._of_path(node, field, path)
                if message is not None:
                    yield node.key, field, message
            misfit = wanted.get(field)
            if misfit is not None and (message := self._misfit(node, formula, misfit)) is not None:
                yield node.key, field, message

    def _of_path(self, node: PlannedNode, field: str, path: Path) -> str | None:
        """What is wrong with one path, if anything is."""
        if not path.said_nodes and path.root in ROOTS:
            return self._of_root(node, field, path)
        found = self._by_key.get(path.root.removeprefix(NODES_OF))
        reachable = self._reachable(node, field)
        if found is None:
            names = [self._plan.nodes[each].key for each in reachable]
            known = names if path.said_nodes else [*names, *ROOTS]
            return f"There is no node {path.root!r}.{suggestion(path.root, known)}"
        if found.id == node.id:
            return f"{path.root!r} is this node itself, whose output is not there yet."
        if found.id not in reachable:
            return f"The node {path.root!r} has not ended for certain when this one runs. Connect it before this one."
        return self._walk(path, self._shape(found))

    def _of_root(self, node: PlannedNode, field: str, path: Path) -> str | None:
        if path.root in _IN_LOOPS and self._plan.loop_of(node.id) is None and not _is_result(node, field):
            return f"{path.root!r} is there inside a for-each only."
        if path.root == "vars" and self._variables is not None and path.steps and path.lenient_from != 0:
            name = path.steps[0]
            if name not in self._variables:
                return f"There is no variable {name!r}.{suggestion(str(name), self._variables)}"
        if path.root == "trigger":
            triggers = [each for each in self._plan.nodes.values() if each.kind == "trigger" and not each.disabled]
            return self._walk(path, self._shape(triggers[0])) if len(triggers) == 1 else None
        return None

    def _walk(self, path: Path, shape: Shape) -> str | None:
        """Go down the schema as far as it is known."""
        certain = path.steps if path.lenient_from is None else path.steps[: path.lenient_from]
        for position, step in enumerate(certain):
            found = below(shape, step)
            if isinstance(found, str):
                return found.format(before=path.written(position))
            shape = found
        return None

    def _reachable(self, node: PlannedNode, field: str) -> frozenset[str]:
        upstream = self._plan.upstream(node.id)
        if not _is_result(node, field):
            return upstream
        return upstream | {each for each in self._plan.nodes if self._plan.loop_of(each) == node.id}

    def _shape(self, node: PlannedNode) -> Shape:
        known = self._known.get(node.id)
        if known is None:
            is_open = node.disabled or node.pinned is not None or getattr(node.settings, "on_error", "stop") != "stop"
            schema = None if is_open else self._outputs(node)
            known = self._known[node.id] = Shape.of(schema)
        return known

    def _wanted(self, node: PlannedNode, template: Template) -> dict[str, Shape]:
        """The shapes of the parameters that are one expression each, by field."""
        schema = None if self._inputs is None else self._inputs(node)
        if schema is None:
            return {}
        whole = Shape.of(schema)
        wanted: dict[str, Shape] = {}
        for place, text in template.texts:
            if text.single is not None:
                shape = _at(whole, place)
                if shape is not None:
                    wanted[dotted(place)] = shape
        return wanted

    def _misfit(self, node: PlannedNode, formula: Formula, wanted: Shape) -> str | None:
        """An object or list where none can be taken, or the other way round."""
        path = formula.plain
        if path is None or path.lenient_from is not None or (path.root in ROOTS and not path.said_nodes):
            return None
        found = self._by_key.get(path.root.removeprefix(NODES_OF))
        if found is None:
            return None
        shape: Shape = self._shape(found)
        for step in path.steps:
            next_shape = below(shape, step)
            if isinstance(next_shape, str):
                return None
            shape = next_shape
        given, taken = kinds(shape) - {"null"}, kinds(wanted) - {"null"}
        if not given or not taken or given & taken:
            return None
        if given <= _CONTAINERS if not taken & _CONTAINERS else taken <= _CONTAINERS and not given & _CONTAINERS:
            return f"{path.written()!r} is {_named(given)}; this field takes {_named(taken)}."
        return None


def _is_result(node: PlannedNode, field: str) -> bool:
    """The result of an item is computed at the end of the body, where all of it is known."""
    return node.type == FOR_EACH and field.partition(".")[0] == RESULT


def _at(shape: Shape, place: Sequence[str | int]) -> Shape | None:
    for step in place:
        found = below(shape, step)
        if isinstance(found, str):
            return None
        shape = found
    return shape


def _named(found: frozenset[str]) -> str:
    return " or ".join(sorted({_WORDS.get(each, "a number") for each in found}))
