"""Fields that are one expression each, written with or without braces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pydantic import JsonValue

from workflows.engine.control.registry import controls
from workflows.engine.expressions import compiled


def as_templates(type_: str, parameters: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    """The parameters with such fields between braces, as all other expressions are."""
    control = controls().get(type_)
    if control is None or not control.expressions:
        return parameters
    changed = dict(parameters)
    for each in control.expressions:
        name, _, inner = each.partition(".")
        value = changed.get(name)
        if inner and isinstance(value, list):
            changed[name] = [_entry(entry, inner) for entry in value]
        elif isinstance(value, str):
            changed[name] = _template(value)
    return changed


def needs_evaluator(graph: Mapping[str, Any]) -> bool:
    """Whether an expression in a stored drawing is worked out in a process of its own, whatever it is given."""
    nodes = (node for node in graph.get("nodes", ()) if not node.get("disabled"))
    given = (as_templates(node["type"], node.get("parameters") or {}) for node in nodes)
    return any(formula.needs_evaluator for each in given for _, formula in compiled(dict(each)).formulas)


def _entry(entry: JsonValue, name: str) -> JsonValue:
    value = entry.get(name) if isinstance(entry, dict) else None
    return {**cast(dict[str, JsonValue], entry), name: _template(value)} if isinstance(value, str) else entry


def _template(text: str) -> str:
    return text if "{{" in text or not text.strip() else f"{{{{ {text} }}}}"
