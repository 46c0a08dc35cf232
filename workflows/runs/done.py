"""How an instance of a node has ended, before it is written down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from pydantic import JsonValue

from integrations.errors import MachinaError
from integrations.execution.endings import Ending
from integrations.execution.outcome import Outcome
from integrations.payloads.contents import Payload
from workflows.engine.graph import ERROR, MAIN
from workflows.engine.plan import PlanNode
from workflows.models import Step

FAILURES = (Step.State.FAILED, Step.State.OUTCOME_UNKNOWN)


@dataclass(frozen=True)
class Done:
    """``handles`` are the outputs that fire; ``value`` is what expressions see of it, which ``content`` keeps."""

    state: str
    handles: frozenset[str] = frozenset()
    value: JsonValue = None
    content: Payload | None = None
    is_new_content: bool = False
    """Whether the content is still to be stored."""
    error: dict[str, object] | None = None
    is_handled: bool = False
    warnings: tuple[str, ...] = ()
    usage: dict[str, object] | None = None
    execution_time: int | None = None
    call_id: UUID | None = None
    message: str = ""
    is_output: bool = True
    """Whether it may stand for the run's output if it is the last one."""
    makes_output: bool = False
    """Whether it is the run's output, whatever comes after it."""
    answers: bool = False
    """Whether it is the answer for who called the workflow from outside."""
    stops: bool = False
    """Whether the run ends with it as a success."""

    @property
    def counted(self) -> str:
        """The state that counts for the run."""
        return Step.State.SUCCEEDED if self.is_handled else self.state


def failed(node: PlanNode, error: MachinaError | dict[str, object], state: str = Step.State.FAILED) -> Done:
    """An error, and what the node's settings make of it."""
    told = error if isinstance(error, dict) else error.as_dict()
    done = Done(state, error=told, message=str(told.get("detail", "")), is_output=False)
    handle = {"branch": ERROR, "continue": MAIN}.get(node.settings.on_error)
    if handle is None:
        return done
    return replace(done, is_handled=True, handles=frozenset({handle}), value={"error": told})  # type: ignore[dict-item]  # plain JSON


def of_ending(node: PlanNode, ending: Ending) -> Done:
    """How the call of an operation's node is about to end."""
    error = ending.error.as_dict() if ending.error else None
    done = _of_call(node, ending.state.value, ending.result, ending.content, error)
    return replace(done, warnings=ending.warnings)


def of_outcome(node: PlanNode, outcome: Outcome) -> Done:
    """How the call of an operation's node has ended."""
    done = _of_call(node, outcome.state, outcome.result, outcome.content, outcome.error)
    return replace(
        done,
        warnings=outcome.warnings,
        usage=outcome.usage,
        execution_time=outcome.execution_time,
        call_id=outcome.call_id,
    )


def _of_call(
    node: PlanNode,
    state: str,
    result: dict[str, object] | None,
    content: Payload | None,
    error: dict[str, object] | None,
) -> Done:
    if state in FAILURES:
        return failed(node, error or {}, state)
    if state == Step.State.SUCCEEDED:
        return Done(state, frozenset({MAIN}), value=cast(JsonValue, result), content=content)
    return Done(state)
