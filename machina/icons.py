"""Serves each service's icon out of the service's own folder, as `/static/services/<key>/icon.svg`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

from integrations.catalog.registry import catalog


class IconFinder(BaseFinder):
    """Covers built-in services and those of installed packages alike."""

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
            storage.prefix = path.removesuffix("/icon.svg")  # type: ignore[attr-defined]  # read by staticfiles
            yield "icon.svg", storage

    def _icons(self) -> dict[str, Path]:
        icons = {f"services/{key}/icon.svg": service.folder / "icon.svg" for key, service in catalog().services.items()}
        return {path: icon for path, icon in icons.items() if icon.is_file()}
