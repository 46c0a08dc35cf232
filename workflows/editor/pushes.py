"""Turns facts of the product into messages to editor sockets. Importing it subscribes to them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from integrations.events import subscribe
from workflows.agents.approvals.facts import ANSWERED, REQUESTED
from workflows.agents.runtime.telling import HAPPENED
from workflows.editor import hub
from workflows.editor.asked import answered_push, requested_push
from workflows.editor.audience import OPERATORS, run_group, staff_group, workflow_group
from workflows.editor.frames import told_by
from workflows.editor.messages.base import Push
from workflows.editor.messages.pushes import (
    AgentEvent,
    ConnectionStatusChanged,
    OauthAppUnhealthy,
    OauthComplete,
    TestCallReceived,
    UsageRecorded,
    WorkflowSaved,
)
from workflows.revisions import SAVED
from workflows.runs.events import CHANGED
from workflows.triggers.listening import CALLED

Payload = Mapping[str, object]

# Types of the messages between hub and sockets, which channels turns into names of the consumer's methods.
RUN_CHANGED = "editor.run_changed"
PUSH = "editor.push"
CONTENT_PUSH = "editor.content_push"


@subscribe(CHANGED)
def tell_run_changed(payload: Payload) -> None:
    """node_status, node_output and workflow_status, to those who follow the run."""
    told = told_by(payload)
    hub.send(run_group(told["run"], told["workflow"]), {"type": RUN_CHANGED, "told": told})


@subscribe(SAVED)
def tell_workflow_saved(payload: Payload) -> None:
    """workflow_saved, to everyone who has the workflow open."""
    push = WorkflowSaved.model_validate(_fields_of(WorkflowSaved, payload))
    hub.send(workflow_group(push.workflow), {"type": PUSH, "push": push.as_dict()})


@subscribe(CALLED)
def tell_test_call(payload: Payload) -> None:
    """test_call_received, to the operator who listens."""
    push = TestCallReceived.model_validate(_fields_of(TestCallReceived, payload))
    hub.send(staff_group(payload["staff_id"]), {"type": PUSH, "push": push.as_dict()})


@subscribe("usage.recorded")
def tell_usage_recorded(payload: Payload) -> None:
    """usage_recorded, to every operator."""
    push = UsageRecorded.model_validate(_fields_of(UsageRecorded, payload))
    hub.send(OPERATORS, {"type": PUSH, "push": push.as_dict()})


@subscribe("connection.changed")
def tell_connection_changed(payload: Payload) -> None:
    """connection_status, to every operator."""
    push = ConnectionStatusChanged.model_validate(_fields_of(ConnectionStatusChanged, payload))
    hub.send(OPERATORS, {"type": PUSH, "push": push.as_dict()})


@subscribe("connection.connected")
def tell_handshake_ended(payload: Payload) -> None:
    """``<provider>_oauth_complete``: to the operator who began it, or to all when a customer connected by link."""
    push = OauthComplete.model_validate(_fields_of(OauthComplete, payload))
    staff = payload.get("staff_id")
    if staff or push.success:  # a customer who gave up halfway is nobody's news
        group = staff_group(staff) if staff else OPERATORS
        hub.send(group, {"type": PUSH, "push": push.as_dict(provider=str(payload["provider"]))})


@subscribe("oauth_app.unhealthy")
def tell_oauth_app_unhealthy(payload: Payload) -> None:
    """oauth_app_unhealthy, to every operator."""
    push = OauthAppUnhealthy.model_validate(_fields_of(OauthAppUnhealthy, payload))
    hub.send(OPERATORS, {"type": PUSH, "push": push.as_dict()})


@subscribe(REQUESTED)
def tell_approval_requested(payload: Payload) -> None:
    """approval_requested, to every operator; what it says to those who may read contents."""
    told = requested_push(UUID(str(payload["approval"])))
    if told is not None:
        hub.send(OPERATORS, {"type": CONTENT_PUSH, **told})


@subscribe(HAPPENED)
def tell_agent_event(payload: Payload) -> None:
    """agent_event, to those who follow the run; what it says to those who may read contents."""
    told = AgentEvent.model_validate(_fields_of(AgentEvent, payload))
    bare = told.model_copy(update={"text": None, "arguments": None, "result": None, "error": None})
    group = run_group(str(payload["run"]), str(payload["workflow"]) if payload["workflow"] else None)
    whose = {"customer": payload["customer"], "push": told.as_dict(), "bare": bare.as_dict()}
    hub.send(group, {"type": CONTENT_PUSH, **whose})


@subscribe(ANSWERED)
def tell_approval_answered(payload: Payload) -> None:
    """approval_answered, to every operator."""
    push = answered_push(payload)
    hub.send(OPERATORS, {"type": PUSH, "push": push.as_dict()})


def _fields_of(model: type[Push], payload: Payload) -> dict[str, object]:
    return {name: payload[name] for name in model.model_fields if name in payload}
