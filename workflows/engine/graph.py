"""The document of a workflow, version 1: nodes, the edges between them, variables, notes, and what was last shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator
from typing_extensions import TypeAliasType

from workflows.engine.keys import keys_of

VERSION = 1
MAIN = "main"
ERROR = "error"
"""The output that a node with ``on_error: branch`` has beside its own."""
DAY = 24 * 60 * 60 * 1000
Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Handle = Annotated[str, Field(min_length=1, max_length=64)]
Coordinate = Annotated[float, Field(allow_inf_nan=False)]
AccountMode = TypeAliasType("AccountMode", Literal["owner", "customer"])
OnError = TypeAliasType("OnError", Literal["stop", "continue", "branch"])
VariableType = TypeAliasType("VariableType", Literal["string", "number", "integer", "boolean", "object", "array"])


def _optional(*names: str) -> Callable[[dict[str, Any]], None]:
    """Says of fields that whoever sends the document may leave them out, though we always spell them out."""

    def mark(schema: dict[str, Any]) -> None:
        schema["required"] = [name for name in schema.get("required", []) if name not in names]

    return mark


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


class NodeSettings(GraphModel):
    """How a node is run, and what becomes of its errors."""

    timeout: Annotated[int, Field(ge=1, le=DAY)] | None = None
    """Milliseconds one attempt may take; null takes the operation's own."""
    retries: Annotated[int, Field(ge=0, le=10)] | None = None
    """How often it is tried again after an error that may pass; null takes the operation's own."""
    retry_wait: Annotated[int, Field(ge=0, le=DAY)] | None = None
    """Milliseconds between two attempts; null takes the operation's own."""
    on_error: OnError = "stop"
    """Stop the run, go on at the output main, or take the output error."""


class GraphNode(GraphModel):
    """One step of a workflow."""

    model_config = ConfigDict(json_schema_extra=_optional("key", "account_mode", "settings", "pinned"))

    id: Identifier
    """Unique in its graph."""
    key: Annotated[str, Field(max_length=64, pattern=r"^([a-z][a-z0-9_]*)?$")] = ""
    """What expressions call it; unique in its graph, made from the name if left out."""
    type: Annotated[str, Field(min_length=1, max_length=128)]
    """Key of the operation or trigger, for example gmail.send_message."""
    name: Annotated[str, Field(max_length=200)]
    """What people call this node."""
    position: Position
    """Where it lies on the canvas."""
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    """Values of the operation's input fields."""
    account_mode: AccountMode | None = None
    """Whether it acts on the owner's account or on a customer's; null acts on the account of whom the run is for."""
    customer_id: Annotated[str, Field(max_length=64)] | None = None
    """Key of the customer; null while none is chosen, and always null for the owner."""
    connection: Annotated[str, Field(max_length=36)] | None = None
    """Id of the connection to use; null takes the default account."""
    disabled: bool = False
    """A disabled node is passed over: what arrives goes on."""
    settings: NodeSettings = NodeSettings()
    """How it is run, and what becomes of its errors."""
    pinned: JsonValue = None
    """What stands for its output while the draft is tried out; null runs it."""


class GraphEdge(GraphModel):
    """A connection from one node's output to another node's input."""

    id: Annotated[str, Field(min_length=1, max_length=255)]
    """Unique in its graph."""
    source: Identifier
    """Id of the node it leaves."""
    source_handle: Handle = MAIN
    """Name of the output it leaves from."""
    target: Identifier
    """Id of the node it enters."""
    target_handle: Handle = MAIN
    """Name of the input it enters."""


class Note(GraphModel):
    """A text on the canvas, for people."""

    id: Identifier
    """Unique among the notes."""
    text: Annotated[str, Field(max_length=10_000)] = ""
    """Markdown."""
    position: Position
    """Where it lies on the canvas."""
    width: Annotated[float, Field(gt=0, le=10_000)] = 240.0
    """Pixels at zoom 1."""
    height: Annotated[float, Field(gt=0, le=10_000)] = 160.0
    """Pixels at zoom 1."""
    color: Annotated[str, Field(max_length=32, pattern=r"^[a-z0-9#-]*$")] = ""
    """Name of a colour of the editor; empty takes the usual one."""


class Variable(GraphModel):
    """What a deployment sets for itself; expressions call it ``vars.<name>``."""

    name: Annotated[str, Field(max_length=64, pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$")]
    """Unique in its graph."""
    type: VariableType = "string"
    """What values it takes."""
    required: bool = False
    """Whether every deployment has to set it, unless there is a default."""
    default: JsonValue = None
    """Its value where a deployment sets none."""
    description: Annotated[str, Field(max_length=1_000)] = ""
    """What it is for."""


class Graph(GraphModel):
    """All of a workflow's drawing. Build one from outside data with ``validation.parse_graph``."""

    model_config = ConfigDict(json_schema_extra=_optional("version", "notes", "variables"))

    version: Literal[1] = 1
    """Of the form of this document."""
    nodes: list[GraphNode] = Field(default_factory=list)
    """In the order in which the editor paints them."""
    edges: list[GraphEdge] = Field(default_factory=list)
    """In the order in which the editor paints them."""
    viewport: Viewport = Viewport()
    """What part of the canvas was last shown."""
    notes: list[Note] = Field(default_factory=list)
    """Texts on the canvas, in the order in which the editor paints them."""
    variables: list[Variable] = Field(default_factory=list)
    """What deployments set for themselves, in the order of their form."""

    @field_validator("nodes")
    @classmethod
    def _every_node_has_a_key(cls, nodes: list[GraphNode]) -> list[GraphNode]:
        if all(node.key for node in nodes):
            return nodes
        keys = keys_of({"id": node.id, "key": node.key, "name": node.name, "type": node.type} for node in nodes)
        return [node if node.key else node.model_copy(update={"key": keys[node.id]}) for node in nodes]

    def as_dict(self) -> dict[str, JsonValue]:
        """The JSON that is stored and sent, every field spelt out."""
        return self.model_dump(mode="json")


def upgraded(stored: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """A stored document in the present form. What was stored before documents had a version gets keys and settings.

    Its keys are made from the names that are stored with it, so they are the same at each reading.
    """
    return dict(stored) if stored.get("version") == VERSION else Graph.model_validate(stored).as_dict()


def canonical_json(graph: Graph) -> bytes:
    """One spelling for equal graphs: sorted keys, no blanks, UTF-8."""
    return json.dumps(
        graph.as_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def graph_hash(graph: Graph) -> str:
    """SHA-256 of the canonical JSON; equal for equal graphs, however they were written."""
    return hashlib.sha256(canonical_json(graph)).hexdigest()
