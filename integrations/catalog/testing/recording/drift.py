"""How far recorded evidence is from what a run of the tests has earned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from integrations.catalog.declare import Service
from integrations.catalog.evidence import Earned, read_evidence


def drift(service: Service, earned: Earned) -> list[str]:
    """One line for each difference; none for a service of which nothing has ever been recorded."""
    evidence = read_evidence(service.folder)
    if evidence.state == "missing":
        return []
    found = [f"evidence.json is {evidence.state}"]
    if evidence.state == "current":
        found = list(_differences(evidence.earned, earned))
    return [f"{service.key}: {line}. Run `manage.py services record {service.key}`." for line in found]


def test_files(service: Service) -> set[Path]:
    """The test modules that the evidence of a service comes from."""
    return {path.resolve() for path in (service.folder / "tests").rglob("test_*.py")}


def _differences(recorded: Earned, earned: Earned) -> Iterator[str]:
    for fact in sorted({*recorded, *earned}):
        before, now = recorded.get(fact, frozenset()), earned.get(fact, frozenset())
        if before - now:
            yield f"no passing test earns {fact} any more for {', '.join(sorted(before - now))}"
        if now - before:
            yield f"{fact} is earned and not recorded for {', '.join(sorted(now - before))}"
