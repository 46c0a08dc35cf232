"""Finding deployments, always through what the actor may see."""

from __future__ import annotations

from uuid import UUID

from integrations.actors import Actor
from integrations.errors import NotFound, PermissionDenied
from workflows.models import Deployment


def get_deployment(actor: Actor, deployment_id: UUID) -> Deployment:
    """With its workflow, version and customer. Raises NotFound, also for another customer's."""
    visible = Deployment.objects.visible_to(actor).select_related("workflow", "version", "customer")
    found = visible.filter(pk=deployment_id).first()
    if found is None:
        raise NotFound(f"There is no deployment {str(deployment_id)!r}. GET /api/v1/deployments/ lists them.")
    return found


def require_deployer(actor: Actor) -> None:
    """Raises PermissionDenied for who may only look: everybody but operators, and every customer."""
    if not actor.sees_all or not actor.may("operate"):
        raise PermissionDenied(f"{actor.label!r} may not change deployments. Ask for the group operator.")
