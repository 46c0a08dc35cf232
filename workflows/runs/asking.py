"""Runs that somebody asks for: which drawing, for whom, with which input; checked before anything is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from pydantic import JsonValue

from integrations.actors import Actor
from integrations.errors import Conflict, FieldError, InputError, NotConnected, NotFound
from integrations.holders import Holder, authorise
from integrations.payloads.contents import load
from integrations.payloads.retention import no_longer_kept
from integrations.queue.model import Queued
from workflows.engine.graph import Graph, graph_hash
from workflows.models import Revision, Run, Step, Version, Workflow
from workflows.problems import require_sound, stored_plan
from workflows.revisions import current_revision, get_workflow, save_graph
from workflows.runs.drafts import draft_of
from workflows.runs.lookup import get_run
from workflows.runs.plans import plan_of_run
from workflows.runs.start import RunStart, start_run
from workflows.runs.variables import defaults_of


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A workflow to be run, as a person or a program asks for it."""

    workflow_id: UUID
    holder: Holder
    source: str
    input: JsonValue = None
    version: int | None = None
    """Number of a published version; without it the draft is run."""
    graph: Graph | None = None
    """A drawing that has not been saved."""
    base: int | None = None
    """Number of the revision that it started from; with it the drawing is saved."""
    trigger: str | None = None
    """Id of the trigger it begins with, for whose output no pinned data stand then."""
    until: str | None = None
    only: str | None = None
    pinned: bool | Mapping[str, JsonValue] = True
    """Whether nodes give their pinned data; or what stands for the output of which node, by its id."""
    key: str | None = None
    """The same wish under the same key is one run."""


def run_workflow(actor: Actor, wish: Wish, *, run_id: UUID | None = None) -> Run:
    """Start the run; asked for again with the same key, the one that it has started.

    Raises NotFound, PermissionDenied, InputError with every problem of the drawing by node and field, SaveConflict,
    and Conflict for a key that was used for something else.
    """
    workflow = _admitted(actor, wish)
    if wish.key is not None and (known := _known(wish)) is not None:
        return known
    revision, version = _revision(actor, workflow, wish)
    if version is None:
        _require_sound(revision, wish)
    start = RunStart(
        revision=revision,
        version=version,
        customer=wish.holder.of,
        source=wish.source,
        input=wish.input,
        variables=defaults_of(revision.graph),
        trigger_node=wish.trigger,
        lane=Queued.Lane.INTERACTIVE,
        until=wish.until,
        only=wish.only,
        is_pinned=wish.pinned is not False,
        earlier=last_run(workflow, wish.holder).pk if wish.only else None,
        request_key=_scoped(wish),
        request_hash=_hash(wish) if wish.key else "",
    )
    try:
        with transaction.atomic():
            return start_run(actor, start, run_id=run_id)
    except IntegrityError:
        known = _known(wish) if wish.key is not None else None
        if known is None:
            raise
        return known


def revision_to_run(actor: Actor, wish: Wish) -> Revision:
    """What of a draft would be run, stored, for who runs it later. Raises as ``run_workflow``."""
    revision, _ = _revision(actor, _admitted(actor, wish), wish)
    _require_sound(revision, wish)
    return revision


def retry_run(actor: Actor, run_id: UUID, *, again_from: str | None = None) -> Run:
    """A new run of the same drawing with the same input, in which what has succeeded is not done again.

    With a node it begins there: the node and all that follows it are done again. Raises NotFound, PermissionDenied,
    Conflict for a run that is not over, or that has nothing to be done again.
    """
    old = get_run(actor, run_id)
    authorise(actor, Holder.whose(old.customer))
    if old.kind != Run.Kind.WORKFLOW:
        raise Conflict("A single node is not retried. Run it again with execute_node.")
    if old.state in Run.OPEN:
        raise Conflict(f"The run {run_id} is {old.state}. Cancel it, or wait for its end.")
    start = RunStart(
        revision=old.revision,
        version=old.version,
        deployment=old.deployment,
        customer=old.customer,
        source="retry",
        input=_content(old),
        trigger_node=old.trigger_node or None,
        variables=old.variables,
        lane=Queued.Lane.INTERACTIVE,
        until=old.until or None,
        only=old.only or None,
        is_pinned=old.is_pinned,
        earlier=old.earlier_id if old.only else old.pk,
        again_from=_done_again(old, again_from),
    )
    return start_run(actor, start)


def last_run(workflow: Workflow, holder: Holder) -> Run:
    """The newest run of the workflow for this holder. Raises Conflict where there is none."""
    of_holder = Q(customer=holder.of) if holder.of else Q(customer__isnull=True)
    runs = workflow.runs.filter(of_holder, kind=Run.Kind.WORKFLOW, only="")
    found = runs.order_by("-created_at", "-id").first()
    if found is None:
        raise Conflict("A node alone works on what the last run has come to. Run the workflow first.")
    return found


