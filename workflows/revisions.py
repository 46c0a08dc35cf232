"""Workflows and their revisions: making, renaming, saving and deleting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from uuid import UUID

from django.db import transaction

from integrations import audit
from integrations.actors import Actor
from integrations.errors import Conflict, FieldError, InputError, NotFound, PermissionDenied
from integrations.events import hint
from workflows.engine.graph import Graph, graph_hash
from workflows.engine.keys import keys_of
from workflows.engine.validation import parse_graph
from workflows.models import Revision, Run, Workflow

KEPT_REVISIONS = 50
"""Saved revisions kept beside those that were run or published; an editor saves every few seconds."""
MAX_NAME = 200
MAX_TAG, MAX_TAGS = 50, 20
NO_BASE = "Give the number of the revision that your drawing started from: base."


class Unchanged(Enum):
    """Stands where nothing is said, of what may be said to be nothing."""

    IS = "unchanged"


SAVED = "workflow.saved"
"""Hint: ``{workflow, revision, by}``."""


class SaveConflict(Conflict):
    """Somebody else has saved since; ``newer`` is what they saved."""

    def __init__(self, detail: str, newer: Revision) -> None:
        super().__init__(detail)
        self.newer = newer

    def as_dict(self) -> dict[str, object]:
        return {**super().as_dict(), "newer": {"revision": self.newer.number, "graph": self.newer.document}}


def get_workflow(actor: Actor, workflow_id: UUID) -> Workflow:
    """Raises NotFound, also for an actor that may not see workflows."""
    workflow = Workflow.objects.visible_to(actor).filter(pk=workflow_id).first()
    if workflow is None:
        raise NotFound(f"There is no workflow {str(workflow_id)!r}. GET /api/v1/workflows/ lists them.")
    return workflow


def current_revision(workflow: Workflow) -> Revision:
    """The revision that the editor opens."""
    return workflow.revisions.get(number=workflow.revision)


@transaction.atomic
def create_workflow(actor: Actor, *, name: str, graph: object, tags: Sequence[str] = ()) -> Workflow:
    """A new workflow with its first revision. Raises InputError, PayloadTooLarge, PermissionDenied."""
    require_operator(actor)
    checked = parse_graph(graph)
    workflow = Workflow.objects.create(name=_checked_name(name), tags=_checked_tags(tags), created_by=str(actor)[:250])
    _add_revision(actor, workflow, checked)
    audit.record(actor, "workflow.create", workflow, after={"name": workflow.name})
    return workflow


@transaction.atomic
def rename_workflow(actor: Actor, workflow_id: UUID, *, name: str) -> Workflow:
    """Raises InputError, NotFound, PermissionDenied."""
    workflow = locked_workflow(actor, workflow_id)
    before, workflow.name = workflow.name, _checked_name(name)
    workflow.save(update_fields=["name", "updated_at"])
    audit.record(actor, "workflow.rename", workflow, before={"name": before}, after={"name": workflow.name})
    return workflow


@transaction.atomic
def change_workflow(
    actor: Actor,
    workflow_id: UUID,
    *,
    base: int | None = None,
    name: str | None = None,
    tags: Sequence[str] | None = None,
    graph: object = None,
    error_workflow: UUID | Unchanged | None = Unchanged.IS,
    run_limit: Mapping[str, str] | Unchanged | None = Unchanged.IS,
) -> Workflow:
    """Change what is given, all of it or nothing. ``base`` is the revision that the caller has seen.

    A drawing needs a base. Raises SaveConflict, InputError, PayloadTooLarge, NotFound, PermissionDenied.
    """
    if graph is not None and base is None:
        raise InputError(NO_BASE, errors=[FieldError("base", NO_BASE)])
    workflow = locked_workflow(actor, workflow_id)
    if graph is not None and base is not None:
        save_graph(actor, workflow_id, graph=graph, base=base)
    elif base is not None:
        _require_base(workflow, base)
    if tags is not None and (checked := _checked_tags(tags)) != workflow.tags:
        before, workflow.tags = workflow.tags, checked
        workflow.save(update_fields=["tags", "updated_at"])
        audit.record(actor, "workflow.tag", workflow, before={"tags": before}, after={"tags": checked})
    if not isinstance(error_workflow, Unchanged) and error_workflow != workflow.error_workflow_id:
        _change_error_workflow(actor, workflow, error_workflow)
    if not isinstance(run_limit, Unchanged) and run_limit != workflow.run_limit:
        told, workflow.run_limit = workflow.run_limit, dict(run_limit) if run_limit else None
        workflow.save(update_fields=["run_limit", "updated_at"])
        after = {"run_limit": workflow.run_limit}
        audit.record(actor, "workflow.change", workflow, before={"run_limit": told}, after=after)
    if name is not None and name.strip() != workflow.name:
        rename_workflow(actor, workflow_id, name=name)
    return get_workflow(actor, workflow_id)


def _change_error_workflow(actor: Actor, workflow: Workflow, error_workflow: UUID | None) -> None:
    """Raises InputError for one that there is not, and for itself."""
    if error_workflow == workflow.pk or not (
        error_workflow is None or Workflow.objects.visible_to(actor).filter(pk=error_workflow).exists()
    ):
        message = "Name another workflow by its id, or null. GET /api/v1/workflows/ lists them."
        raise InputError(message, errors=[FieldError("error_workflow", message)])
    before, workflow.error_workflow_id = workflow.error_workflow_id, error_workflow
    workflow.save(update_fields=["error_workflow", "updated_at"])
    told = [{"error_workflow": str(each) if each else None} for each in (before, error_workflow)]
    audit.record(actor, "workflow.change", workflow, before=told[0], after=told[1])


@transaction.atomic
def delete_workflow(actor: Actor, workflow_id: UUID) -> None:
    """Delete it with its revisions and finished runs; the usage ledger keeps its own rows.

    Raises Conflict while a run is open or it is deployed, NotFound, PermissionDenied.
    """
    workflow = locked_workflow(actor, workflow_id)
    running = workflow.runs.filter(state__in=Run.OPEN).first()
    if running is not None:
        raise Conflict(f"The workflow {workflow.name!r} is running (run {running.pk}). Cancel the run first.")
    count = workflow.deployments.count()
    if count:
        raise Conflict(f"The workflow {workflow.name!r} is deployed ({count} times). End its deployments first.")
    audit.record(actor, "workflow.delete", workflow, before={"name": workflow.name})
    workflow.delete()


def save_graph(actor: Actor, workflow_id: UUID, *, graph: object, base: int) -> int:
    """Store the drawing as the next revision and return its number.

    ``base`` is the revision the editor started from. Saving what is already there changes nothing, so that a save
    whose answer got lost can be repeated. Raises SaveConflict, InputError, PayloadTooLarge, NotFound.
    """
    seen = current_revision(get_workflow(actor, workflow_id))
    checked = parse_graph(graph, keys=keys_of(seen.graph.get("nodes", ())))
    with transaction.atomic():
        workflow = locked_workflow(actor, workflow_id)
        current = current_revision(workflow)
        if current.graph_hash == graph_hash(checked):
            return workflow.revision
        _require_base(workflow, base)
        workflow.revision += 1
        workflow.save(update_fields=["revision", "updated_at"])
        _add_revision(actor, workflow, checked)
        old = workflow.revisions.filter(
            number__lte=workflow.revision - KEPT_REVISIONS, runs__isnull=True, versions__isnull=True
        )
        Revision.objects.filter(pk__in=[*old.values_list("pk", flat=True)]).delete()
        hint(SAVED, {"workflow": str(workflow.pk), "revision": workflow.revision, "by": actor.label})
        return workflow.revision


def _require_base(workflow: Workflow, base: int) -> None:
    if base != workflow.revision:
        raise SaveConflict(
            f"The workflow {workflow.name!r} is at revision {workflow.revision} by now, not {base}. "
            "Take the newer drawing, or save yours over it with base set to its number.",
            current_revision(workflow),
        )


def _add_revision(actor: Actor, workflow: Workflow, graph: Graph) -> None:
    workflow.revisions.create(
        number=workflow.revision, graph=graph.as_dict(), graph_hash=graph_hash(graph), created_by=str(actor)[:250]
    )


def locked_workflow(actor: Actor, workflow_id: UUID) -> Workflow:
    """The workflow as it is now, until the transaction ends. Raises NotFound, PermissionDenied."""
    get_workflow(actor, workflow_id)
    require_operator(actor)
    return Workflow.objects.select_for_update().get(pk=workflow_id)


def require_operator(actor: Actor) -> None:
    """Raises PermissionDenied for who may not change workflows."""
    if not actor.sees_all or not actor.may("operate"):
        raise PermissionDenied(f"{actor.label!r} may not change workflows. Ask for the group operator.")


def _checked_name(name: str) -> str:
    cleaned = name.strip()
    if not cleaned or len(cleaned) > MAX_NAME or "\0" in cleaned:
        message = f"Give a name of 1 to {MAX_NAME} characters."
        raise InputError(message, errors=[FieldError("name", message)])
    return cleaned


def _checked_tags(tags: Sequence[str]) -> list[str]:
    """Without blanks around them, each once, in their order."""
    cleaned = [*dict.fromkeys(tag.strip() for tag in tags)]
    if len(cleaned) > MAX_TAGS or not all(0 < len(tag) <= MAX_TAG and "\0" not in tag for tag in cleaned):
        message = f"Give up to {MAX_TAGS} tags of 1 to {MAX_TAG} characters."
        raise InputError(message, errors=[FieldError("tags", message)])
    return cleaned
