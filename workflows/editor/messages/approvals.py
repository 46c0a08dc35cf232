"""Requests, replies and pushes about what waits for a person."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from workflows.editor.messages.base import Push, Reply, Request


class AnswerApproval(Request):
    """Approve or refuse what somebody is asked."""

    approval: UUID
    """Id of the approval."""
    decision: Literal["approve", "refuse"]
    """What is decided."""
    parameters: dict[str, JsonValue] | None = None
    """What to do instead of what was asked: all parameters of the operation."""
    note: Annotated[str, Field(max_length=1_000)] = ""
    """Why, for whoever asked and for the record."""


class AnswerApprovalResult(Reply):
    """The answer counts."""

    state: Literal["approved", "refused"]
    """What became of the approval."""


class ApprovalRequested(Push):
    """A person is asked before something is done."""

    type_: ClassVar[str] = "approval_requested"

    approval: str
    """Id of the approval."""
    run: str | None
    """Id of the run that waits; null for a call over REST or MCP."""
    workflow: str | None = None
    """Id of the run's workflow."""
    node_id: str
    """Id of the node that asks; empty without a run."""
    operation: str
    """Key of the operation that would be called."""
    customer_id: str | None = None
    """Key of the customer; absent for the owner."""
    summary: str
    """What will be done, in plain words."""
    parameters: JsonValue = None
    """The arguments of the call, up to 256 KB of JSON."""
    payload: str | None = None
    """Id of larger ones, which /api/v1/payloads/<id>/ gives."""
    size: int | None = None
    """Bytes of their JSON."""
    preview: str | None = None
    """Their first characters."""
    withheld: str | None = None
    """Why there are no parameters to see."""
    expires_at: str
    """Nobody can answer later."""


class ApprovalAnswered(Push):
    """A person has answered, or the time to do so is over."""

    type_: ClassVar[str] = "approval_answered"

    approval: str
    """Id of the approval."""
    run: str | None
    """Id of the run that waited."""
    node_id: str
    """Id of the node that asked."""
    state: Literal["approved", "refused", "expired"]
    """What became of it."""
