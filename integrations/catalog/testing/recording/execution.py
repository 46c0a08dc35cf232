"""One run of an operation, loader or poller inside a watched test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from integrations.catalog.declare import Operation, OptionsLoader, Trigger
from integrations.catalog.evidence import LARGE

Declared = Operation | OptionsLoader | Trigger
Way = Literal["http", "declared"]


@dataclass(eq=False)
class Execution:
    """What the seams have reported of it so far."""

    declared: Declared
    ways: set[Way] = field(default_factory=set)
    """How the vendor was asked: over real HTTP, or for answers that the test declares."""
    names: set[str] = field(default_factory=set)
    """Names in the JSON objects of the answers, at any depth."""
    is_readable: bool = True
    """Whether all answers were JSON; where some were not, nobody can tell which names were missing."""
    moved: int = 0
    """Bytes of the largest body or file."""

    def asked(self, way: Way, sent: int = 0) -> None:
        """A request is leaving with so many bytes."""
        self.ways.add(way)
        self.moved = max(self.moved, sent)

    def answered(self, body: bytes) -> None:
        """The vendor has answered with this body."""
        self.moved = max(self.moved, len(body))
        try:
            self.names.update(_names(json.loads(body or b"{}")))
        except (ValueError, RecursionError):
            self.is_readable = False

    @property
    def is_large(self) -> bool:
        return self.moved >= LARGE


def _names(value: object) -> Iterator[str]:
    """Names of all objects inside, without recursion: answers nest as deep as they like."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            yield from each
            left.extend(each.values())
        elif isinstance(each, list):
            left.extend(each)
