"""Publishing a drawing as the next version of its workflow, and going back to an earlier one."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import Actor
from integrations.errors import FieldError, InputError
from integrations.events import hint
from workflows import evaluators
from workflows.contracts import keep_contracts
from workflows.models import Version
from workflows.problems import require_sound
from workflows.revisions import current_revision, get_workflow, locked_workflow, require_operator, save_graph
from workflows.versions.selectors import get_version

LONGEST_NOTE = 1_000
PUBLISHED = "workflow.published"
"""Hint: ``{workflow, version, by}``."""


def publish(actor: Actor, workflow_id: UUID, *, note: str = "", version: int | None = None) -> Version:
    """The current drawing, or that of an earlier version, as the workflow's next version.

    What is drawn is looked at before anybody has to wait for it. Raises InputError with every problem by node and
    field, NotFound, PermissionDenied.
    """
    require_operator(actor)
    checked = _checked_note(note)
    workflow = get_workflow(actor, workflow_id)
    revision = current_revision(workflow) if version is None else get_version(actor, workflow_id, version).revision
    require_sound(revision.document)
    with transaction.atomic():
        stored = locked_workflow(as_of_now(actor), workflow_id)
        stored.version = (stored.version or 0) + 1
        stored.save(update_fields=["version"])
        made = Version.objects.create(
            workflow=stored,
            number=stored.version,
            revision=revision,
            note=checked,
            contracts=keep_contracts(revision.document),
            created_by=str(actor)[:250],
        )
        after = {"version": made.number, "revision": revision.number, "note": checked}
        audit.record(actor, "workflow.publish", stored, after=after if version is None else {**after, "as": version})
        hint(PUBLISHED, {"workflow": str(stored.pk), "version": made.number, "by": actor.label})
        transaction.on_commit(lambda: evaluators.want(revision.document))
    return made


def restore(actor: Actor, workflow_id: UUID, number: int, *, base: int) -> int:
    """Take the drawing of a version back as the current one; returns its revision. Nothing is published by it.

    ``base`` is the revision that the caller has seen. Raises SaveConflict, NotFound, PermissionDenied.
    """
    require_operator(actor)
    version = get_version(actor, workflow_id, number)
    with transaction.atomic():
        revision = save_graph(actor, workflow_id, graph=version.revision.document, base=base)
        audit.record(actor, "workflow.restore", version.workflow, after={"version": number, "revision": revision})
    return revision


def _checked_note(note: str) -> str:
    cleaned = note.strip()
    if len(cleaned) > LONGEST_NOTE or "\0" in cleaned:
        message = f"Write at most {LONGEST_NOTE:,} characters, and no NUL."
        raise InputError(message, errors=[FieldError("note", message)])
    return cleaned
