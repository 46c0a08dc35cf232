"""Answers save_workflow and subscribe."""

from __future__ import annotations

from uuid import UUID

from integrations.actors import Actor
from workflows import evaluators
from workflows.editor.audience import workflow_group
from workflows.editor.messages.workflow import SaveWorkflow, SaveWorkflowResult, Subscribe, SubscribeResult
from workflows.editor.missed import missed_changes
from workflows.editor.registry import Socket
from workflows.models import Revision
from workflows.revisions import get_workflow, save_graph


async def save_workflow(socket: Socket, request: SaveWorkflow) -> SaveWorkflowResult:
    return SaveWorkflowResult(revision=await socket.in_database(_save, socket.staff.actor, request))


async def subscribe(socket: Socket, request: Subscribe) -> SubscribeResult:
    """Join first and look afterwards, so that nothing falls between; what comes twice is told once."""
    workflow = await socket.in_database(get_workflow, socket.staff.actor, request.workflow)
    await socket.join(workflow_group(workflow.pk))
    await socket.in_database(_get_ready, workflow.pk, workflow.revision)
    missed = await socket.in_database(missed_changes, workflow, since=request.since)
    for told in missed.changes:
        await socket.tell(told)
    socket.caught_up(workflow.pk, missed)
    return SubscribeResult(position=missed.position)


def _save(actor: Actor, request: SaveWorkflow) -> int:
    number = save_graph(actor, request.workflow, graph=request.graph, base=request.base)
    _get_ready(request.workflow, number)
    return number


def _get_ready(workflow_id: UUID, number: int) -> None:
    """Who opens or saves a drawing may run it soon."""
    revision = Revision.objects.filter(workflow=workflow_id, number=number).first()
    if revision is not None:
        evaluators.want(revision.document)
