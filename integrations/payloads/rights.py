"""Who may read what a call or run said. To see that it happened, when and how it ended is another right."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from integrations.actors import Actor
from integrations.errors import NotFound, PermissionDenied
from integrations.models import Payload
from integrations.payloads.retention import no_longer_kept


def may_read(actor: Actor, customer_id: UUID | None) -> bool:
    """Whether the actor may read contents of this customer's, or with None of the owner's, calls and runs."""
    return actor.may("read_content") and (actor.sees_all or actor.customer_id == customer_id)


def hidden_from(actor: Actor) -> str:
    """What stands in the place of a content that the actor may not read."""
    return f"Hidden: {actor.label!r} lacks the right 'read_content', which the groups operator and security give."


def hidden(actor: Actor, customer_id: UUID | None, **contents: object) -> dict[str, object]:
    """What takes the place of these contents in an answer for the actor, by name: nothing if they may be read.

    ``withheld`` says why, if there was any content.
    """
    if may_read(actor, customer_id):
        return {}
    words = hidden_from(actor) if any(contents.values()) else None
    return {name: [] if isinstance(value, list) else None for name, value in contents.items()} | {"withheld": words}


def readable(actor: Actor, payload_id: UUID) -> Payload:
    """The payload, if the actor may read it.

    Raises NotFound, also for another customer's and for one that is no longer kept, and PermissionDenied.
    """
    holders = Q() if actor.sees_all else Q(customer_id=actor.customer_id)
    payload = Payload.objects.filter(holders, pk=payload_id, expires_at__gt=timezone.now()).first()
    if payload is None:
        raise NotFound(f"There is no payload {str(payload_id)!r}, or: {no_longer_kept()}")
    if not may_read(actor, payload.customer_id):
        raise PermissionDenied(hidden_from(actor))
    return payload