def _admitted(actor: Actor, wish: Wish) -> Workflow:
    workflow = get_workflow(actor, wish.workflow_id)
    authorise(actor, wish.holder)
    if wish.holder.of is not None and not wish.holder.of.is_active:
        raise NotConnected(f"The customer {wish.holder.of.key!r} is switched off. Switch it on first.")
    return workflow


def _revision(actor: Actor, workflow: Workflow, wish: Wish) -> tuple[Revision, Version | None]:
    """What is run, stored before it is. Raises NotFound, SaveConflict, InputError."""
    if wish.version is not None:
        version = workflow.versions.select_related("revision").filter(number=wish.version).first()
        if version is None:
            raise NotFound(f"{workflow.name!r} has no version {wish.version}. GET /api/v1/workflows/ tells the newest.")
        return version.revision, version
    if wish.graph is not None and wish.base is not None:
        save_graph(actor, workflow.pk, graph=wish.graph.as_dict(), base=wish.base)
        workflow.refresh_from_db()
    saved = current_revision(workflow)
    graph = Graph.model_validate(saved.graph) if wish.graph is None or wish.base is not None else wish.graph
    if isinstance(wish.pinned, Mapping):
        graph = _with_pinned(graph, wish.pinned)
    if wish.trigger is not None:
        called = [each.model_copy(update={"pinned": None}) if each.id == wish.trigger else each for each in graph.nodes]
        graph = graph.model_copy(update={"nodes": called})
    if graph_hash(graph) == saved.graph_hash:
        return saved, None
    return Revision.objects.get(pk=draft_of(actor, workflow.pk, graph)), None


def _require_sound(revision: Revision, wish: Wish) -> None:
    """A draft is run if nothing is wrong with what is to run of it; a version was looked at before it was published."""
    try:
        part = stored_plan(revision).part(until=wish.until, only=wish.only)
    except KeyError as missing:
        raise NotFound(f"There is no node {missing.args[0]!r} in this drawing.") from None
    require_sound(revision.graph, within=part.nodes.keys() if wish.until or wish.only else None)


def _with_pinned(graph: Graph, pinned: Mapping[str, JsonValue]) -> Graph:
    unknown = sorted(pinned.keys() - {node.id for node in graph.nodes})
    if unknown:
        raise InputError(
            "Pinned data name nodes that are not in the drawing.",
            errors=[FieldError(f"pinned.{each}", f"There is no node {each!r}.") for each in unknown],
        )
    nodes = [each.model_copy(update={"pinned": pinned.get(each.id)}) for each in graph.nodes]
    return graph.model_copy(update={"nodes": nodes})


def _known(wish: Wish) -> Run | None:
    """The run that this key has started. Raises Conflict where it was asked for something else."""
    run = Run.objects.select_related("revision", "customer").filter(request_key=_scoped(wish)).first()
    if run is not None and run.request_hash != _hash(wish):
        raise Conflict(f"The key {wish.key!r} was used for another workflow or input. Use a new key.")
    return run


def _scoped(wish: Wish) -> str | None:
    """Keys are a holder's own, whichever API key sends them."""
    return None if wish.key is None else f"{wish.holder.scope}:{wish.key}"


def _hash(wish: Wish) -> str:
    told = [str(wish.workflow_id), wish.version, wish.until, wish.only, wish.input]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def _content(run: Run) -> JsonValue:
    if run.input_id is None:
        return None
    if run.input is None:
        raise Conflict(f"What the run was started with is not known any more. {no_longer_kept()}")
    return cast(JsonValue, load(run.input))


def _done_again(run: Run, again_from: str | None) -> list[str]:
    """Ids of the nodes whose results are not taken up. What ran in a loop is looked at item by item."""
    plan = plan_of_run(run)
    if again_from is not None:
        if again_from not in plan.nodes:
            raise NotFound(f"There is no node {again_from!r} in this run.")
        return sorted({again_from, *plan.downstream(again_from)})
    unfinished = run.steps.exclude(state__in=(Step.State.SUCCEEDED, Step.State.SKIPPED))
    begun = {(plan.loops_of(node_id) or (node_id,))[0] for node_id in unfinished.values_list("node_id", flat=True)}
    if not begun:
        raise Conflict(f"All of the run {run.pk} has succeeded. Say from which node on it is to be done again.")
    inside = {each for each in plan.nodes if begun.intersection(plan.loops_of(each))}
    after = {each for node_id in begun for each in (node_id, *plan.downstream(node_id))}
    return sorted(after - inside)
