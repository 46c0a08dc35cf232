"""Keeps who started a run in its row, so that a worker acts with the rights of that moment."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from integrations.actors import Actor

_ACTOR = TypeAdapter(Actor)


def stored_actor(actor: Actor) -> dict[str, object]:
    """The actor as plain JSON."""
    stored: dict[str, object] = _ACTOR.dump_python(actor, mode="json")
    return stored


def restored_actor(stored: Mapping[str, object]) -> Actor:
    """The actor that ``stored_actor`` wrote."""
    return _ACTOR.validate_python(stored)
