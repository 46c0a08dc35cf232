"""By what a delivery is known when it comes a second time."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from workflows.triggers.hooks.settings import HookSettings


def delivery_id(settings: HookSettings, headers: Mapping[str, str], body: object, run_id: UUID) -> str:
    """The sender's identifier of it; without one each call is a delivery of its own.

    ``webhook-id``, else ``Idempotency-Key``, else what the node names. Each has a space of its own.
    """
    for name in ("webhook-id", "idempotency-key"):
        if given := headers.get(name):
            return f"{name}:{given}"
    kind, _, place = settings.delivery_id.partition(":")
    named = headers.get(place.lower()) if kind == "header" else _found(body, place) if kind == "body" else None
    return f"named:{named}" if named else f"run:{run_id}"


def _found(body: object, path: str) -> str | None:
    """A text or number at a dotted path."""
    for part in path.split("."):
        if isinstance(body, Mapping):
            body = body.get(part)
        elif isinstance(body, list) and part.isascii() and part.isdigit() and int(part[:6]) < len(body):
            body = body[int(part[:6])]
        else:
            return None
    return str(body) if isinstance(body, str | int) and not isinstance(body, bool) else None
