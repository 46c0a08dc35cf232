"""Starts runs of workflows: the row of the run, its first steps and the offers of them, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from pydantic import JsonValue

from integrations import audit
from integrations.actors import Actor
from integrations.errors import NotFound
from integrations.holders import Customer
from integrations.payloads.contents import Payload, unsaved
from integrations.prepared.inserts import insert
from integrations.queue.model import Queued
from workflows.contracts import require_compatible
from workflows.engine.decisions import Instance
from workflows.engine.plan import Plan
from workflows.models import Deployment, Revision, Run, Version
from workflows.runs.actor import stored_actor
from workflows.runs.control import computed, is_pinned
from workflows.runs.done import Done
from workflows.runs.loops import Loops
from workflows.runs.onward import Onward
from workflows.runs.plans import plan_of_run
from workflows.runs.scope import Scope
from workflows.runs.turn import Turn

ASKED_FOR = frozenset({"staff", "api_key"})
"""Who is written down in the audit log as having started a run; what triggers start has its own log."""


@dataclass(frozen=True, kw_only=True)
class RunStart:
    """What to run, for whom, and with what."""

    revision: Revision
    """With its graph, unless this process has planned it before."""
    customer: Customer | None
    """None for the owner."""
    source: str
    """``manual``, ``webhook``, ``schedule``, ``event``, ``chat``, ``api``, ``editor``, ``retry`` or ``workflow``."""
    input: JsonValue = None
    """What its trigger gives."""
    trigger_node: str | None = None
    """Id of the trigger it begins with; without one its manual trigger, else its first."""
    version: Version | None = None
    deployment: Deployment | None = None
    variables: Mapping[str, JsonValue] = field(default_factory=dict)
    lane: str = Queued.Lane.BACKGROUND
    until: str | None = None
    """Id of the node after which it stops."""
    only: str | None = None
    """Id of the only node that it runs, on what ``earlier`` has come to."""
    is_pinned: bool = True
    """Whether nodes of a draft that have pinned data give these; those of a version never do."""
    earlier: UUID | None = None
    """The run whose results it takes up."""
    again_from: Sequence[str] = ()
    """Ids of the nodes that are done again in any case."""
    parent_step: UUID | None = None
    """The step that waits for its output."""
    depth: int = 0
    request_key: str | None = None
    request_hash: str = ""


@transaction.atomic(savepoint=False)
def start_run(actor: Actor, start: RunStart, *, run_id: UUID | None = None) -> Run:
    """Store the run and its first steps and offer them on commit, as a part of the caller's transaction.

    What it raises undoes that transaction: NotFound for a node that is not in the graph, Conflict for a version that
    relies on an operation that has changed too much since. Whether the graph can be run is checked before: when it is
    published, or by ``require_runnable``.
    """
    content = None if start.input is None else unsaved(start.input, customer_id=_id_of(start.customer))
    if start.version is not None:
        require_compatible(start.version)
    run = _row(actor, start, run_id or uuid4(), content)
    plan = _plan(run)
    insert([content] if content is not None else [])
    turn, scope = Turn(run), Scope(run)
    Onward(turn, plan, partial(_begun, scope), Loops(scope, plan), takes=lambda: False).begin()
    turn.write(is_locked=True)
    if actor.kind in ASKED_FOR:
        after = {"source": start.source, "revision": str(start.revision.pk)}
        audit.record(actor, "run.start", run, customer_id=run.customer_id, after=after)
    return turn.run


def _row(actor: Actor, start: RunStart, run_id: UUID, content: Payload | None) -> Run:
    customer = start.customer
    run = Run(
        id=run_id,
        kind=Run.Kind.WORKFLOW,
        revision=start.revision,
        workflow_id=start.revision.workflow_id,
        version=start.version,
        deployment=start.deployment,
        customer=customer,
        actor=stored_actor(actor),
        source=start.source,
        lane=start.lane,
        trigger_node=start.trigger_node or "",
        until=start.until or "",
        only=start.only or "",
        is_pinned=start.is_pinned and start.version is None,
        earlier_id=start.earlier,
        again_from=list(start.again_from),
        variables=dict(start.variables),
        customer_facts=_facts(customer) if customer else None,
        parent_step=start.parent_step,
        depth=start.depth,
        request_key=start.request_key,
        request_hash=start.request_hash,
        created_at=timezone.now(),
    )
    run.input = content
    return run


def _plan(run: Run) -> Plan:
    try:
        return plan_of_run(run)
    except KeyError as missing:
        raise NotFound(f"There is no node {missing.args[0]!r} in this graph.") from None


def _begun(scope: Scope, instance: Instance, arrived: Sequence[str]) -> Done | None:
    """A trigger gives what the run was started with; all else is a worker's."""
    node = scope.plan.node(instance[0])
    if node.kind != "trigger" and not is_pinned(scope, node):
        return None
    done = computed(scope, node, instance, arrived)
    scope.values[instance] = done.value
    return done


def _facts(customer: Customer) -> dict[str, JsonValue]:
    """What expressions see of a customer."""
    return {
        "key": customer.key,
        "name": customer.name,
        "email": customer.email,
        "domain": customer.domain,
        "metadata": customer.metadata,
    }


def _id_of(customer: Customer | None) -> UUID | None:
    return customer.pk if customer else None
