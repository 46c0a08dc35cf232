"""Starts the run of a single node: its graph is stored as a revision first, then run and step are offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from integrations import audit
from integrations.actors import Actor
from integrations.execution import door
from integrations.holders import Holder
from integrations.prepared.inserts import insert
from integrations.queue.offers import offer_on_commit, on_offer
from workflows.engine.graph import AccountMode, Graph, GraphNode, Position
from workflows.models import Run, Step
from workflows.runs import drafts
from workflows.runs.actor import stored_actor
from workflows.runs.events import Event, tell

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
    """The workflow the node stands in."""


def start_node_run(actor: Actor, start: NodeStart, *, run_id: UUID | None = None) -> Step:
    """Store, audit and offer a run of a single node; the caller may choose the run's id beforehand.

    What can be known to be wrong is said before anything is stored. Raises InputError, NotFound, PermissionDenied,
    NotConnected, ReconnectRequired, ScopeMissing.
    """
    door.check(start.node_type, start.parameters, holder=start.holder, actor=actor, connection=start.connection)
    graph = _graph(start)
    try:
        return _store(actor, start, graph, run_id or uuid4())
    except IntegrityError:
        # The draft was pruned, or its workflow deleted, since this process has seen them.
        drafts.forget_all()
        return _store(actor, start, graph, run_id or uuid4())


@transaction.atomic
def _store(actor: Actor, start: NodeStart, graph: Graph, run_id: UUID) -> Step:
    revision_id = drafts.draft_of(actor, start.workflow_id, graph)
    run = Run(
        id=run_id,
        kind=Run.Kind.NODE,
        revision_id=revision_id,
        workflow_id=start.workflow_id,
        customer=start.holder.of,
        actor=stored_actor(actor),
        source=SOURCE,
        events=1,
    )
    insert([run])
    step = Step(
        run=run,
        node_id=start.node_id,
        node_type=start.node_type,
        name=start.name,
        account_mode=account_mode(start.holder),
        connection_id=start.connection,
        queued_number=run.events,
        **on_offer(lane=Step.Lane.INTERACTIVE, share=start.holder.customer_id),
    )
    insert([step])
    offer_on_commit(step)  # before the news of it: somebody waits for the worker
    tell(run, [Event(run.events, step, step.state, run.state, step.created_at)])
    audit.record(
        actor,
        "run.start",
        run,
        customer_id=start.holder.customer_id,
        after={"node_type": start.node_type, "account_mode": step.account_mode, "revision": str(revision_id)},
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
