"""What one test was seen to do, as facts of the evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypedDict

from pydantic import BaseModel

from integrations.catalog.declare import Operation, OptionsLoader, Service, Trigger
from integrations.catalog.evidence import Earned, Fact
from integrations.catalog.rules.source import source_files
from integrations.catalog.testing.recording.execution import Declared, Execution
from integrations.catalog.triggers import Poll
from integrations.errors import MachinaError

_WORD = re.compile(r"\w+")


@dataclass
class Observation:
    """Collects facts while a test runs; whether they count is known when it has passed."""

    service: Service
    facts: dict[Fact, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[frozenset[str]]] = field(default_factory=lambda: defaultdict(set))
    """For each operation the names it reads that the answers of one run had."""
    started: int = 0
    """How many runs there were so far."""
    _tokens: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _checkpoints: dict[str, list[BaseModel]] = field(default_factory=lambda: defaultdict(list))

    def add(self, fact: Fact, subject: str) -> None:
        self.facts[fact].add(subject)

    def returned(self, execution: Execution, arguments: tuple[Any, ...], result: object) -> None:
        """A run has come to its end; without a request to the vendor an operation has shown nothing."""
        declared = execution.declared
        if not isinstance(result, _returns(declared)):
            return
        if not execution.ways:
            if isinstance(declared, OptionsLoader) or declared.service.is_local:
                self.add("local", declared.name)
                self._moved(execution)
            return
        self.add("round_trip" if "http" in execution.ways else "declared", declared.name)
        self._moved(execution)
        if isinstance(declared, Operation):
            self._read_on(declared, arguments, result)
            self._tolerated(execution)
        if isinstance(result, Poll):
            self._polled(declared, arguments, result)

    def refused(self, execution: Execution, error: MachinaError) -> None:
        """A run has ended with an error of ours; what a test declares as the vendor's error shows no mapping."""
        if "http" in execution.ways and isinstance(execution.declared, Operation):
            later = ", retry_after" if error.retry_after is not None else ""
            self.add("refusals", f"{error.vendor_status or 'unanswered'} {error.code}{later}")

    def plain(self) -> Plain:
        return {
            "facts": {fact: sorted(subjects) for fact, subjects in self.facts.items()},
            "names": {name: sorted(sorted(each) for each in seen) for name, seen in self.names.items()},
        }

    def _moved(self, execution: Execution) -> None:
        if execution.is_large:
            self.add("large_content", execution.declared.name)

    def _read_on(self, operation: Operation, arguments: tuple[Any, ...], result: object) -> None:
        """Pages count when a token that was given led on to the last page."""
        used, given = (getattr(arguments[-1], "page_token", None), getattr(result, "next_page_token", None))
        if used in self._tokens[operation.name] and given is None:
            self.add("paged", operation.name)
        if given is not None and (used is None or used in self._tokens[operation.name]):
            self._tokens[operation.name].add(given)

    def _polled(self, declared: Declared, arguments: tuple[Any, ...], result: Poll[Any, Any]) -> None:
        if arguments[-1] in self._checkpoints[declared.name] and result.events:
            self.add("polled", declared.name)
        self._checkpoints[declared.name].append(result.checkpoint)

    def _tolerated(self, execution: Execution) -> None:
        if not execution.is_readable:
            return
        known = words_of(self.service)
        if execution.names - known:
            self.add("unknown_fields", execution.declared.name)
        self.names[execution.declared.name].add(frozenset(execution.names & known))


def words_of(service: Service) -> frozenset[str]:
    """Every word in the code of a service: a name of the vendor that is none of them, it cannot know."""
    return frozenset(word for path in source_files(service) for word in _WORD.findall(path.read_text(encoding="utf-8")))


class Plain(TypedDict):
    """An observation as pytest's reports carry it from a worker to the controller."""

    facts: dict[Fact, list[str]]
    names: dict[str, list[list[str]]]


def together(observations: Iterable[Plain]) -> Earned:
    """What passing tests of one service have shown as a whole."""
    facts: dict[Fact, set[str]] = defaultdict(set)
    names: dict[str, set[frozenset[str]]] = defaultdict(set)
    for each in observations:
        for fact, subjects in each["facts"].items():
            facts[fact].update(subjects)
        for operation, seen in each["names"].items():
            names[operation].update(map(frozenset, seen))
    for operation, sets in names.items():
        if any(fewer < more for fewer in sets for more in sets):
            facts["missing_fields"].add(operation)
    return {fact: frozenset(subjects) for fact, subjects in facts.items()}


def _returns(declared: Declared) -> type[BaseModel]:
    if isinstance(declared, Trigger):
        return Poll
    if isinstance(declared, OptionsLoader):
        return BaseModel
    return declared.output_model
