"""One call that a model wants: checked before anybody is asked, asked for where it has to be, made once, and told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from pydantic import BaseModel, JsonValue, ValidationError

from integrations.catalog.declare import Effect
from integrations.catalog.schema import JSONSchema
from integrations.catalog.tool_arguments import mended, mended_by, mistyped
from integrations.catalog.wrong import wrong_fields
from integrations.errors import CallCancelled, InputError, from_dict
from integrations.execution import door
from integrations.execution.llm.conversation import ToolResult, ToolWish
from integrations.execution.outcome import Outcome
from workflows.agents.approvals.asking import Question, ask
from workflows.agents.approvals.selectors import parameters_of
from workflows.agents.runtime.entries import Place
from workflows.agents.runtime.session import Session, Waits
from workflows.agents.runtime.shapes import misfits
from workflows.agents.runtime.telling import shortened
from workflows.agents.runtime.tools import Tool
from workflows.agents.runtime.untrusted import marked, told
from workflows.engine.control.agents import Approval as Wanted
from workflows.engine.graph import MAIN
from workflows.engine.plan import PlanNode
from workflows.models import Approval, Step
from workflows.runs.calling import holder_of
from workflows.runs.control import resolved
from workflows.runs.done import Done
from workflows.runs.events import tell_in_passing
from workflows.runs.identity import step_id
from workflows.runs.turn import Turn

STRICTEST: tuple[Wanted, ...] = ("never", "destructive", "writes", "always")
STOPS = frozenset(
    {"reconnect_required", "scope_missing", "not_connected", "budget_exceeded", "permission_denied", "unauthenticated"}
)
"""Errors that a person has to put right: the agent stops instead of trying something else."""


def stricter(first: Wanted, second: Wanted) -> Wanted:
    """Of two agents of which one works for the other, the rule that asks more often."""
    return max(first, second, key=STRICTEST.index)


def needs_approval(wanted: Wanted, effect: Effect) -> bool:
    """Whether a person is asked before."""
    if wanted == "writes":
        return effect != "read"
    return wanted == "always" or (wanted == "destructive" and effect == "destructive")


def arguments_of(session: Session, tool: Tool, wish: ToolWish) -> dict[str, JsonValue]:
    """What it is called with: the model's arguments and, whatever those say, what the node has fixed.

    Raises InputError for what the model may correct, before anybody is asked and anything is sent.
    """
    assert tool.operation is not None
    given = object_of(tool, wish)
    own = sorted(tool.fixed.intersection(given))
    if own:
        words = f"{', '.join(own)} of {tool.name} cannot be chosen here. Leave it out."
        raise InputError(words, field=own[0])
    given = cast(dict[str, JsonValue], mended(tool.operation, given))
    if wrong := mistyped(tool.operation, given):
        raise InputError(f"The arguments of {tool.name} do not fit.", errors=wrong)
    return {**given, **resolved(session.shift.scope, tool.node, session.instance)}


def remote_arguments(tool: Tool, wish: ToolWish) -> dict[str, JsonValue]:
    """What a server's tool is called with. Raises InputError with every argument that its schema does not take."""
    assert tool.server is not None and tool.remote is not None
    schema = tool.remote.input_schema
    given = cast(dict[str, JsonValue], mended_by(cast(JSONSchema, schema), object_of(tool, wish)))
    wrong = misfits(given, schema, field="input_schema", whole="arguments")
    if wrong:
        raise InputError(f"The arguments of {tool.name} do not fit.", errors=wrong)
    return {**tool.server.given, "tool": tool.remote.name, "arguments": given}


def object_of(tool: Tool, wish: ToolWish) -> dict[str, JsonValue]:
    """The arguments as an object. Raises InputError."""
    if not isinstance(wish.arguments, dict):
        raise InputError(f"The arguments of {tool.name} are not a JSON object. Give them as one.", field="arguments")
    return wish.arguments


def checked_input(model: type[BaseModel], arguments: Mapping[str, JsonValue], name: str) -> BaseModel:
    """Raises InputError with every wrong field."""
    try:
        return model.model_validate(dict(arguments))
    except ValidationError as error:
        wrong = wrong_fields(error, model)
        raise InputError(f"The arguments of {name} do not fit.", errors=wrong) from None


def answered(
    session: Session,
    node: PlanNode,
    operation: str,
    parameters: Mapping[str, object],
    *,
    key: str,
    summary: str,
    connection_id: UUID | None = None,
    slack_channel: str = "",
) -> Approval:
    """What a person has answered whom the agent asks. Raises Waits while nobody has."""
    approval = ask(
        Question(
            key=key,
            operation=operation,
            parameters=parameters,
            holder=holder_of(session.run, node),
            asker=session.actor,
            source="agent",
            connection_id=connection_id,
            run_id=session.run.pk,
            step_id=session.step.pk,
            node_id=node.id,
            summary=summary,
            slack_channel=slack_channel,
        )
    )
    if approval.state == Approval.State.OPEN:
        raise Waits(f"Waits for a person: {approval.summary}"[:500], approvals=[approval.pk])
    return approval


