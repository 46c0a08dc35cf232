"""Who acts in the journeys of this package besides staff: the holder of a connect link; and who may act at all."""

from __future__ import annotations

from integrations.actors import Actor
from integrations.errors import NotFound, PermissionDenied
from integrations.models import ConnectLink


def actor_of_link(link: ConnectLink) -> Actor:
    """Whoever holds a connect link, confined to its customer and without any right."""
    return Actor(kind="link", id=str(link.pk), label=f"link of {link.customer.key}", customer_id=link.customer_id)


def require_operate(actor: Actor, action: str) -> None:
    """Raises PermissionDenied unless the actor may change things."""
    if not actor.may("operate"):
        raise PermissionDenied(f"{actor.label!r} may not {action}: that needs the right 'operate'.")


def require_operator_side(actor: Actor, missing: str) -> None:
    """Raises NotFound with these words for an actor that is confined to one customer."""
    if not actor.sees_all:
        raise NotFound(missing)
