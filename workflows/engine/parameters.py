"""What is known to be wrong with parameters before a run: all of them that hold no expression, and their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, JsonValue, ValidationError

from integrations.catalog import between
from integrations.catalog.wrong import wrong_fields
from integrations.errors import FieldError
from workflows.engine.control.registry import controls
from workflows.engine.plan import PlanNode

BRACES = "{{"
OF_RULES = frozenset({between.KIND, "value_error", "assertion_error"})
"""Errors of rules over more than the one field that they are told at."""


def parameter_problems(node: PlanNode, model: type[BaseModel], *, may_lack: bool = False) -> Iterator[FieldError]:
    """Wrong, missing and unknown fields by their paths; what an expression will give is not known yet.

    A node that ``may_lack`` some is lent to an agent, who gives what is left out.
    """
    yield from _fixed(node)
    try:
        model.model_validate(dict(node.parameters))
    except ValidationError as error:
        kinds = error.errors(include_url=False, include_context=False, include_input=False)
        for each, kind in zip(wrong_fields(error, model), kinds, strict=True):
            if may_lack and (kind["type"] == "missing" or kind["type"] in OF_RULES) and len(kind["loc"]) <= 1:
                continue
            if not _is_open(kind["type"], kind["loc"], node.parameters, model):
                yield each


def holds_expression(value: object) -> bool:
    """Whether there is an expression anywhere in a JSON value."""
    pending = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, str) and BRACES in current:
            return True
        if isinstance(current, Mapping):
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
    return False


def _fixed(node: PlanNode) -> Iterator[FieldError]:
    """What has to stand before there is a run."""
    control = controls().get(node.type)
    if node.kind == "trigger":
        names = [*node.parameters]
        why = "A trigger is set up before there is a run"
    else:
        names = [*control.fixed] if control is not None else []
        why = "This is fixed before there is a run"
    for name in names:
        field, _, inner = name.partition(".")
        value = node.parameters.get(field)
        if inner and isinstance(value, list):
            value = [each.get(inner) if isinstance(each, Mapping) else None for each in value]
        if holds_expression(value):
            yield FieldError(field, f"{why}, so there is no value for an expression. Give the value itself.")


def _is_open(
    kind: str, loc: tuple[int | str, ...], parameters: Mapping[str, JsonValue], model: type[BaseModel]
) -> bool:
    """Whether an expression may still make it right."""
    if kind == "extra_forbidden":
        return False
    if kind in OF_RULES and len(loc) == 1:
        fields = {
            loc[0],
            *(
                _public(model, name)
                for rule in between.rules_of(model)
                for name in rule.fields
                if _public(model, rule.fields[0]) == loc[0]
            ),
        }
        return any(holds_expression(parameters.get(str(name))) for name in fields)
    if kind in OF_RULES or kind == "missing":
        parent, is_whole = _at(parameters, loc[:-1])
        return (kind != "missing" or not is_whole) and holds_expression(parent)
    return holds_expression(_at(parameters, loc)[0])


def _at(value: Any, loc: tuple[int | str, ...]) -> tuple[object, bool]:
    """What stands at a place, as far as it can be gone: pydantic names the members of unions, too."""
    for part in loc:
        if isinstance(value, Mapping) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return value, False
    return value, True


def _public(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].alias or name
