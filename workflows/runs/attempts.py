"""How long an attempt may take, and whether another one follows: what a node's settings say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from integrations.execution.outcome import Outcome
from integrations.execution.pauses import next_attempt
from integrations.execution.request import LONGEST_TIMEOUT
from workflows.engine.plan import PlanNode
from workflows.models import Step
from workflows.runs.done import Done

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 600.0
USUAL_WAIT = 5.0
LOOKS_AGAIN_AFTER = timedelta(seconds=60)
LOOKS_AT_LEAST_EVERY = timedelta(hours=1)
FINAL = frozenset({"input_error", "expression_error", "permission_denied", "not_found", "cancelled", "conflict"})
"""Errors that another attempt would meet again."""


@dataclass(frozen=True)
class NextTry:
    """When, and in which words."""

    seconds: float
    message: str


def timeout_of(node: PlanNode) -> int | None:
    """Whole seconds; None for the operation's own limit."""
    timeout = node.settings.timeout
    return None if timeout is None else min(LONGEST_TIMEOUT, max(1, math.ceil(timeout / 1000)))


def next_try(node: PlanNode, step: Step, done: Done) -> NextTry | None:
    """Whether a failed step is tried again, as its settings want it. What may have happened is not."""
    retries, error = node.settings.retries or 0, done.error or {}
    if done.state != Step.State.FAILED or step.generation > retries or error.get("code") in FINAL:
        return None
    wait = node.settings.retry_wait
    seconds = USUAL_WAIT if wait is None else wait / 1000
    said = str(error.get("detail") or "It failed.")
    return NextTry(seconds, next_attempt(step.generation + 1, max(seconds, 0.1), said))


def pause_after_fault(attempt: int) -> float:
    """Seconds until a step is tried again that a fault of ours has kept from being written down; longer each time."""
    return min(LONGEST_WAIT, SHORTEST_WAIT * 2.0 ** min(attempt - 1, 10))


def until_next_look(attempt: int) -> timedelta:
    """How long a step waits for news, which may get lost, before it looks itself; after each look a little longer."""
    return min(LOOKS_AGAIN_AFTER * attempt, LOOKS_AT_LEAST_EVERY)


def pause_of(outcome: Outcome) -> float:
    """Seconds until a call is due that waits, or a moment while another worker is at it."""
    due = (outcome.not_before - timezone.now()).total_seconds() if outcome.not_before else 0.0
    return max(due, SHORTEST_WAIT)
