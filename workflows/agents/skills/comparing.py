"""What differs between two texts of a skill, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

AROUND = 2
"""So many lines that both have are shown before and after a change."""


@dataclass(frozen=True)
class Line:
    """One line; ``gap`` stands for lines that both have and that are left out."""

    kind: Literal["both", "added", "removed", "gap"]
    text: str


@dataclass(frozen=True)
class FileChange:
    """One file that differs: SKILL.md, or a reference by its path."""

    path: str
    lines: tuple[Line, ...]


def compare(before: tuple[str, Mapping[str, str]], after: tuple[str, Mapping[str, str]]) -> tuple[FileChange, ...]:
    """Both are a text with its references. Empty where they say the same."""
    old = {"SKILL.md": before[0], **before[1]}
    new = {"SKILL.md": after[0], **after[1]}
    paths = [*new, *(path for path in old if path not in new)]
    return tuple(
        FileChange(path, tuple(_lines(old.get(path, ""), new.get(path, ""))))
        for path in paths
        if old.get(path) != new.get(path)
    )


def _lines(before: str, after: str) -> Iterator[Line]:
    old, new = before.splitlines(), after.splitlines()
    groups = SequenceMatcher(None, old, new, autojunk=len(old) > 2_000).get_grouped_opcodes(AROUND)
    for index, group in enumerate(groups):
        if index or group[0][1] > 0:
            yield Line("gap", "")
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from (Line("both", text) for text in old[a:b])
            else:
                yield from (Line("removed", text) for text in old[a:b])
                yield from (Line("added", text) for text in new[c:d])
