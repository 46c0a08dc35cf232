"""The skills that come with the code: one of each service that is offered, and the combined ones in this folder.

No path from outside is ever joined: what may be read is listed once, and looked up by name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

from integrations.catalog.registry import Catalog, catalog
from integrations.errors import InputError
from workflows.agents.skills.document import SkillDocument, read_skill

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
"""Holds ``<kind>_agent/<name>/SKILL.md``, with further texts in ``references/`` beside it."""
FILE = "SKILL.md"

_known: tuple[Catalog, Mapping[str, SkillDocument]] | None = None


def shipped_skills() -> Mapping[str, SkillDocument]:
    """By name, services first; read once for each catalog. One that cannot be read takes no other along."""
    global _known
    current = catalog()
    if _known is None or _known[0] is not current:
        _known = (current, {each.name: each for each in _found(current)})
    return _known[1]


def _found(current: Catalog) -> Iterator[SkillDocument]:
    folders = [service.folder for service in current.services.values()]
    folders += sorted(path.parent for path in FOLDER.glob(f"*_agent/*/{FILE}"))
    for folder in folders:
        if (folder / FILE).is_file():
            try:
                yield _read(folder)
            except (InputError, OSError, UnicodeDecodeError):
                logger.exception("skills.unreadable", extra={"folder": str(folder)})


def _read(folder: Path) -> SkillDocument:
    references = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("references/**/*"))
        if path.is_file()
    }
    return read_skill((folder / FILE).read_text(encoding="utf-8"), references)
