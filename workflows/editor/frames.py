"""Changes of a run as the pushes that the editor receives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict, cast
from uuid import UUID

from pydantic import JsonValue

from integrations.actors import Actor
from integrations.payloads.rights import hidden_from, may_read
from workflows.editor.messages.base import Push
from workflows.editor.messages.pushes import NodeOutput, NodeStatus, WorkflowStatus


class Content(TypedDict, total=False):
    """The output of a step: whole, or ``payload``, ``size`` and ``preview`` of a large one, or why it is not here."""

    output: JsonValue
    payload: str
    size: int
    preview: str
    withheld: str
    warnings: list[str]


class StateChange(TypedDict, total=False):
    """One event of a run, as ``runs.events`` tells it."""

    number: int
    position: int
    step: str
    node_id: str
    path: list[int]
    attempt: int
    state: str
    run_state: str
    message: str | None
    at: str
    is_passing: bool
    error: dict[str, object] | None
    usage: dict[str, object] | None
    execution_time: int | None
    content: Content


class RunChanges(TypedDict):
    """Events of one run that were committed together."""

    run: str
    workflow: str | None
    customer: str | None
    changes: Sequence[StateChange]


def told_by(hint: Mapping[str, object]) -> RunChanges:
    """What a hint of ``runs.events`` tells, in the shape that is documented there."""
    return cast(RunChanges, hint)


def shown_to(actor: Actor, told: RunChanges) -> RunChanges:
    """The same changes, with words in the place of outputs that the actor may not read."""
    customer = told["customer"]
    if may_read(actor, UUID(customer) if customer else None):
        return told
    return {**told, "changes": [_hidden(each, hidden_from(actor)) for each in told["changes"]]}


def pushes_of(told: RunChanges, change: StateChange) -> Iterator[Push]:
    """What one change of a step means to the editor."""
    yield NodeStatus(
        run=told["run"],
        step=change["step"],
        workflow=told["workflow"],
        node_id=change["node_id"],
        path=change["path"],
        attempt=change["attempt"],
        state=change["state"],
        message=change["message"],
        at=change["at"],
        execution_time=change.get("execution_time"),
        number=change["number"],
        position=change["position"],
    )
    if "content" in change:
        yield NodeOutput(
            run=told["run"],
            step=change["step"],
            node_id=change["node_id"],
            path=change["path"],
            attempt=change["attempt"],
            **change["content"],
        )


def status_of(told: RunChanges, run_state: str) -> Iterator[Push]:
    """What a new state of the run means to the editor. A run outside any workflow has no status of its own."""
    if told["workflow"]:
        yield WorkflowStatus(workflow=told["workflow"], run=told["run"], state=run_state)


def _hidden(change: StateChange, words: str) -> StateChange:
    return {**change, "content": {"withheld": words}} if "content" in change else change
