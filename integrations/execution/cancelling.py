"""Cancelling a call: one that has not begun ends now, one that is running is told to stop by its own worker."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models.functions import Now

from integrations.errors import NotFound, OutcomeUnknown
from integrations.execution.closing import close_idle
from integrations.execution.endings import Ending, cancelled, unknown
from integrations.execution.outcome import FINISHED, Outcome, progress_of
from integrations.execution.work import may_have_happened
from integrations.models import Call


def cancel(call_id: UUID) -> Outcome:
    """Stop a call and say where it stands; a running one ends within a second or so. Raises NotFound."""
    while True:
        call = Call.objects.select_related("customer").filter(pk=call_id).first()
        if call is None:
            raise NotFound(f"There is no call {str(call_id)!r}.")
        if call.state in FINISHED:
            return progress_of(call)
        if call.state == Call.State.RUNNING:
            running = Call.objects.filter(pk=call_id, claim_token=call.claim_token)
            if running.update(cancel_requested_at=Now()):
                return progress_of(call)
        elif (outcome := close_idle(call, ending_without_worker(call))) is not None:
            return outcome


def begun_calls(run_id: UUID, call_keys: Iterable[str]) -> set[str]:
    """Which of these keys a call of the run was ever stored for; of the others nothing can have happened.

    Looked for among the run's own calls, however many there are of others.
    """
    of_run = Call.objects.filter(run_id=run_id, rides_on__isnull=False, call_key__in=list(call_keys))
    return set(of_run.order_by().values_list("call_key", flat=True))


def ending_without_worker(call: Call) -> Ending:
    """How a cancelled call ends on which nobody works: a write that was sent may have happened."""
    if not may_have_happened(call):
        return cancelled()
    said = "It was sent, and then cancelled before the answer was there. Look at the vendor before you try again."
    return unknown(OutcomeUnknown(said), requests=1)
