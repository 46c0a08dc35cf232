"""What no passing test was seen to do: the problems of rules about behaviour, which no declaration can prove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from integrations.catalog.declare import Service
from integrations.catalog.evidence import Evidence, Fact, State, read_evidence
from integrations.catalog.rules.rule import Problem

_WHY: Mapping[State, str] = {
    "missing": "nothing has been recorded yet",
    "stale": "the code or the tests have changed since the evidence was recorded",
    "unreadable": "evidence.json cannot be read",
}


def unseen(service: Service, fact: Fact, wanted: Mapping[str, str]) -> Iterator[Problem]:
    """A problem for each wanted subject that a fact of the evidence lacks; ``wanted`` says in words what to show."""
    evidence = read_evidence(service.folder)
    yield from not_among(service, evidence, evidence.of(fact), wanted)


def not_among(
    service: Service, evidence: Evidence, seen: Iterable[str], wanted: Mapping[str, str]
) -> Iterator[Problem]:
    """The same for subjects that were worked out of the facts."""
    for subject in sorted(set(wanted) - set(seen)):
        yield Problem(f"{_reason(evidence, wanted[subject])} `manage.py services record {service.key}`", subject, True)


def _reason(evidence: Evidence, words: str) -> str:
    if evidence.state == "current":
        return f"no passing test was seen to {words}; write one and run"
    return f"{_WHY[evidence.state]}, so no test counts; run"
