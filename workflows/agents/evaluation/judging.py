"""Whether what came of a case is what was expected, and if not, why. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workflows.agents.evaluation.cases import Case, ExpectedCall


@dataclass(frozen=True)
class Outcome:
    """How the run of a case has ended."""

    state: str
    output: str = ""
    calls: Sequence[tuple[str, Mapping[str, object]]] = ()
    """Tools with their arguments, in the order of the calls."""
    turns: int = 0
    tokens: int = 0
    cost: Decimal | None = None
    """Of the model's answers at the vendor; None where nobody knows."""
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """A case with what came of it; it has passed without ``why``."""

    case: Case
    outcome: Outcome
    why: Sequence[str] = field(default_factory=tuple)

    @property
    def has_passed(self) -> bool:
        return not self.why


def judge(case: Case, outcome: Outcome) -> Verdict:
    """All that is not as expected, each in a sentence."""
    return Verdict(case, outcome, tuple(_reasons(case, outcome)))


def _reasons(case: Case, outcome: Outcome) -> Iterator[str]:
    expect = case.expect
    wanted = "failed" if expect.fails else "succeeded"
    if outcome.state != wanted:
        yield f"The run is {outcome.state}, not {wanted}. {outcome.reason}".strip()
    missing = _first_missing(expect.calls, outcome.calls)
    if missing is not None:
        made = ", ".join(name for name, _ in outcome.calls) or "none"
        given = f" with {json.dumps(missing.arguments, ensure_ascii=False)}" if missing.arguments else ""
        yield f"It did not call {missing.tool}{given}. Its calls: {made}."
    for name in expect.never:
        if any(called == name for called, _ in outcome.calls):
            yield f"It called {name}, which it must not."
    said = outcome.output.casefold()
    for each in expect.output:
        if each.casefold() not in said:
            yield f"The answer lacks {each!r}: {outcome.output[:120]!r}."
    for each in expect.not_output:
        if each.casefold() in said:
            yield f"The answer has {each!r}."
    if expect.turns is not None and outcome.turns > expect.turns:
        yield f"It took {outcome.turns} turns, {expect.turns} at most were expected."


def _first_missing(
    expected: Sequence[ExpectedCall], made: Sequence[tuple[str, Mapping[str, object]]]
) -> ExpectedCall | None:
    """The first expected call that was not made in its order; None where all were."""
    left = iter(made)
    for each in expected:
        if not any(name == each.tool and _holds(each.arguments, given) for name, given in left):
            return each
    return None


def _holds(wanted: object, given: object) -> bool:
    """Whether all that is wanted is so; what else is given does not matter."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(
            name in given and _holds(value, given[name]) for name, value in wanted.items()
        )
    return wanted == given
