"""Notices edited Python sources, for `make dev`."""

from __future__ import annotations

from pathlib import Path

FOLDERS = ("machina", "integrations", "workflows")
PATTERNS = ("*.py", "*.toml", "SKILL.md")


class SourceWatch:
    """Compares modification times between two calls."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen = self._scan()

    def changed(self) -> str | None:
        """The path of one file that is new, edited or gone since the last call, relative to the root."""
        now = self._scan()
        different = {path for path, _ in self._seen.items() ^ now.items()}
        self._seen = now
        return min(different, default=None)

    def _scan(self) -> dict[str, int]:
        return {
            str(path.relative_to(self._root)): path.stat().st_mtime_ns
            for folder in FOLDERS
            for pattern in PATTERNS
            for path in (self._root / folder).rglob(pattern)
            if path.exists()
        }
