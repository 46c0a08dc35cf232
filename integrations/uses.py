"""What names an account: asked before it is ended, of those who keep things that do, without an arrow up to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

Finder = Callable[[UUID], list["Use"]]
_finders: list[Finder] = []


@dataclass(frozen=True)
class Use:
    """One thing that names a connection, and stops working without it."""

    kind: str
    """What it is, for programs: ``workflow``."""
    id: str
    name: str


def finds_uses(finder: Finder) -> Finder:
    """Register who knows where a connection is named."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def uses_of(connection_id: UUID) -> list[Use]:
    """Everything that names this connection. What takes the default account names none, and is not here."""
    return [use for finder in _finders for use in finder(connection_id)]
