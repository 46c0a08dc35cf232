"""How these nodes stand in the editor's catalog: in the shape that operations have, and free of charge."""

from __future__ import annotations

from typing import Literal

from integrations.catalog.glyphs import glyph_url
from integrations.catalog.projections.node import Handle, NodeFacts, ui_schema
from integrations.catalog.schema import inlined, input_schema, output_schema, with_example
from workflows.engine.control.declare import AGENTS, FLOW, TRIGGER, Control
from workflows.engine.control.handles import TOOL, TOOLS
from workflows.engine.control.registry import controls

NAMES = {FLOW: "Flow", TRIGGER: "Triggers", AGENTS: "Agents"}


_TOOLS: Handle = {"name": TOOLS, "type": TOOL}


class ControlJSON(NodeFacts):
    """A kind of node that no service has, and what of its handles depends on a drawing."""

    kind: Literal["control", "trigger"]
    price: None
    open_inputs: bool
    """Whether edges name its inputs, any identifier; those listed are what an edge enters that names none."""
    outputs_from: str
    """The field whose entries have the ``name`` of an output each, before those listed; empty for most."""


def control_nodes() -> list[ControlJSON]:
    """Triggers first, then what steers."""
    return [control_node(each) for each in controls().values()]


def control_node(control: Control) -> ControlJSON:
    """One of them, as the editor draws it."""
    form = with_example(inlined(input_schema(control.input_model)), control.example)
    return {
        "type": control.type,
        "kind": control.kind,
        "service": control.group,
        "service_name": NAMES[control.group],
        "provider": "",
        "label": control.label,
        "description": control.description,
        "icon_url": "",
        "icon": control.icon,
        "glyph_url": glyph_url(control.icon),
        "color": control.color,
        "group": [NAMES[control.group], control.kind, *([TOOL] if control.is_tool else [])],
        "inputs": [*(_main(name) for name in control.inputs), *([_TOOLS] if control.takes_tools else [])],
        "outputs": [_main(name) for name in control.outputs],
        "input_schema": form,
        "ui_schema": ui_schema(form),
        "output_schema": {} if control.output_model is None else inlined(output_schema(control.output_model)),
        "effect": "read",
        "scopes": [],
        "account": control.account,
        "accounts": control.accounts,
        "price": None,
        "documentation_url": "",
        "example": dict(control.example),
        "sample": dict(control.sample),
        "open_inputs": control.has_open_inputs,
        "outputs_from": control.outputs_from,
    }


def _main(name: str) -> Handle:
    return {"name": name, "type": "main"}
