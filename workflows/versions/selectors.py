"""Finding versions, through what the actor may see of their workflow."""

from __future__ import annotations

from uuid import UUID

from integrations.actors import Actor
from integrations.errors import Conflict, NotFound
from workflows.models import Version
from workflows.revisions import get_workflow

LARGEST = 2_147_483_647
"""No number of a version is larger: databases could not even look for one."""


def get_version(actor: Actor, workflow_id: UUID, number: int) -> Version:
    """One version with its revision and workflow. Raises NotFound."""
    workflow = get_workflow(actor, workflow_id)
    found = workflow.versions.select_related("revision", "workflow").filter(number=number) if number <= LARGEST else ()
    for version in found:
        return version
    raise NotFound(f"The workflow {workflow.name!r} has no version {number}. GET …/versions/ lists them.")


def newest_version(actor: Actor, workflow_id: UUID) -> Version:
    """The version published last. Raises NotFound without the workflow, Conflict while nothing is published."""
    workflow = get_workflow(actor, workflow_id)
    if workflow.version is None:
        raise Conflict(f"The workflow {workflow.name!r} has not been published yet. Publish it first.")
    return get_version(actor, workflow_id, workflow.version)
