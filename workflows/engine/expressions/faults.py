"""What can be wrong with an expression, before it runs and while it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

MOST_NAMES = 200
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One expression that cannot be read: the dotted path of the value it stands in, and what to change."""

    field: str
    message: str


class SyntaxFault(Exception):
    """The expression cannot be read, or says something that is not offered."""


class EvaluationFault(Exception):
    """The expression was read, and has no value on this data."""


class NeedsFunctions(EvaluationFault):
    """A whole and a broken number meet, which only our own overloads calculate with."""


class Unbound(EvaluationFault):
    """A value is needed that was not handed over; ``name`` is what CEL calls it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is needed and is not there.")
        self.name = name


class TooMuch(EvaluationFault):
    """The work grew beyond what is done in the process of the caller."""


def suggestion(name: str, known: Iterable[str]) -> str:
    """`` Did you mean 'subject'?`` for the nearest known name, else what there is, else nothing."""
    names = [each for each, _ in zip(known, range(MOST_NAMES), strict=False) if len(each) <= LONGEST_NAME]
    if len(name) <= LONGEST_NAME:
        lowered = {each.casefold(): each for each in reversed(names)}
        nearest = get_close_matches(name.casefold(), lowered, n=1, cutoff=0.6)
        if nearest:
            return f" Did you mean {lowered[nearest[0]]!r}?"
    return f" There is: {', '.join(sorted(names)[:10])}{', …' if len(names) > 10 else ''}." if names else ""