def approved(
    session: Session,
    tool: Tool,
    place: Place,
    arguments: dict[str, JsonValue],
    *,
    channel: str,
    summary: str = "",
) -> Mapping[str, object] | ToolResult:
    """The arguments as a person has let them pass, or what the model is told where not. Raises Waits."""
    node = tool.node
    approval = answered(
        session,
        node,
        tool.operation.key if tool.operation else node.type,
        arguments,
        key=session.key(place),
        connection_id=_uuid(node.connection) if node.connection else None,
        summary=summary,
        slack_channel=channel,
    )
    if approval.state == Approval.State.APPROVED:
        return parameters_of(approval)
    is_late = approval.state == Approval.State.EXPIRED
    words = "Nobody has answered in time." if is_late else f"It was refused. {approval.note}".strip()
    return ToolResult(id="", name=tool.name, content=told({"code": "approval_refused", "detail": words}), is_error=True)


def perform(session: Session, tool: Tool, place: Place, wish: ToolWish, params: Mapping[str, object]) -> None:
    """Make the call through the one door and keep what came of it. Raises Waits, and what a person has to put right."""
    assert tool.operation is not None
    node, path = tool.node, lent_path(session)
    said = {"call": wish.id, "tool": tool.name, "tool_node": node.id}
    session.telling.happened(place[1], "tool_call", **said, arguments=shortened(dict(params)))
    session.telling.tool_runs(node, step_id(session.run.pk, (node.id, tuple(path))), path, "")
    written: list[Turn] = []
    kept: list[ToolResult] = []

    def record(outcome: Outcome) -> None:
        session.hold()
        written.clear()
        kept.clear()
        if outcome.state == Step.State.CANCELLED or (outcome.error or {}).get("code") in STOPS:
            return
        result = result_of(tool, wish, outcome, key=session.key(place))
        session.log.keep(place, result, usage=outcome.usage, milliseconds=outcome.execution_time)
        written.append(session.write(lambda turn: _end_lent(turn, tool, path, outcome)))
        kept.append(result)

    outcome = door.execute(
        tool.operation.key,
        params,
        call_key=session.key(place),
        actor=session.actor,
        holder=holder_of(session.run, node),
        source=session.run.source,
        record=record,
        rides_on=session.step,
        comes_back=False,  # whoever cancels an agent's step knows nothing of its calls
        tell_pause=lambda message: tell_in_passing(session.step, message),
        connection=_uuid(node.connection) if node.connection else None,
        run_id=session.run.pk,
        node_id=node.id,
    )
    session.known(written[0] if written else None)
    require_over(outcome)
    session.log.know(place, kept[0])
    told_result = {"state": outcome.state, "result": shortened(outcome.result), "usage": outcome.usage}
    session.telling.happened(place[1], "tool_result", **said, **told_result, error=outcome.error)


def require_over(outcome: Outcome) -> None:
    """Raises Waits for a call that is not over, CallCancelled, and errors that stop the agent."""
    if not outcome.is_final:
        raise Waits.for_call(outcome)
    if outcome.state == Step.State.CANCELLED:
        raise CallCancelled("The agent was cancelled.")
    if (outcome.error or {}).get("code") in STOPS:
        raise from_dict(outcome.error or {})


def result_of(tool: Tool, wish: ToolWish, outcome: Outcome, *, key: str) -> ToolResult:
    """What the model is told of a call that is over."""
    if outcome.state == Step.State.SUCCEEDED:
        has_failed = tool.kind == "remote" and (outcome.result or {}).get("is_error") is True
        content = marked(tool.name, outcome.result, key=key)
        return ToolResult(id=wish.id, name=tool.name, content=content, is_error=has_failed)
    error = outcome.error or {}
    if tool.kind == "remote":  # its server has written a part of the words
        content = f"{told({'code': error.get('code')})}\n{marked(tool.name, error.get('detail'), key=key)}"
        return ToolResult(id=wish.id, name=tool.name, content=content, is_error=True)
    return ToolResult(id=wish.id, name=tool.name, content=told(error), is_error=True)


def lent_path(session: Session) -> list[int]:
    """Under which path the lent node's next step stands: those of the agent's loops, then a running number."""
    return [*session.instance[1], session.log.spent().tool_calls]


def _end_lent(turn: Turn, tool: Tool, path: list[int], outcome: Outcome) -> None:
    """The lent node has a step of its own for each call, from which nothing follows."""
    turn.add_ended(
        tool.node,
        (tool.node.id, tuple(path)),
        Done(
            outcome.state,
            frozenset({MAIN}),
            content=outcome.content,
            error=outcome.error,
            is_handled=outcome.state != Step.State.SUCCEEDED,
            warnings=outcome.warnings,
            usage=outcome.usage,
            execution_time=outcome.execution_time,
            call_id=outcome.call_id,
            message=str((outcome.error or {}).get("detail", "")),
            is_output=False,
        ),
    )


def _uuid(text: str) -> UUID:
    return UUID(text)
