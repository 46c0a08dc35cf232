"""Changes of a run as the pushes that the editor receives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict, cast
from uuid import UUID

from pydantic import JsonValue
from pydantic_core import to_json

from integrations.actors import Actor
from integrations.payloads.contents import PREVIEWED
from integrations.payloads.rights import hidden_from, may_read
from workflows.editor.messages.base import Push
from workflows.editor.messages.pushes import NodeOutput, NodeStatus, WorkflowStatus

MAX_PUSHED_OUTPUT = 256 * 1024
"""Bytes of JSON; what is larger is fetched by REST."""


class Content(TypedDict, total=False):
    """The output of a step: whole, or ``payload``, ``size`` and ``preview`` of a large one, or why it is not here."""

    output: JsonValue
    payload: str
    size: int
    preview: str
    withheld: str


class StateChange(TypedDict, total=False):
    """One event of a run, as ``runs.events`` tells it."""

    number: int
    position: int
    step: str | None
    node_id: str | None
    state: str
    message: str | None
    at: str
    content: Content


class RunChanges(TypedDict):
    """Events of one run that were committed together."""

    run: str
    workflow: str | None
    customer: str | None
    changes: Sequence[StateChange]


def without_large_outputs(payload: Mapping[str, object]) -> RunChanges:
    """The same changes, small enough for the broker."""
    told = cast(RunChanges, payload)  # the shape that runs.events documents
    changes = cast(Sequence[Mapping[str, object]], payload["changes"])
    return {**told, "changes": [_bounded(each) for each in changes]}


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
    if "content" in change:
        yield NodeOutput(run=told["run"], step=step, node_id=node_id, **change["content"])


def _hidden(change: StateChange, words: str) -> StateChange:
    return {**change, "content": {"withheld": words}} if "content" in change else change


def _bounded(change: Mapping[str, object]) -> StateChange:
    bounded = cast(StateChange, {name: value for name, value in change.items() if name != "output"})
    if "output" in change:
        text = to_json(change["output"])
        bounded["content"] = (
            {"output": cast(JsonValue, change["output"])}
            if len(text) <= MAX_PUSHED_OUTPUT
            else {"size": len(text), "preview": text[:PREVIEWED].decode(errors="ignore")}
        )
    return bounded
