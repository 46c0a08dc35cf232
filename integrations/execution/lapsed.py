"""What becomes of a call whose worker no longer renews its lease."""

from __future__ import annotations

from uuid import UUID

from integrations.errors import MachinaError, NotFound, OutcomeUnknown
from integrations.execution.cancelling import ending_without_worker
from integrations.execution.closing import close_idle
from integrations.execution.endings import Ending, unknown
from integrations.execution.work import may_have_happened, of_call
from integrations.models import Call
from integrations.queue.claims import offer_lapsed

MAX_ATTEMPTS = 5


def take_up(call_id: UUID) -> None:
    """Offer the call again, or end it; nothing if it was renewed or ended meanwhile.

    What may run twice, and what was never sent, is offered again. A write that was sent is offered again only to
    find out what became of it; where that cannot be found out its outcome is unknown.
    """
    call = Call.objects.select_related("customer").filter(pk=call_id, state=Call.State.RUNNING).first()
    if call is None:
        return
    ending = _ending(call)
    if ending is None:
        offer_lapsed(call)
    else:
        close_idle(call, ending)


def _ending(call: Call) -> Ending | None:
    """None if another attempt makes sense."""
    if call.cancel_requested_at is not None:
        return ending_without_worker(call)
    if call.attempt >= MAX_ATTEMPTS:
        said = f"{call.operation} was begun {call.attempt} times, and each time its worker stopped. Try again."
        return given_up(call, said)
    return _lost() if may_have_happened(call) and not _can_be_found_out(call) else None


def given_up(call: Call, said: str) -> Ending:
    """How a call ends that no worker is to take over any more: for the reason said, if nothing can have happened."""
    return _lost() if may_have_happened(call) else Ending(Call.State.FAILED, error=MachinaError(said))


def _lost() -> Ending:
    said = "It was sent, and then its worker stopped. Look at the vendor before you try again."
    return unknown(OutcomeUnknown(said), requests=1)


def _can_be_found_out(call: Call) -> bool:
    try:
        return of_call(call).reconcile is not None
    except NotFound:
        return False
