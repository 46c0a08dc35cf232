"""Where the built frontend lies: its files by name, read from Vite's manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

ENTRY = "src/main.tsx"


@dataclass(frozen=True)
class Bundle:
    """Addresses of what the editor's page loads."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


def bundle() -> Bundle | None:
    """The bundle as it is built now; None when it is not built."""
    manifest = Path(settings.FRONTEND_DIST) / ".vite" / "manifest.json"
    try:
        changed = manifest.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(manifest, changed)


@lru_cache(maxsize=1)
def _read(manifest: Path, changed: int) -> Bundle:
    chunks: dict[str, Mapping[str, object]] = json.loads(manifest.read_text())
    needed = dict.fromkeys(_needed(chunks, ENTRY))
    return Bundle(
        script=static(str(chunks[ENTRY]["file"])),
        styles=tuple(dict.fromkeys(static(file) for name in needed for file in _names(chunks[name], "css"))),
        preloads=tuple(static(str(chunks[name]["file"])) for name in needed if name != ENTRY),
    )


def _needed(chunks: Mapping[str, Mapping[str, object]], name: str) -> Iterator[str]:
    yield name
    for each in _names(chunks[name], "imports"):
        yield from _needed(chunks, each)


def _names(chunk: Mapping[str, object], key: str) -> list[str]:
    names = chunk.get(key, [])
    return [str(each) for each in names] if isinstance(names, list) else []
