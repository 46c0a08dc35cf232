"""How a node that no service has is declared: its form, its handles, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from integrations.catalog.declare import AccountNeed, Accounts
from workflows.engine.control.handles import outputs_of
from workflows.engine.graph import MAIN

Model = type[BaseModel]
FLOW, TRIGGER, AGENTS = "flow", "trigger", "agent"
COLORS = {FLOW: "#64748b", TRIGGER: "#16a34a", AGENTS: "#7c3aed"}


@dataclass(frozen=True, eq=False)
class Control:
    """A node that starts a workflow or steers it; ``input_model`` describes its resolved parameters.

    ``expressions`` are the fields (and, behind a dot, those of a list's entries) that are one expression each, whether
    or not they are written between braces. Without an ``output_model`` it gives what its parameters say, or what came
    to it.
    """

    type: str
    label: str
    icon: str
    description: str
    input_model: Model
    output_model: Model | None
    example: Mapping[str, object]
    sample: Mapping[str, object]
    expressions: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    """Fields that hold no expression, because they say how the drawing hangs together; named as ``expressions``."""
    has_input: bool = True
    has_open_inputs: bool = False
    """Its inputs are named by the edges that enter it."""
    account: AccountNeed = "none"
    accounts: Accounts = "own"
    takes_tools: bool = False
    """Whether it has an input for the nodes that are lent to it."""
    is_tool: bool = False
    """Whether an agent may be lent it."""
    outputs_from: str = ""
    """The field whose entries' names are its first outputs."""

    @property
    def kind(self) -> Literal["control", "trigger"]:
        return "trigger" if self.group == TRIGGER else "control"

    @property
    def group(self) -> str:
        return self.type.partition(".")[0]

    @property
    def inputs(self) -> tuple[str, ...]:
        return (MAIN,) if self.has_input else ()

    @property
    def outputs(self) -> tuple[str, ...]:
        """Those it always has."""
        return outputs_of(self.type, {})

    @property
    def color(self) -> str:
        """As CSS has it."""
        return COLORS[self.group]
