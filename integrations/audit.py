"""The audit log: who did what to which thing, written in the transaction of the action."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model

from integrations.actors import Actor
from integrations.models import AuditEvent
from integrations.prepared.inserts import insert


@dataclass(frozen=True)
class Origin:
    """Where the request being served came from; set by a middleware, empty in workers and commands."""

    address: str | None = None
    request_id: str = ""


NOWHERE = Origin()
current_origin: ContextVar[Origin] = ContextVar("current_origin", default=NOWHERE)


def record(
    actor: Actor,
    action: str,
    thing: Model,
    *,
    customer_id: UUID | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditEvent:
    """Write one audit event. ``before`` and ``after`` hold changed fields as plain JSON, never a secret."""
    origin = current_origin.get()
    event = AuditEvent(
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        action=action,
        customer_id=customer_id,
        object_type=thing._meta.model_name or "",
        object_id=str(thing.pk),
        before=dict(before or {}),
        after=dict(after or {}),
        address=origin.address,
        request_id=origin.request_id,
    )
    insert([event])
    return event
