"""Requests and replies about a workflow's drawing."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, WrapValidator

from workflows.editor.messages.base import Reply, Request
from workflows.engine.graph import Graph


def _as_it_came(value: object, handler: object) -> object:
    return value


class SaveWorkflow(Request):
    """Store the drawing as the next revision."""

    workflow: UUID
    """Id of the workflow."""
    graph: Annotated[Graph, WrapValidator(_as_it_came)]
    """The whole drawing, not checked yet: ``engine.validation`` finds more than what its shape forbids."""
    base: Annotated[int, Field(ge=1)]
    """Number of the revision that the editor started from."""


class SaveWorkflowResult(Reply):
    """The drawing is stored."""

    revision: int
    """Its number; the base's when nothing had changed."""


class Subscribe(Request):
    """Follow a workflow: what was missed since an event, then everything live."""

    workflow: UUID
    """Id of the workflow."""
    since: Annotated[int, Field(ge=0)] | None = None
    """Position of the last event seen; without it only live events follow."""


class SubscribeResult(Reply):
    """The missed events have been sent, live ones follow."""

    position: int
    """Position of the newest event; 0 before the first."""
