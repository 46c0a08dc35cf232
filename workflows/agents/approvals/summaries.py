"""What a call would do, in plain words: the operation, whose account, and what was given, each cut short."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import cast

from integrations.catalog.registry import catalog
from integrations.catalog.schema import input_schema
from integrations.holders import Holder

LONGEST = 1_000
LONGEST_VALUE = 120
MOST_VALUES = 12


def summary_of(operation: str, parameters: Mapping[str, object], holder: Holder) -> str:
    """One line for a person. Its values are other people's words, so it has no line breaks and nothing invisible."""
    declared = catalog().operations.get(operation)
    what = f"{declared.service.name}: {declared.label}" if declared else operation
    whose = f"for {holder.of.name}" if holder.of else "on the operator's own account"
    given = "; ".join(_given(operation, parameters))
    return _plain(f"{what}, {whose}{f'. {given}' if given else ''}", LONGEST)


def _given(operation: str, parameters: Mapping[str, object]) -> Iterator[str]:
    titles = _titles(operation)
    for name in list(parameters)[:MOST_VALUES]:
        yield f"{titles.get(name, name)}: {_plain(_said(parameters[name]), LONGEST_VALUE)}"
    if len(parameters) > MOST_VALUES:
        yield f"and {len(parameters) - MOST_VALUES} more"


def _said(value: object) -> str:
    """A value as a person would say it; an object in a list, which has no short words, as it is."""
    match value:
        case str():
            return value
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case list() if not any(isinstance(each, (list, dict)) for each in value):
            return ", ".join(map(_said, value)) or "nothing"
        case dict() if value and not any(isinstance(each, (list, dict)) for each in value.values()):
            return ", ".join(f"{name} {_said(each)}" for name, each in value.items())
        case _:
            return json.dumps(value, ensure_ascii=False)


def _titles(operation: str) -> dict[str, str]:
    """How forms call the fields."""
    declared = catalog().operations.get(operation)
    if declared is None:
        return {}
    properties = cast(Mapping[str, Mapping[str, object]], input_schema(declared.input_model).get("properties", {}))
    return {name: str(each.get("title", name)) for name, each in properties.items()}


def _plain(text: str, longest: int) -> str:
    visible = "".join(each if each.isprintable() else " " for each in text[: 4 * longest])
    line = " ".join(visible.split())
    return line if len(line) <= longest and len(text) <= 4 * longest else f"{line[: longest - 1]}…"
