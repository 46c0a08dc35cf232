"""The quality ladder: which rules a service meets, and the grade that follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from integrations.catalog.declare import Service
from integrations.catalog.registry import Catalog, catalog
from integrations.catalog.rules import bronze, gold, silver
from integrations.catalog.rules.rule import Grade, Problem, Rule, Step

RULES: tuple[Rule, ...] = (*bronze.RULES, *silver.RULES, *gold.RULES)
STEPS: tuple[Step, ...] = ("bronze", "silver", "gold")


@dataclass(frozen=True)
class Finding:
    """What one rule found, and what `service.py` exempts from it with a reason."""

    rule: Rule
    problems: Sequence[Problem]
    exempted: Sequence[tuple[Problem, str]]


@dataclass(frozen=True)
class Report:
    """The state of one service on the ladder."""

    service: str
    findings: Sequence[Finding]

    @property
    def grade(self) -> Grade:
        """The highest step of which, and of all below it, nothing lacks."""
        reached: Grade = "none"
        for step in STEPS:
            if any(finding.problems for finding in self.findings if finding.rule.step == step):
                return reached
            reached = step
        return reached

    @property
    def lacking(self) -> Sequence[Finding]:
        return [finding for finding in self.findings if finding.problems]


def assess(service: Service, among: Catalog | None = None, *, rules: Sequence[Rule] = RULES) -> Report:
    """Ask rules about a service, all of them by default; ``among`` is the catalog whose names it must not repeat."""
    others = among or catalog()
    findings = [_finding(rule, service, others) for rule in rules]
    if tuple(rules) != RULES:
        return Report(service.key, findings)
    return Report(service.key, [*findings, *_pointless_exemptions(service, findings)])


@cache
def grade(service: Service) -> Grade:
    """The grade of a service, worked out once for each process."""
    return assess(service).grade


def _finding(rule: Rule, service: Service, others: Catalog) -> Finding:
    problems, exempted = [], []
    for problem in rule.check(service, others):
        reason = service.exempt.get(f"{rule.name}:{problem.subject}") or service.exempt.get(rule.name)
        if reason:
            exempted.append((problem, reason))
        else:
            problems.append(problem)
    return Finding(rule, problems, exempted)


def _pointless_exemptions(service: Service, findings: Sequence[Finding]) -> Iterator[Finding]:
    """An exemption that nothing needs is a claim about code that has changed since."""
    used = {f"{finding.rule.name}:{problem.subject}" for finding in findings for problem, _ in finding.exempted}
    used |= {finding.rule.name for finding in findings if finding.exempted}
    unused = [key for key in service.exempt if key not in used]
    stale = [Problem(f"exempt names {key!r}, but nothing of it lacks", key) for key in unused]
    if stale:
        rule = Rule(0, "exempt", "bronze", "Each exemption has a reason and a use.", lambda *_: ())
        yield Finding(rule, stale, [])
