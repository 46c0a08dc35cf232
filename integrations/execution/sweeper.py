"""Finds calls that nobody works on: offers that got lost, waits that are over, and workers that died."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Now

from integrations.errors import MachinaError, NotFound, OutcomeUnknown
from integrations.execution.cancelling import ending_without_worker
from integrations.execution.claims import IDLE
from integrations.execution.closing import close_idle
from integrations.execution.endings import Ending, unknown
from integrations.execution.lease import from_now
from integrations.execution.wake import wake
from integrations.execution.work import may_have_happened, of_call
from integrations.models import Call

MAX_ATTEMPTS = 5
OFFER_AGAIN_AFTER = 15.0
BATCH = 500
KEPT_SECONDS = 24 * 3600.0
"""Choices of dropdowns and connection tests are of no interest after a day."""


def sweep() -> int:
    """Take up what was left behind; returns how many calls were offered. Run by the scheduler every few seconds."""
    _take_lapsed()
    _forget()
    return _offer()


def _take_lapsed() -> None:
    """Calls whose worker no longer renews their lease.

    What may run twice, and what was never sent, is offered again. A write that was sent is offered again only to
    find out what became of it; where that cannot be found out its outcome is unknown.
    """
    lapsed = Call.objects.filter(state=Call.State.RUNNING, lease_until__lt=Now()).select_related("customer")
    for call in lapsed[:BATCH]:
        ending = _ending_of_lapsed(call)
        if ending is not None:
            close_idle(call, ending)
            continue
        Call.objects.filter(pk=call.pk, attempt_token=call.attempt_token, lease_until__lt=Now()).update(
            state=Call.State.QUEUED, attempt_token=None, lease_until=None, offered_at=None
        )


def _ending_of_lapsed(call: Call) -> Ending | None:
    """None if another attempt makes sense."""
    if call.cancel_requested_at is not None:
        return ending_without_worker(call)
    is_last = call.attempt >= MAX_ATTEMPTS
    if may_have_happened(call) and (is_last or not _can_be_found_out(call)):
        said = "It was sent, and then its worker stopped. Look at the vendor before you try again."
        return unknown(OutcomeUnknown(said), requests=1)
    if is_last:
        said = f"{call.operation} was begun {call.attempt} times, and each time its worker stopped. Try again."
        return Ending(Call.State.FAILED, error=MachinaError(said))
    return None


def _can_be_found_out(call: Call) -> bool:
    try:
        return of_call(call).reconcile is not None
    except NotFound:
        return False


def _offer() -> int:
    is_due = Q(not_before__isnull=True) | Q(not_before__lte=Now())
    is_late = Q(offered_at__isnull=True) | Q(offered_at__lt=from_now(-OFFER_AGAIN_AFTER))
    idle = Call.objects.filter(is_due, is_late, state__in=IDLE).order_by("created_at")
    offers = list(idle.values_list("pk", "source")[:BATCH])
    Call.objects.filter(pk__in=[call_id for call_id, _ in offers]).update(offered_at=Now())
    for call_id, source in offers:
        wake(call_id, source)
    return len(offers)


def _forget() -> None:
    passing = Call.objects.filter(
        kind__in=(Call.Kind.OPTIONS, Call.Kind.PROBE), finished_at__lt=from_now(-KEPT_SECONDS)
    )
    Call.objects.filter(pk__in=list(passing.values_list("pk", flat=True)[:BATCH])).delete()
