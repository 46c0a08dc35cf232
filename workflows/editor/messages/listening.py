"""Requests and replies about waiting for a test call."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from workflows.editor.messages.base import Reply, Request
from workflows.editor.messages.execution import DrawingToRun
from workflows.engine.graph import Identifier


class ListenForTestCall(DrawingToRun):
    """Wait for one call of a webhook, which runs the drawing once: the current one, or one that has not been saved."""

    node_id: Identifier
    """Id of the webhook's node."""


class ListenForTestCallResult(Reply):
    """It is waited for."""

    url: str
    """Where to call, absolute. It takes one call."""
    secret: str
    """What the caller proves himself by, as the node says; told here only."""
    expires_at: datetime
    """Until when it is waited for."""


class StopListening(Request):
    """Wait no longer."""

    workflow: UUID
    """Id of the workflow."""
    node_id: Identifier
    """Id of the webhook's node."""


class StopListeningResult(Reply):
    """It is not waited for any more."""
