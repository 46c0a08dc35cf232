"""All nodes that no service has, by their type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from integrations.catalog.declare import Operation, Trigger
from integrations.catalog.registry import catalog
from integrations.errors import NotFound
from workflows.engine.control import agents, branching, ending, triggers
from workflows.engine.control.declare import Control


@cache
def controls() -> Mapping[str, Control]:
    """Triggers first, then what steers, in the order of the palette."""
    declared = (*triggers.CONTROLS, *branching.CONTROLS, *ending.CONTROLS, *agents.CONTROLS)
    return MappingProxyType({each.type: each for each in declared})


def kind_of_node(type_: str) -> Control | Operation | Trigger:
    """What stands behind a node of a drawing: one of these, or what a service declares. Raises NotFound."""
    control = controls().get(type_)
    if control is not None:
        return control
    try:
        return catalog().node(type_)
    except NotFound:
        raise NotFound(f"There is no node type {type_!r}. GET /api/v1/nodes/ lists them.") from None
