"""Which tools an actor is offered, by its level and the services it asks for."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from integrations.actors import Actor, ToolLevel
from integrations.catalog.declare import Effect, Operation
from integrations.catalog.projections.tool import ToolJSON, tool, tools
from integrations.catalog.registry import catalog
from integrations.errors import FieldError, InputError, NotFound, PermissionDenied

logger = logging.getLogger(__name__)

NEEDS: Mapping[Effect, ToolLevel] = {
    "read": "read",
    "idempotent_write": "write",
    "write": "write",
    "destructive": "destructive",
}
ORDER: tuple[ToolLevel, ...] = ("read", "write", "destructive")


@dataclass(frozen=True)
class Offer:
    """The definitions of tools; ``skipped`` says of others why they cannot be told."""

    tools: list[ToolJSON]
    skipped: list[dict[str, str]]


def offered(actor: Actor, services: Collection[str] | None = None) -> Offer:
    """The tools of these services, or of all, that the actor's level lets it call, each by itself: one whose
    definition cannot be made takes no other along. Raises InputError for a service there is not."""
    require_services(services or ())
    offer = Offer([], [])
    for name, operation in sorted(tools(catalog()).items()):
        if (services is None or operation.service.key in services) and may_call(actor, operation):
            _add(offer, name, operation)
    return offer


def require_services(keys: Collection[str]) -> None:
    """Raises InputError for a service there is not."""
    unknown = sorted(set(keys) - catalog().services.keys())
    if unknown:
        message = f"There is no service {unknown[0]!r}. GET /api/v1/services/ lists them."
        raise InputError(message, errors=[FieldError("services", message)])


def operation_of(actor: Actor, name: str) -> Operation:
    """The operation that a tool stands for; its key is understood as well.

    Raises NotFound for a name there is not, PermissionDenied where the actor's level does not go so far.
    """
    known = tools(catalog())
    operation = known.get(name) or catalog().operations.get(name)
    if operation is None:
        raise NotFound(f"There is no tool {name[:80]!r}. GET /api/v1/tools/ lists them.")
    if not may_call(actor, operation):
        needed = NEEDS[operation.effect]
        raise PermissionDenied(
            f"{actor.label!r} calls tools up to the level {actor.tools!r}; {name!r} needs {needed!r}. "
            f"Make a key for it with: manage.py api_key create NAME --tools {needed}"
        )
    return operation


def may_call(actor: Actor, operation: Operation) -> bool:
    """Whether the actor's level goes as far as the most that the operation can do."""
    return ORDER.index(actor.tools) >= ORDER.index(NEEDS[operation.effect])


def _add(offer: Offer, name: str, operation: Operation) -> None:
    try:
        offer.tools.append(tool(operation))
    except Exception as error:  # whatever is wrong with the declaration of somebody else's service
        logger.exception("toolset.tool_not_offered", extra={"operation": operation.key})
        offer.skipped.append({"name": name, "reason": f"Its definition cannot be made: {type(error).__name__}."})
