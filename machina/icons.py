"""Serves icons where they lie: of services and providers as `/static/services/<key>/icon.svg`, and the glyphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

from integrations.catalog.glyphs import SPRITE, SPRITE_PATH
from integrations.catalog.registry import catalog
from integrations.providers.registry import all_providers


class IconFinder(BaseFinder):
    """Covers what is built in and what installed packages bring alike."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # the base class's own signature
        icon = self._icons().get(path)
        if find_all:
            return [str(icon)] if icon else []
        return str(icon) if icon else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for path, icon in self._icons().items():
            storage = FileSystemStorage(location=icon.parent)
            storage.prefix = path.removesuffix(f"/{icon.name}")  # type: ignore[attr-defined]  # read by staticfiles
            yield icon.name, storage

    def _icons(self) -> dict[str, Path]:
        folders = {
            **{f"services/{key}": service.folder for key, service in catalog().services.items()},
            **{f"providers/{key}": provider.folder for key, provider in all_providers().items()},
        }
        icons = {f"{path}/icon.svg": folder / "icon.svg" for path, folder in folders.items()}
        return {SPRITE_PATH: SPRITE} | {path: icon for path, icon in icons.items() if icon.is_file()}
