"""What a JSON Schema says for certain about the values it describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workflows.engine.expressions.faults import suggestion

MOST_BRANCHES: Final = 200


@dataclass(frozen=True, slots=True)
class Shape:
    """The schemas of which a value fits at least one; None says nothing about it."""

    branches: tuple[Mapping[str, Any], ...] | None
    definitions: Mapping[str, Any]

    @classmethod
    def of(cls, schema: Mapping[str, Any] | None) -> Shape:
        """The shape of a whole schema; its ``$defs`` are kept for what refers to them."""
        if schema is None:
            return ANYTHING
        definitions = schema.get("$defs")
        return _shape(schema, definitions if isinstance(definitions, Mapping) else {})


ANYTHING: Final = Shape(None, {})


def below(shape: Shape, step: str | int) -> Shape | str:
    """The shape one step further down, or why there is nothing: words in which ``{before}`` stands for the path."""
    if shape.branches is None:
        return ANYTHING
    found: list[Mapping[str, Any]] = []
    names: list[str] = []
    for branch in shape.branches:
        inner = _property(branch, step) if isinstance(step, str) else _item(branch)
        if inner is True:
            return ANYTHING
        if isinstance(inner, Mapping):
            found.append(inner)
        names += branch.get("properties", {})
    if found:
        return _shape({"anyOf": found}, shape.definitions)
    return _absent(shape, step, names)


def _absent(shape: Shape, step: str | int, names: Sequence[str]) -> str:
    wanted = f"field {step!r}" if isinstance(step, str) else f"item {step}"
    given = kinds(shape) - {"null"}
    if isinstance(step, str) and given == {"array"}:
        words = f" is a list, so it has no {wanted}. Take one of its items first, as in [0]."
    elif isinstance(step, str):
        words = f" has no {wanted}.{suggestion(step, names)}"
    else:
        words = f" is no list, so it has no {wanted}."
    return "'{before}'" + words.replace("{", "{{").replace("}", "}}")


def kinds(shape: Shape) -> frozenset[str]:
    """The JSON types that the value may have; none where that is not known for certain."""
    if shape.branches is None:
        return frozenset()
    found: set[str] = set()
    for branch in shape.branches:
        kind = branch.get("type")
        if isinstance(kind, str):
            found.add("number" if kind == "integer" else kind)
        elif isinstance(kind, list):
            found.update("number" if each == "integer" else each for each in kind)
        else:
            return frozenset()
    return frozenset(found)


def _property(branch: Mapping[str, Any], name: str) -> Mapping[str, Any] | bool:
    """The schema of a field; True where nothing is known of it, False where there is none."""
    kind = branch.get("type")
    if kind is None and "properties" not in branch:
        return True
    if kind is not None and "object" not in ([kind] if isinstance(kind, str) else kind):
        return False
    properties = branch.get("properties", {})
    if name in properties:
        return _or_anything(properties[name])
    additional = branch.get("additionalProperties")
    if isinstance(additional, Mapping):
        return _or_anything(additional)
    if additional is True or branch.get("patternProperties"):
        return True
    return not properties and additional is None


def _item(branch: Mapping[str, Any]) -> Mapping[str, Any] | bool:
    kind = branch.get("type")
    if kind is None:
        return "properties" not in branch
    if "array" not in ([kind] if isinstance(kind, str) else kind):
        return False
    return True if "prefixItems" in branch else _or_anything(branch.get("items", True))


def _or_anything(schema: Any) -> Mapping[str, Any] | bool:
    return schema if isinstance(schema, Mapping) and schema else True


def _shape(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Shape:
    branches: list[Mapping[str, Any]] = []
    for branch in _branches(schema, definitions):
        if branch is None or len(branches) >= MOST_BRANCHES:
            return Shape(None, definitions)
        branches.append(branch)
    return Shape(tuple(branches), definitions)


def _branches(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[Mapping[str, Any] | None]:
    """The alternatives of a schema, references followed; None for one that says nothing that is understood here."""
    pending: list[tuple[Mapping[str, Any], frozenset[str]]] = [(schema, frozenset())]
    while pending:
        current, seen = pending.pop()
        reference = current.get("$ref")
        choices = current.get("anyOf") or current.get("oneOf")
        if isinstance(reference, str):
            name = reference.removeprefix("#/$defs/")
            target = definitions.get(name)
            if name in seen or not isinstance(target, Mapping):
                yield None
            else:
                pending.append((target, seen | {name}))
        elif isinstance(choices, list):
            if not all(isinstance(each, Mapping) for each in choices):
                yield None
            pending.extend((each, seen) for each in choices if isinstance(each, Mapping))
        elif "allOf" in current or not current:
            yield None
        else:
            yield current
