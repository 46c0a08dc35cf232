"""The folder of a new provider: small, whole, with a test that passes."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.scaffold import KEY, import_path, write_templates

TEMPLATES = Path(__file__).parent / "scaffold_files"


def scaffold(key: str, *, into: Path) -> list[Path]:
    """Write the files of a new provider ``key`` into the folder ``into``/``key`` and return their paths.

    Raises ValueError for a key that is no name or is taken.
    """
    if not KEY.match(key):
        raise ValueError(f"{key!r} is no key of a provider; write the vendor's name in lower case, for example acme.")
    name = key.replace("_", " ").title()
    words = {"key": key, "name": name, "dashed": key.replace("_", "-"), "package": import_path(into / key)}
    return write_templates(TEMPLATES, into / key, words)
