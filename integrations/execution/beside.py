"""Calls that are begun by one thread, performed by others beside one another, and written down by the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Unpack

from integrations.actors import Actor
from integrations.errors import MachinaError
from integrations.execution.admission import Admitted, LookedUp
from integrations.execution.claims import Claim
from integrations.execution.closing import close_claimed
from integrations.execution.door import opened_riding, request_of
from integrations.execution.endings import Ending, Foresee, Wait
from integrations.execution.outcome import Outcome, Record, taken
from integrations.execution.pauses import TellPause
from integrations.execution.request import CallOptions
from integrations.holders import Holder
from integrations.queue.model import Queued


@dataclass(frozen=True)
class Begun:
    """A call on claimed work of the caller's that is open. To perform it, ``perform`` is called once, by any thread."""

    claim: Claim
    admitted: Admitted | None

    def perform(self) -> Ending | Wait:
        """Ask the vendor, and say how that has ended; that is written down by whoever has begun it, with ``close``."""
        from integrations.execution.perform import perform  # loads the vendors' clients, which only workers need

        return perform(self.claim, self.admitted)


def begin(
    operation: str,
    params: Mapping[str, object],
    *,
    holder: Holder,
    call_key: str,
    actor: Actor,
    source: str,
    rides_on: Queued,
    tell_pause: TellPause | None = None,
    looked_up: LookedUp | None = None,
    **options: Unpack[CallOptions],
) -> Begun | None:
    """Open a call on work that is begun for the first time, to perform it beside others.

    None where there is more to it than that, such as a refusal: ``door.execute`` does whatever it is. ``looked_up``
    keeps the accounts that are looked up, for calls that are begun at one moment.
    """
    if rides_on.attempt > 1:
        return None
    try:
        request = request_of(operation, params, holder=holder, call_key=call_key, actor=actor, source=source, **options)
        opened, admitted = opened_riding(request, rides_on, looked_up)
    except MachinaError:
        return None
    return Begun(replace(opened, tell_pause=tell_pause), admitted) if isinstance(opened, Claim) else None


def close(begun: Begun, ending: Ending, record: Record, foresee: Foresee | None = None) -> Outcome:
    """Write down how a call has ended that was begun. ``record`` and what is raised are as with ``door.execute``."""
    return close_claimed(begun.claim, ending, record, foresee) or taken(begun.claim.call)
