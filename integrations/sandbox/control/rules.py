"""Finds the misbehaviour that meets a request, and counts it down."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.db.models import F

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


def pause(rule: Rule) -> None:
    """The delay that a rule asks for. Call it outside of transactions."""
    time.sleep(rule.delay_ms / 1000)


def _count_down(rule: Rule) -> bool:
    if rule.times is None:
        return True
    return Rule.objects.filter(pk=rule.pk, times__gt=0).update(times=F("times") - 1) == 1
