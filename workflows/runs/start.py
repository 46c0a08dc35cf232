"""Starts runs: the graph is stored as a revision first, then the run and its steps are offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Now

from integrations import audit
from integrations.actors import Actor
from integrations.execution import door
from integrations.holders import Holder
from workflows.engine.graph import AccountMode, Graph, GraphNode, Position, graph_hash
from workflows.models import Revision, Run, Step
from workflows.runs import offers
from workflows.runs.actor import stored_actor
from workflows.runs.events import Change, write

SOURCE = "editor"


@dataclass(frozen=True, kw_only=True)
class NodeStart:
    """One unsaved node, and on whose account to run it."""

    node_id: str
    node_type: str
    name: str = ""
    parameters: Mapping[str, object]
    holder: Holder
    connection: UUID | None
    workflow_id: UUID | None
    """The workflow the node stands in, which the actor is known to see."""


def start_node_run(actor: Actor, start: NodeStart, *, run_id: UUID | None = None) -> Step:
    """Store, audit and offer a run of a single node; the caller may choose the run's id beforehand.

    What can be known to be wrong is said before anything is stored. Raises InputError, NotFound, PermissionDenied,
    NotConnected, ReconnectRequired, ScopeMissing.
    """
    door.check(start.node_type, start.parameters, holder=start.holder, actor=actor, connection=start.connection)
    graph = _graph(start)
    with transaction.atomic():
        revision = Revision.objects.create(
            workflow_id=start.workflow_id,
            graph=graph.as_dict(),
            graph_hash=graph_hash(graph),
            created_by=str(actor)[:250],
        )
        run = Run.objects.create(
            id=run_id or uuid4(),
            kind=Run.Kind.NODE,
            revision=revision,
            workflow_id=start.workflow_id,
            customer=start.holder.of,
            actor=stored_actor(actor),
            source=SOURCE,
        )
        step = run.steps.create(
            node_id=start.node_id,
            node_type=start.node_type,
            name=start.name,
            account_mode=account_mode(start.holder),
            connection_id=start.connection,
            offered_at=Now(),
        )
        transaction.on_commit(lambda: offers.wake([step.pk]))  # before the news of it: somebody waits for the worker
        write(run, [Change(run.state), Change(step.state, step)])
        audit.record(
            actor,
            "run.start",
            run,
            customer_id=run.customer_id,
            after={
                "node_type": start.node_type,
                "account_mode": account_mode(start.holder),
                "revision": str(revision.pk),
            },
        )
    return step


def account_mode(holder: Holder) -> AccountMode:
    """How a graph spells whose account a node uses."""
    return "owner" if holder.is_owner else "customer"


def _graph(start: NodeStart) -> Graph:
    node = GraphNode(
        id=start.node_id,
        type=start.node_type,
        name=start.name,
        position=Position(x=0, y=0),
        parameters=start.parameters,
        account_mode=account_mode(start.holder),
        customer_id=start.holder.of.key if start.holder.of else None,
        connection=str(start.connection) if start.connection else None,
    )
    return Graph(nodes=[node])
