"""Fields that are one expression each, written with or without braces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import JsonValue

from workflows.engine.control.registry import controls


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


def _entry(entry: JsonValue, name: str) -> JsonValue:
    value = entry.get(name) if isinstance(entry, dict) else None
    return {**cast(dict[str, JsonValue], entry), name: _template(value)} if isinstance(value, str) else entry


def _template(text: str) -> str:
    return text if "{{" in text or not text.strip() else f"{{{{ {text} }}}}"
