"""Runs that meet their customer's hard budget wait, and go on once there is room. Importing subscribes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from integrations.errors import BudgetExceeded
from integrations.events import subscribe
from workflows.models import Step
from workflows.runs.attempts import until_next_look
from workflows.runs.done import Done
from workflows.runs.onward import Onward

WAITING = Q(state=Step.State.WAITING, error__code=BudgetExceeded.code)
"""Steps that wait for room in a budget have its refusal as their error meanwhile."""


def is_for_want_of_budget(done: Done) -> bool:
    """Whether the step's call was refused at the door because of a budget, so that nothing has begun."""
    return done.call_id is None and done.error is not None and done.error.get("code") == BudgetExceeded.code


def wait(onward: Onward, step: Step, done: Done) -> None:
    """Let a step of ours wait until the budget begins anew or is changed; in between it looks, as another call may give
    back what it has reserved."""
    told = done.error or {}
    pause = until_next_look(step.attempt)
    anew = told.get("retry_after")
    if isinstance(anew, int):
        pause = min(pause, timedelta(seconds=anew))
    onward.suspend(step, str(told["detail"]), timezone.now() + pause, error=told)


@subscribe("billing.budget.changed")
def look_again(payload: Mapping[str, object]) -> None:
    """What waits for the customer's budgets is due now: the dispatcher offers it in fair turns."""
    waiting = Step.objects.filter(WAITING, share=UUID(str(payload["customer"])))
    waiting.update(not_before=Now(), offered_at=None)
