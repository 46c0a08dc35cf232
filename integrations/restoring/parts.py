"""What may have happened after the backup was made: each area says what it has open, and settles it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One area's share of resuming."""

    name: str
    foresee: Callable[[], list[str]]
    """Sentences about what settling would do; none where there is nothing to do."""
    settle: Callable[[], int]
    """Does it, safe to be done twice; returns how many things it has changed."""


_parts: list[Part] = []


def takes_part(part: Part) -> None:
    """Register an area. The lower ones come first, as they are imported."""
    if part.name not in {each.name for each in _parts}:
        _parts.append(part)


def parts() -> list[Part]:
    return [*_parts]
