"""The Python files of a service itself, without its tests."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Service


def source_files(service: Service) -> list[Path]:
    """In order of their paths."""
    paths = sorted(service.folder.rglob("*.py"))
    return [path for path in paths if "tests" not in path.relative_to(service.folder).parts]
