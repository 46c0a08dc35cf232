"""What a single run may come to, so that a mistake in a drawing ends with words and not with a bill."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from integrations.errors import BudgetExceeded, MachinaError, PayloadTooLarge

if TYPE_CHECKING:
    from workflows.runs.turn import Turn

MOST_STEPS = 1_000_000
DEEPEST = 10
"""Workflows that call one another."""
LONGEST = timedelta(days=90)
"""From the start of a run to the beginning of its last step."""


def refusal(turn: Turn) -> MachinaError | None:
    """Why the run may not begin another step; None if it may."""
    if turn.standing.steps >= MOST_STEPS:
        return PayloadTooLarge(f"The run has come to {MOST_STEPS:,} steps, which is the limit. Divide the work.")
    if turn.now - turn.run.created_at > LONGEST:
        return PayloadTooLarge(f"The run began {LONGEST.days} days ago, which is the limit. Start another one.")
    return None


def overspent(turn: Turn) -> MachinaError | None:
    """Why nothing that costs money begins in the run any more; None while it may.

    By the calls that are under way when the limit is reached a run may come to more.
    """
    workflow = turn.run.workflow
    limit: Mapping[str, str] = (workflow.run_limit if workflow else None) or {}
    spent = turn.standing.spent.get(limit.get("currency", ""), Decimal(0))
    if workflow is None or not limit or spent < Decimal(limit["amount"]):
        return None
    return BudgetExceeded(
        f"A run of {workflow.name!r} may come to {limit['amount']} {limit['currency']}, and this one has. "
        "Raise the workflow's run_limit and retry the run, or let it do less."
    )
