"""The graph of a workflow: nodes, the edges between them, and how the editor last showed it."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from typing_extensions import TypeAliasType

Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Coordinate = Annotated[float, Field(allow_inf_nan=False)]
AccountMode = TypeAliasType("AccountMode", Literal["owner", "customer"])


class GraphModel(BaseModel):
    """A part of a graph: immutable, and without fields nobody knows."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, json_schema_serialization_defaults_required=True
    )


class Position(GraphModel):
    """Where a node lies on the canvas, in pixels at zoom 1."""

    x: Coordinate
    """Distance from the left of the canvas."""
    y: Coordinate
    """Distance from the top of the canvas."""


class Viewport(GraphModel):
    """What part of the canvas was last shown."""

    x: Coordinate = 0.0
    """Shift to the right, in pixels."""
    y: Coordinate = 0.0
    """Shift downwards, in pixels."""
    zoom: Annotated[float, Field(gt=0, le=100)] = 1.0
    """1 is the natural size."""


class GraphNode(GraphModel):
    """One step of a workflow."""

    id: Identifier
    """Unique in its graph."""
    type: Annotated[str, Field(min_length=1, max_length=128)]
    """Key of the operation or trigger, for example gmail.send_message."""
    name: Annotated[str, Field(max_length=200)]
    """What people call this node."""
    position: Position
    """Where it lies on the canvas."""
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    """Values of the operation's input fields."""
    account_mode: AccountMode
    """Whether it acts on the owner's account or on a customer's."""
    customer_id: Annotated[str, Field(max_length=64)] | None = None
    """Key of the customer; null while none is chosen, and always null for the owner."""
    connection: Annotated[str, Field(max_length=36)] | None = None
    """Id of the connection to use; null takes the default account."""
    disabled: bool = False
    """A disabled node is skipped."""


class GraphEdge(GraphModel):
    """A connection from one node's output to another node's input."""

    id: Annotated[str, Field(min_length=1, max_length=255)]
    """Unique in its graph."""
    source: Identifier
    """Id of the node it leaves."""
    source_handle: Annotated[str, Field(min_length=1, max_length=64)]
    """Name of the output it leaves from."""
    target: Identifier
    """Id of the node it enters."""
    target_handle: Annotated[str, Field(min_length=1, max_length=64)]
    """Name of the input it enters."""


class Graph(GraphModel):
    """All of a workflow's drawing. Build one from outside data with ``validation.parse_graph``."""

    nodes: list[GraphNode] = Field(default_factory=list)
    """In the order in which the editor paints them."""
    edges: list[GraphEdge] = Field(default_factory=list)
    """In the order in which the editor paints them."""
    viewport: Viewport = Viewport()
    """What part of the canvas was last shown."""

    def as_dict(self) -> dict[str, JsonValue]:
        """The JSON that is stored and sent, every field spelt out."""
        return self.model_dump(mode="json")


def canonical_json(graph: Graph) -> bytes:
    """One spelling for equal graphs: sorted keys, no blanks, UTF-8."""
    return json.dumps(
        graph.as_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def graph_hash(graph: Graph) -> str:
    """SHA-256 of the canonical JSON; equal for equal graphs, however they were written."""
    return hashlib.sha256(canonical_json(graph)).hexdigest()
