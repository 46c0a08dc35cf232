"""The folder of a new service: small, working, with a test that passes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

from integrations.catalog.projections.skill import BEGIN, END

KEY = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
TEMPLATES = Path(__file__).parent / "scaffold_files"


def scaffold(key: str, *, into: Path, package: str, provider: str = "") -> list[Path]:
    """Write the files of a new service ``key`` into the folder ``into``/``key`` and return their paths.

    ``package`` is what they are imported as. Raises ValueError for a key that is no name or is taken.
    """
    if not KEY.match(key):
        raise ValueError(f"{key!r} is no key of a service; write vendor_product in lower case, for example acme_notes.")
    return write_templates(TEMPLATES, into / key, _words(key, package, provider or key.partition("_")[0]))


def write_templates(templates: Path, folder: Path, words: Mapping[str, str]) -> list[Path]:
    """Fill every template with these words and write it into a new folder. Raises ValueError where there is one."""
    if folder.exists():
        raise ValueError(f"{folder} exists already; choose another key or remove it first.")
    written = []
    for template in sorted(path for path in templates.rglob("*.txt")):
        path = folder / template.relative_to(templates).with_suffix("")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(template.read_text(encoding="utf-8")).substitute(words), encoding="utf-8")
        written.append(path)
    return written


def import_path(folder: Path) -> str:
    """What a folder is imported as: its name after those of the packages that it lies in."""
    names = [folder.name]
    while ((folder := folder.parent) / "__init__.py").is_file():
        names.insert(0, folder.name)
    return ".".join(names)


def _words(key: str, package: str, provider: str) -> Mapping[str, str]:
    name = key.replace("_", " ").title()
    return {
        "key": key,
        "name": name,
        "model": name.replace(" ", ""),
        "dashed": key.replace("_", "-"),
        "package": package,
        "provider": provider,
        "begin": BEGIN,
        "end": END,
    }
