"""Changes of a run as the pushes that the editor receives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict, cast
from uuid import UUID

from pydantic import JsonValue
from pydantic_core import to_json

from integrations.actors import Actor
from integrations.payloads.rights import hidden_from, may_read
from workflows.editor.messages.base import Push
from workflows.editor.messages.pushes import NodeOutput, NodeStatus, WorkflowStatus

MAX_PUSHED_OUTPUT = 256 * 1024
"""Bytes of JSON; what is larger is fetched by REST."""


class StateChange(TypedDict, total=False):
    """One event of a run, as ``runs.events`` tells it."""

    number: int
    position: int
    step: str | None
    node_id: str | None
    state: str
    message: str | None
    at: str
    output: JsonValue
    truncated: bool
    size: int
    withheld: str


class RunChanges(TypedDict):
    """Events of one run that were committed together."""

    run: str
    workflow: str | None
    customer: str | None
    changes: Sequence[StateChange]


def without_large_outputs(payload: Mapping[str, object]) -> RunChanges:
    """The same changes, small enough for the broker."""
    told = cast(RunChanges, payload)  # the shape that runs.events documents
    return {**told, "changes": [_bounded(each) for each in told["changes"]]}


def shown_to(actor: Actor, told: RunChanges) -> RunChanges:
    """The same changes, with words in the place of outputs that the actor may not read."""
    customer = told["customer"]
    if may_read(actor, UUID(customer) if customer else None):
        return told
    return {**told, "changes": [_hidden(each, hidden_from(actor)) for each in told["changes"]]}


def pushes_of(told: RunChanges, change: StateChange) -> Iterator[Push]:
    """What one change means to the editor. A run outside any workflow has no status of its own."""
    step, node_id = change["step"], change["node_id"]
    if step is None or node_id is None:
        if told["workflow"]:
            yield WorkflowStatus(workflow=told["workflow"], run=told["run"], state=change["state"])
        return
    yield NodeStatus(
        run=told["run"],
        step=step,
        workflow=told["workflow"],
        node_id=node_id,
        state=change["state"],
        message=change["message"],
        at=change["at"],
        number=change["number"],
        position=change["position"],
    )
    if "output" in change:
        yield NodeOutput(
            run=told["run"],
            step=step,
            node_id=node_id,
            output=change["output"],
            truncated=change.get("truncated", False),
            size=change.get("size"),
            withheld=change.get("withheld"),
        )


def _hidden(change: StateChange, words: str) -> StateChange:
    if "output" not in change:
        return change
    shown: StateChange = {**change, "output": None, "truncated": False, "withheld": words}
    shown.pop("size", None)
    return shown


def _bounded(change: StateChange) -> StateChange:
    if "output" not in change:
        return change
    size = len(to_json(change["output"]))
    if size <= MAX_PUSHED_OUTPUT:
        return change
    return {**change, "output": None, "truncated": True, "size": size}
