"""Answers ping and what runs, retries and cancels. No provider is ever called from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

from integrations.actors import Actor
from integrations.errors import CallCancelled, MachinaError
from integrations.execution.refusals import named_holder, trace
from integrations.holders import Holder, find_holder
from integrations.payloads.shown import shown
from workflows.editor.audience import workflow_group
from workflows.editor.frames import Content, RunChanges, StateChange, told_by
from workflows.editor.messages.execution import (
    CancelExecution,
    CancelExecutionResult,
    DrawingToRun,
    ExecuteNode,
    ExecuteNodeResult,
    ExecuteWorkflow,
    ExecuteWorkflowResult,
    Ping,
    Pong,
    RetryRun,
    RetryRunResult,
)
from workflows.editor.messages.shared import SocketError, Usage
from workflows.editor.registry import Socket
from workflows.engine.validation import parse_graph
from workflows.models import Run, Step
from workflows.runs import asking
from workflows.runs.asking import Wish, run_workflow
from workflows.runs.cancel import cancel_run
from workflows.runs.events import as_payload
from workflows.runs.history import history
from workflows.runs.lookup import get_run
from workflows.runs.start_node import SOURCE, NodeStart, start_node_run

FIRST_LOOK = 1.0
LONGEST_BETWEEN_LOOKS = 5.0
"""Seconds between looks at the row, for the case that the push of the end got lost."""
TIME_TO_STOP = 2.0


async def ping(socket: Socket, request: Ping) -> Pong:
    return Pong(position=await socket.catch_up(), may_have_missed=socket.was_deaf())


async def execute_node(socket: Socket, request: ExecuteNode) -> ExecuteNodeResult:
    """Start the run and answer when it is over and all of it was told. It goes on if the socket closes meanwhile."""
    run_id = uuid4()
    start = NodeStart(
        node_id=request.node_id,
        node_type=request.node_type,
        parameters=request.parameters,
        holder=await holder_of(socket, request),
        connection=request.connection,
        workflow_id=request.workflow,
    )
    async with socket.follow(run_id, request.workflow) as run:
        step = await socket.in_database(start_node_run, socket.staff.actor, start, run_id=run_id)
        seconds = FIRST_LOOK
        while True:
            ended = await run.wait(seconds)
            if ended is not None:
                return _told_result(run_id, ended)
            result = await socket.in_database(node_result, step.pk, socket.staff.actor)
            if result is not None:
                await socket.tell(await socket.in_database(events_of, run_id))
                return result
            seconds = min(2 * seconds, LONGEST_BETWEEN_LOOKS)


def trace_refusal(actor: Actor, body: Mapping[str, object], error: MachinaError) -> None:
    """A node that is not run leaves a trace in the call log, unless its message does not even name an operation."""
    operation, node_id = body.get("node_type"), body.get("node_id")
    if isinstance(operation, str) and operation:
        trace(
            error,
            operation=operation,
            actor=actor,
            source=SOURCE,
            holder=named_holder(actor, body, field="customer_id"),
            node_id=node_id if isinstance(node_id, str) else "",
        )


async def holder_of(socket: Socket, request: ExecuteNode) -> Holder:
    """Whose account the message names; only a customer has to be looked for. Raises NotFound."""
    named = partial(find_holder, socket.staff.actor, request.account_mode, request.customer_id, field="customer_id")
    return named() if request.customer_id is None else await socket.in_database(named)


async def execute_workflow(socket: Socket, request: ExecuteWorkflow) -> ExecuteWorkflowResult:
    """Start the run and answer at once; whoever asked hears of it from its first event on.

    Raises NotFound, InputError with every problem by node and field, SaveConflict.
    """
    actor = socket.staff.actor
    await socket.join(workflow_group(request.workflow))
    run = await socket.in_database(_start_workflow, actor, request)
    return ExecuteWorkflowResult(run=str(run.pk))


def _start_workflow(actor: Actor, request: ExecuteWorkflow) -> Run:
    wish = wish_of(actor, request)
    more = replace(wish, input=request.input, until=request.until, only=request.only, pinned=request.pinned)
    return run_workflow(actor, more)


def wish_of(actor: Actor, request: DrawingToRun) -> Wish:
    """The drawing that a request names, for whom it names. Raises NotFound, InputError."""
    holder = Holder.owner()
    if request.customer_id is not None:
        holder = find_holder(actor, request.account_mode, request.customer_id, field="customer_id")
    graph = None if request.graph is None else parse_graph(request.graph)
    return Wish(workflow_id=request.workflow, holder=holder, source=SOURCE, graph=graph, base=request.base)


async def retry_run(socket: Socket, request: RetryRun) -> RetryRunResult:
    """Raises NotFound, Conflict for a run that goes on or has nothing to be done again."""
    actor = socket.staff.actor
    old = await socket.in_database(get_run, actor, request.run)
    if old.workflow_id is not None:
        await socket.join(workflow_group(old.workflow_id))
    run = await socket.in_database(asking.retry_run, actor, request.run, again_from=request.from_)
    return RetryRunResult(run=str(run.pk))


async def cancel_execution(socket: Socket, request: CancelExecution) -> CancelExecutionResult:
    """Answer when the run has stopped, or after a moment with the state it is still in."""
    actor = socket.staff.actor
    run = await socket.in_database(get_run, actor, request.run)
    async with socket.follow(run.pk, run.workflow_id) as following:
        state = await socket.in_database(cancel_run, actor, run.pk)
        if state in Run.OPEN:
            await following.wait(TIME_TO_STOP)
            state = (await socket.in_database(get_run, actor, run.pk)).state
    return CancelExecutionResult(state=state)


def events_of(run_id: UUID) -> RunChanges:
    """Everything that happened in the run, for a socket that may have missed some of it."""
    run = Run.objects.get(pk=run_id)
    return told_by(as_payload(run, history(run, with_outputs=True)))


def _told_result(run_id: UUID, ended: StateChange) -> ExecuteNodeResult:
    """The reply as the news of the end brought it, without another look at the row."""
    content: Content = ended.get("content", {})
    return ExecuteNodeResult(
        run=str(run_id),
        step=ended["step"],
        state=ended["state"],
        node_id=ended["node_id"],
        result=content.get("output"),
        payload=content.get("payload"),
        size=content.get("size"),
        preview=content.get("preview"),
        usage=Usage.model_validate(ended["usage"]) if ended["usage"] else None,
        execution_time=ended["execution_time"] or 0,
        error=_why_not(ended["state"], ended["error"]),
        withheld=content.get("withheld"),
        warnings=content.get("warnings", []),
    )


def node_result(step_id: UUID, actor: Actor) -> ExecuteNodeResult | None:
    """How the step ended, as the actor may see it; None while it goes on."""
    step = Step.objects.select_related("run", "result").get(pk=step_id)
    if step.state in Step.OPEN:
        return None
    output = shown(actor, step.result_id, step.result, customer_id=step.run.customer_id)
    return ExecuteNodeResult(
        run=str(step.run_id),
        step=str(step.pk),
        state=step.state,
        node_id=step.node_id,
        result=output.value,
        payload=output.reference["payload"] if output.reference else None,
        size=output.reference["size"] if output.reference else None,
        preview=output.reference["preview"] if output.reference else None,
        usage=Usage.model_validate(step.usage) if step.usage else None,
        execution_time=step.execution_time or 0,
        error=_why_not(step.state, step.error),
        withheld=output.withheld,
        warnings=step.warnings if output.withheld is None else [],
    )


def _why_not(state: str, error: dict[str, object] | None) -> SocketError | None:
    """Why a step did not succeed. Cancelled ones keep no error of their own: nothing has failed."""
    if error is None and state == Step.State.CANCELLED:
        error = CallCancelled("The run was cancelled. Run it again if it is still wanted.").as_dict()
    return SocketError.model_validate(error) if error else None
