"""What a single run may come to, so that a mistake in a drawing ends with words and not with a bill."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from integrations.errors import MachinaError, PayloadTooLarge

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
