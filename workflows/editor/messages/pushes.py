"""What the server sends by itself."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import JsonValue

from workflows.editor.messages.approvals import ApprovalAnswered, ApprovalRequested
from workflows.editor.messages.base import Push
from workflows.editor.messages.shared import ConnectionStatus, RunState, SocketError, StepState, Usage


class NodeStatus(Push):
    """A node of a run changed its state."""

    type_: ClassVar[str] = "node_status"

    run: str
    """Id of the run."""
    step: str
    """Id of the step."""
    workflow: str | None = None
    """Id of the workflow, if the run belongs to one."""
    node_id: str
    """Id of the node in the graph."""
    path: list[int]
    """Indexes of the loops around it, outermost first; empty outside loops."""
    attempt: int
    """How often a worker has taken it up; 0 before the first time."""
    state: StepState
    """The new state."""
    message: str | None = None
    """Why, where there is more to say than the state."""
    at: datetime
    """When it changed."""
    execution_time: int | None = None
    """Milliseconds it took, once it has ended: what the reply to who ran it says as well."""
    number: int
    """Number of the event in its run; a greater one is newer. The same one again adds a message to the same state."""
    position: int
    """When it changed, in milliseconds since 1970; ``subscribe`` takes it as ``since``. 0 of a message added."""


class NodeOutput(Push):
    """A node of a run has its output."""

    type_: ClassVar[str] = "node_output"

    run: str
    """Id of the run."""
    step: str
    """Id of the step."""
    node_id: str
    """Id of the node in the graph."""
    path: list[int]
    """Indexes of the loops around it, outermost first; empty outside loops."""
    attempt: int
    """How often a worker has taken it up."""
    output: JsonValue = None
    """The output, up to 256 KB of JSON."""
    payload: str | None = None
    """Id of an output above 256 KB, which /api/v1/payloads/<id>/ gives."""
    size: int | None = None
    """Bytes of its JSON."""
    preview: str | None = None
    """Its first characters."""
    withheld: str | None = None
    """Why there is no output to see: it may not be read by who is signed in, or is no longer kept."""
    warnings: list[str] = []
    """What is wrong with an output that came all the same, for example an item that could not be read."""


class WorkflowStatus(Push):
    """A run of a workflow, or of a node in it, changed its state."""

    type_: ClassVar[str] = "workflow_status"

    workflow: str
    """Id of the workflow."""
    run: str
    """Id of the run."""
    state: RunState
    """The new state."""


class WorkflowSaved(Push):
    """Somebody has saved a newer drawing of the workflow, perhaps you elsewhere."""

    type_: ClassVar[str] = "workflow_saved"

    workflow: str
    """Id of the workflow."""
    revision: int
    """Number of the new revision."""
    by: str
    """Who saved it, as people call them."""


class TestCallReceived(Push):
    """The call that you listened for has come; it is not listened for any more."""

    type_: ClassVar[str] = "test_call_received"

    workflow: str
    """Id of the workflow."""
    node_id: str
    """Id of the webhook's node."""
    run: str
    """Id of the run that it has started."""


class OauthComplete(Push):
    """A handshake with a provider ended; the name of the push starts with the provider."""

    type_: ClassVar[str] = "oauth_complete"

    success: bool
    """Whether an account is connected now."""
    connection: str | None = None
    """Id of the connection."""
    customer_id: str | None = None
    """Key of the customer; absent for the owner."""
    email: str | None = None
    """Address of the account."""
    status: ConnectionStatus | None = None
    """State of the connection."""
    error: SocketError | None = None
    """What went wrong."""


class ConnectionStatusChanged(Push):
    """The health of a connection changed."""

    type_: ClassVar[str] = "connection_status"

    connection: str
    """Id of the connection."""
    customer_id: str | None = None
    """Key of the customer; absent for the owner."""
    provider: str
    """Key of the provider."""
    status: ConnectionStatus
    """The new state."""
    status_reason: str | None
    """Why, as a word of the contract."""


class OauthAppUnhealthy(Push):
    """A provider refuses our OAuth app: nothing can be connected or refreshed through it until it is mended."""

    type_: ClassVar[str] = "oauth_app_unhealthy"

    oauth_app: str
    """Id of the OAuth app."""
    provider: str
    """Key of the provider."""
    name: str
    """What operators call the app."""
    reason: str
    """What the provider said, as a word."""


class AgentEvent(Push):
    """An agent says something, wants a call to be made, or has been given what came of one."""

    type_: ClassVar[str] = "agent_event"

    run: str
    """Id of the run."""
    step: str
    """Id of the agent's step."""
    node_id: str
    """Id of the agent's node."""
    turn: int
    """Number of the answer it belongs to, from 1."""
    kind: Literal["text", "tool_call", "tool_result"]
    """What has happened."""
    text: str | None = None
    """A piece of the answer, as it comes."""
    call: str | None = None
    """What the model calls the call; the same in its result."""
    tool: str | None = None
    """Name of the tool."""
    tool_node: str | None = None
    """Id of the node that was lent; absent for what the agent has of its own."""
    arguments: JsonValue = None
    """What it is called with; of very long ones the beginning."""
    state: str | None = None
    """How the call has ended."""
    result: JsonValue = None
    """What it gave; of a very long one the beginning."""
    error: SocketError | None = None
    """Why it gave nothing."""
    usage: Usage | None = None
    """What the call used and costs."""
    withheld: str | None = None
    """Why the content is not here: it may not be read by who is signed in."""


class UsageRecorded(Push):
    """A call was metered."""

    type_: ClassVar[str] = "usage_recorded"

    usage: Usage
    """What it used and costs."""
    customer_id: str | None = None
    """Key of the customer; absent for the owner."""


PUSHES: tuple[type[Push], ...] = (
    ApprovalRequested,
    ApprovalAnswered,
    WorkflowSaved,
    TestCallReceived,
    NodeStatus,
    NodeOutput,
    WorkflowStatus,
    ConnectionStatusChanged,
    UsageRecorded,
    AgentEvent,
    OauthAppUnhealthy,
)
PROVIDER_PUSHES: tuple[type[Push], ...] = (OauthComplete,)
