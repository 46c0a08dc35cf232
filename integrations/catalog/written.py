"""Files of a service that are computed from its declarations: the tables of SKILL.md, and `contract.json`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from integrations.catalog.contract import contract_path, contract_text
from integrations.catalog.declare import Service
from integrations.catalog.projections import skill


def out_of_date(service: Service) -> Iterator[tuple[Path, str]]:
    """Each file that is not as it should be, with the text it should have. Raises ValueError without a place for it."""
    skill_path = service.folder / "SKILL.md"
    written = skill_path.read_text(encoding="utf-8")
    for path, text in (
        (skill_path, skill.current(written, service)),
        (contract_path(service), contract_text(service)),
    ):
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield path, text
