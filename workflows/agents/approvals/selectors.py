"""Finding approvals, always through what the actor may see, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from integrations.actors import Actor
from integrations.errors import Conflict, NotFound
from integrations.holders import Holder
from integrations.payloads.contents import load
from integrations.payloads.retention import no_longer_kept
from workflows.models import Approval
from workflows.runs.actor import restored_actor


def get_approval(actor: Actor, approval_id: UUID) -> Approval:
    """With its customer, run and parameters. Raises NotFound, also for another customer's."""
    visible = Approval.objects.visible_to(actor).select_related("customer", "parameters", "run")
    found = visible.filter(pk=approval_id).first()
    if found is None:
        raise NotFound(f"There is no approval {str(approval_id)!r}. GET /api/v1/approvals/ lists them.")
    return found


def holder_of(approval: Approval) -> Holder:
    """Whose account it is about."""
    return Holder.stored(approval.customer, is_owner=approval.is_owner)


def asker_of(approval: Approval) -> Actor:
    """Who asked, with the rights of that moment."""
    return restored_actor(approval.actor)


def parameters_of(approval: Approval) -> Mapping[str, object]:
    """The arguments that count. Raises Conflict where they are not kept any more."""
    if approval.parameters is None:
        raise Conflict(f"What was to be done is not known any more. {no_longer_kept()}")
    return cast(Mapping[str, object], load(approval.parameters))
