"""Finds the misbehaviour that meets a request, counts it down, and runs the request under it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db.models import F

from integrations.sandbox.control.lost import AnswerLost
from integrations.sandbox.models import Rule


def active_rules(provider: str) -> list[Rule]:
    """The rules of a provider that still meet somebody, oldest first."""
    return list(Rule.objects.filter(provider=provider).exclude(times=0))


def take_rule(rules: Sequence[Rule], method: str, detail: str = "") -> Rule | None:
    """The first rule that meets this method. Of a rule with a count, each request takes one, in every process."""
    names = (method, f"{method}.{detail}")
    for rule in rules:
        if any(covers(rule.method, name) for name in names) and _count_down(rule):
            return rule
    return None


def covers(pattern: str, method: str) -> bool:
    """Whether a pattern (`*`, an id, or the beginning of one up to a dot) covers a method's id."""
    return pattern in ("*", method) or method.startswith(f"{pattern}.")


@contextmanager
def under_rule(rule: Rule | None, error_of: Callable[[Rule], Exception | None]) -> Iterator[None]:
    """Run the block as the rule says: it fails before its effect, or loses its answer after it.

    ``error_of`` makes the provider's own error, or None where the rule only delays. Raises AnswerLost.
    """
    if rule and not rule.drop_after_effect:
        _meet(rule, error_of)
    yield
    if rule and rule.drop_after_effect:
        _meet(rule, error_of)
        raise AnswerLost


def pause(rule: Rule) -> None:
    """The delay that a rule asks for. Call it outside of transactions."""
    time.sleep(rule.delay_ms / 1000)


def _meet(rule: Rule, error_of: Callable[[Rule], Exception | None]) -> None:
    pause(rule)
    if error := error_of(rule):
        raise error


def _count_down(rule: Rule) -> bool:
    if rule.times is None:
        return True
    return Rule.objects.filter(pk=rule.pk, times__gt=0).update(times=F("times") - 1) == 1
