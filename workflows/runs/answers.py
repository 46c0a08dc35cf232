"""The answer that a run gives whoever called its webhook: told as soon as it is a fact, and found in the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid5

from pydantic import JsonValue

from integrations.execution.notices import publish_on_commit
from integrations.execution.outcome import Outcome
from integrations.execution.waiting import KeyPlace
from integrations.payloads.contents import load
from workflows.engine.control.handles import RESPOND
from workflows.models import Run, Step


@dataclass(frozen=True)
class Answer:
    """What a ``flow.respond`` says; of a run that ended without one, only how it ended."""

    run_state: str
    status: int | None = None
    headers: Mapping[str, str] | None = None
    body: JsonValue = None

    @property
    def is_given(self) -> bool:
        return self.status is not None


def answer_place(run_id: UUID) -> KeyPlace[Answer]:
    """A place to wait for the answer of a run; take it before the run is started, and leave it."""
    return KeyPlace(_key(run_id), lambda told: _found(run_id, told))


def tell_answer(run_id: UUID, value: JsonValue) -> None:
    """Tell of the answer once the transaction has committed."""
    said = cast(dict[str, object], value)
    publish_on_commit(_key(run_id), Outcome(state=Step.State.SUCCEEDED.value, result=said))


def tell_end(run_id: UUID) -> None:
    """Tell whoever waits for the run, or for its answer, that it is over."""
    publish_on_commit(run_id)
    publish_on_commit(_key(run_id))


def _found(run_id: UUID, told: Outcome | None) -> Answer | None:
    if told is not None and told.result is not None:
        return _answer(Run.State.RUNNING.value, told.result)
    responses = Step.objects.filter(run=run_id, node_type=RESPOND, state=Step.State.SUCCEEDED)
    first = responses.select_related("result", "run").order_by("ended_number").first()
    if first is not None and first.result is not None:
        return _answer(first.run.state, cast(dict[str, Any], load(first.result)))
    state = Run.objects.filter(pk=run_id).values_list("state", flat=True).first()
    return None if state in Run.OPEN or state is None else Answer(state)


def _answer(state: str, said: Mapping[str, Any]) -> Answer:
    return Answer(state, status=said["status"], headers=said["headers"], body=said["body"])


def _key(run_id: UUID) -> UUID:
    return uuid5(run_id, "answer")
