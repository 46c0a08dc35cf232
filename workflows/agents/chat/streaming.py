"""What a model is writing at this moment, for pages that ask: kept for a minute where all processes see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.core.cache import cache

from integrations.events import subscribe

HAPPENED = "agent.happened"
"""Told by who runs agents: ``{run, step, turn, kind, text?}``."""
SECONDS, LONGEST = 60, 20_000


@subscribe(HAPPENED)
def keep(payload: Mapping[str, object]) -> None:
    """Text is added to that of the same turn; a tool's call ends it. Losing a piece loses no answer."""
    key, place = _key(payload["run"]), [payload.get("step"), payload.get("turn")]
    if payload.get("kind") != "text":
        cache.delete(key)
        return
    before = cache.get(key)
    written = before["text"] if isinstance(before, dict) and before.get("place") == place else ""
    cache.set(key, {"place": place, "text": f"{written}{payload.get('text', '')}"[:LONGEST]}, SECONDS)


def written_so_far(runs: Iterable[UUID]) -> dict[UUID, str]:
    """Of each run, the unfinished text, where there is one."""
    found = {run_id: cache.get(_key(run_id)) for run_id in runs}
    return {run_id: str(each["text"]) for run_id, each in found.items() if isinstance(each, dict) and each.get("text")}


def _key(run: object) -> str:
    return f"chat:writes:{run}"
