"""Answers save_workflow and subscribe."""

from __future__ import annotations

from workflows import evaluators
from workflows.editor.audience import workflow_group
from workflows.editor.messages.workflow import SaveWorkflow, SaveWorkflowResult, Subscribe, SubscribeResult
from workflows.editor.missed import missed_changes
from workflows.editor.registry import Socket
from workflows.models import Workflow
from workflows.revisions import get_workflow, save_graph


async def save_workflow(socket: Socket, request: SaveWorkflow) -> SaveWorkflowResult:
    number = await socket.in_database(
        save_graph, socket.staff.actor, request.workflow, graph=request.graph, base=request.base
    )
    await socket.in_database(evaluators.want, request.graph.model_dump(mode="json", include={"nodes"}))
    return SaveWorkflowResult(revision=number)


async def subscribe(socket: Socket, request: Subscribe) -> SubscribeResult:
    """Join first and look afterwards, so that nothing falls between; what comes twice is told once."""
    workflow = await socket.in_database(get_workflow, socket.staff.actor, request.workflow)
    await socket.join(workflow_group(workflow.pk))
    await socket.in_database(_get_ready, workflow)
    missed = await socket.in_database(missed_changes, workflow, since=request.since)
    for told in missed.changes:
        await socket.tell(told)
    socket.caught_up(workflow.pk, missed)
    return SubscribeResult(position=missed.position)


def _get_ready(workflow: Workflow) -> None:
    """Who opens a drawing may run it soon."""
    revision = workflow.revisions.filter(number=workflow.revision).first()
    if revision is not None:
        evaluators.want(revision.document)
