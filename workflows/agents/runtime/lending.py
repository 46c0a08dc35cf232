"""Workflows as tools: a run of its own for the same customer, whose output the model reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.db import transaction

from integrations.errors import InputError
from integrations.execution.llm.conversation import ToolResult, ToolWish
from integrations.payloads.contents import load
from workflows.agents.runtime.calls import lent_path
from workflows.agents.runtime.entries import Place
from workflows.agents.runtime.session import Session, Waits, run_id_of
from workflows.agents.runtime.telling import shortened
from workflows.agents.runtime.tools import Tool
from workflows.agents.runtime.untrusted import marked, told
from workflows.engine.control.ending import CallWorkflowParams
from workflows.engine.control.evaluation import read
from workflows.engine.control.handles import CALL_WORKFLOW
from workflows.engine.graph import MAIN
from workflows.models import Run, Step
from workflows.runs.done import Done
from workflows.runs.nested import ended, start_called


def run_workflow(session: Session, tool: Tool, place: Place, wish: ToolWish, params: Mapping[str, object]) -> None:
    """Start the run, or keep what it has come to. Raises Waits while it goes on, and InputError."""
    run_id = run_id_of(session.step, place)
    called = Run.objects.select_related("output", "workflow").filter(pk=run_id).first()
    said = {"call": wish.id, "tool": tool.name, "tool_node": tool.node.id}
    if called is None:
        given = read(CallWorkflowParams, dict(params), CALL_WORKFLOW)  # type: ignore[arg-type]  # plain JSON
        session.telling.happened(place[1], "tool_call", **said, arguments=shortened(dict(params)))
        called = start_called(session.run, session.step, given, run_id=run_id)
    if called.state in Run.OPEN:
        raise Waits(f"Waits for {called.workflow.name if called.workflow else 'a workflow'}.", runs=[called.pk])
    _keep(session, tool, place, wish, ended(tool.node, called))
    session.telling.happened(place[1], "tool_result", **said, state=called.state)


def _keep(session: Session, tool: Tool, place: Place, wish: ToolWish, done: Done) -> None:
    if done.state == Step.State.SUCCEEDED:
        output = load(done.content) if done.content is not None else None
        result = ToolResult(id=wish.id, name=tool.name, content=marked(tool.name, output, key=session.key(place)))
    else:
        result = ToolResult(id=wish.id, name=tool.name, content=told(done.error or {}), is_error=True)
    keep_result(session, tool, place, result, done)


def keep_result(session: Session, tool: Tool, place: Place, result: ToolResult, done: Done) -> None:
    """Keep what came of a call that is no operation's, with the step of the node that was lent."""
    path = tuple(lent_path(session))
    lent = Done(
        done.state,
        frozenset({MAIN}),
        content=done.content,
        error=done.error,
        is_handled=done.state != Step.State.SUCCEEDED,
        is_output=False,
    )
    with transaction.atomic():
        session.hold()
        session.log.keep(place, result)
        turn = session.write(lambda turn: turn.add_ended(tool.node, (tool.node.id, path), lent))
    session.known(turn)
    session.log.know(place, result)


def arguments_for_workflow(wish: ToolWish, fixed: Mapping[str, object]) -> dict[str, object]:
    """The model gives the input alone. Raises InputError."""
    given = cast(Mapping[str, object], wish.arguments if isinstance(wish.arguments, dict) else {})
    unknown = sorted(given.keys() - ({"input"} - fixed.keys()))
    if unknown or not isinstance(wish.arguments, dict):
        raise InputError(f"Give {'nothing' if 'input' in fixed else 'input'} alone, not {unknown}.", field="arguments")
    return {**given, **fixed}
