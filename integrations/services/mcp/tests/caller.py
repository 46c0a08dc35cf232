"""Calls through the one door, as the owner."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from integrations.actors import SYSTEM
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder


def outcome(operation: str, *, connection: UUID | None = None, timeout: int = 20, **params: object) -> Outcome:
    """How a call ended."""
    return door.execute(
        f"mcp.{operation}",
        params,
        call_key=uuid4().hex,
        actor=SYSTEM,
        holder=Holder.owner(),
        source="test",
        connection=connection,
        timeout=timeout,
    )


def run(operation: str, **given: Any) -> Any:  # whatever the tool answers
    ended = outcome(operation, **given)
    assert ended.error is None, ended.error
    return ended.result


def error(operation: str, **given: Any) -> dict[str, Any]:
    """The error of a call that fails."""
    ended = outcome(operation, **given)
    assert ended.error is not None, ended.result
    return dict(ended.error)
