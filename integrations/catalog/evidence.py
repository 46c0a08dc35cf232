"""What passing tests of a service were seen to do: kept in its `evidence.json`, worth nothing once a source changes.

`manage.py services record` runs the tests and writes the file. It holds facts, each with its subjects:

================== ============================================================================================
`round_trip`       operations, loaders and pollers that ran to their end over real HTTP
`declared`         those that did so over answers that a test declares
`local`            operations and loaders that needed no vendor
`refusals`         what became of the vendor's refusals over real HTTP: "<status> <code of our error>"
`paged`            operations read to the end by the page tokens that they gave
`large_content`    operations that moved at least ``LARGE`` bytes
`missing_scope`    scopes that a call needed, had not, and was refused for before the vendor was asked
`reconnect`        operations whose dead grant was told, stored, and answered with where to connect again
`polled`           pollers that went on from their own checkpoint and handed something over
`accepted_calls`   operations of which an agent's call was accepted by tool schema and model
`refused_calls`    operations of which an agent's call was refused before anything was sent
`unknown_fields`   operations that succeeded on an answer with a name that the service's code never mentions
`missing_fields`   operations that succeeded with and without a name that the service's code reads
================== ============================================================================================
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FILE = "evidence.json"
LARGE = 4 * 1024 * 1024
"""Bytes from which content counts as large."""
Fact = Literal[
    "round_trip",
    "declared",
    "local",
    "refusals",
    "paged",
    "large_content",
    "missing_scope",
    "reconnect",
    "polled",
    "accepted_calls",
    "refused_calls",
    "unknown_fields",
    "missing_fields",
]
State = Literal["current", "stale", "missing", "unreadable"]
Earned = Mapping[Fact, frozenset[str]]

# What tells nothing of how the code behaves, or is computed from it.
_NO_SOURCES = frozenset({FILE, "contract.json", "pricing.toml", "SKILL.md", "PAGE.md", "icon.svg"})
_NO_SOURCES_BELOW = frozenset({"templates"})


@dataclass(frozen=True)
class Evidence:
    """What counts for a service. Nothing is earned unless the state is ``current``."""

    state: State
    earned: Earned

    def of(self, fact: Fact) -> frozenset[str]:
        """The subjects of a fact; none where no passing test was seen to show it."""
        return self.earned.get(fact, frozenset())


def read_evidence(folder: Path) -> Evidence:
    """The evidence in a service's folder, held against the sources beside it."""
    path = folder / FILE
    if not path.is_file():
        return Evidence("missing", {})
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        sources, earned = stored["sources"], {fact: frozenset(found) for fact, found in stored["earned"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return Evidence("unreadable", {})
    return Evidence("current", earned) if sources == fingerprint(folder) else Evidence("stale", {})


def evidence_text(folder: Path, earned: Earned) -> str:
    """What `evidence.json` holds for these facts: sorted, and the same wherever it is recorded."""
    facts = {fact: sorted(subjects) for fact, subjects in sorted(earned.items()) if subjects}
    return json.dumps({"sources": fingerprint(folder), "earned": facts}, indent=2) + "\n"


def fingerprint(folder: Path) -> str:
    """One hash over the code of a service and everything its tests consist of, whatever the ends of lines."""
    hashed = hashlib.sha256()
    for path in sorted(_sources(folder), key=lambda each: each.relative_to(folder).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        hashed.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        hashed.update(content)
    return hashed.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        is_hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
        is_source = inside.as_posix() not in _NO_SOURCES and inside.parts[0] not in _NO_SOURCES_BELOW
        if path.is_file() and not is_hidden and is_source:
            yield path
