"""Files of a service that are computed from its declarations: SKILL.md's tables, `contract.json`, and its page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from integrations.catalog import pricing
from integrations.catalog.contract import contract_path, contract_text
from integrations.catalog.declare import Service
from integrations.catalog.projections import page, skill
from integrations.catalog.quality import Report, assess
from integrations.catalog.registry import Catalog, catalog


def out_of_date(service: Service) -> Iterator[tuple[Path, str]]:
    """Each file that is not as it should be, with the text it should have. Raises ValueError without a place for it.

    The page comes last: its grade depends on the others, so they have to be written before it is asked for.
    """
    skill_path = service.folder / "SKILL.md"
    for path, text in (
        (skill_path, skill.current(skill_path.read_text(encoding="utf-8"), service)),
        (contract_path(service), contract_text(service)),
    ):
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield path, text
    path, text = service.folder / page.FILE, service_page(service)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        yield path, text


def service_page(service: Service, report: Report | None = None) -> str:
    """The page of a service, with its grade among all that are installed."""
    report = report or assess(service, Catalog([*catalog().installed.values(), service]))
    return page.page_text(
        service,
        pricing.load(service.folder / pricing.FILE),
        grade=report.grade,
        lacks=[f"{each.rule.step} {each.rule.number}: {each.rule.text}" for each in report.lacking],
        exempted=sorted(
            {
                f"{each.rule.number} {each.rule.name}{f', {problem.subject}' if problem.subject else ''}: {reason}"
                for each in report.findings
                for problem, reason in each.exempted
            }
        ),
    )
