"""How a call ended, as its caller gets it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.utils import timezone

from integrations.billing.ledger import usage_of_call
from integrations.billing.tokens import usage_of_turn
from integrations.errors import MachinaError, OutcomeUnknown
from integrations.models import Call as Call  # also for packages that may not know the models
from integrations.models import Payload
from integrations.payloads.contents import load
from integrations.payloads.retention import no_longer_kept

FINISHED = frozenset(
    {Call.State.SUCCEEDED, Call.State.FAILED, Call.State.CANCELLED, Call.State.OUTCOME_UNKNOWN, Call.State.SKIPPED}
)


@dataclass(frozen=True)
class Outcome:
    """The state of a call, and what it came to once it has ended.

    ``error`` is an error of the tree as JSON, ``execution_time`` is milliseconds, ``call_id`` is None when the call
    was refused before it was opened. A call that is still on its way has no result, no error and, while it waits,
    ``not_before``; ``reason`` is the sentence that says why.
    """

    state: str
    result: dict[str, object] | None = None
    content: Payload | None = None
    """The row that keeps the result, for others to refer to."""
    error: dict[str, object] | None = None
    call_id: UUID | None = None
    usage: dict[str, object] | None = None
    execution_time: int = 0
    warnings: tuple[str, ...] = ()
    not_before: datetime | None = None
    reason: str = ""

    @property
    def is_final(self) -> bool:
        return self.state in FINISHED


Record = Callable[[Outcome], None]
"""Called with the outcome inside the transaction that closes the call, so that the caller's own row closes with it."""


def outcome_of(call: Call) -> Outcome | None:
    """The outcome of a call that has ended; None while it goes on."""
    return progress_of(call) if call.state in FINISHED else None


def progress_of(call: Call) -> Outcome:
    """What there is to say about a call now, ended or not."""
    is_final = call.state in FINISHED
    is_gone = call.result_id is not None and call.result is None
    return Outcome(
        state=call.state,
        result=cast(dict[str, object], load(call.result)) if call.result is not None else None,
        content=call.result,
        error=call.error,
        call_id=call.pk,
        usage=_usage_of(call) if is_final else None,
        execution_time=execution_time(call),
        warnings=(*call.warnings, *([no_longer_kept()] if is_gone else [])),
        not_before=call.not_before,
        reason=waits_for(call) or "",
    )


def _usage_of(call: Call) -> dict[str, object] | None:
    return usage_of_turn(call.pk) if call.kind == Call.Kind.MODEL else usage_of_call(call.pk)


def waiting(seconds: float, reason: str) -> Outcome:
    """What there is to say about a call that has sent nothing and is to be asked for again after so many seconds."""
    until = timezone.now() + timedelta(seconds=seconds)
    return Outcome(state=Call.State.WAITING.value, not_before=until, reason=reason)


def taken(call: Call) -> Outcome:
    """What there is to say about a call that another worker has taken over."""
    return Outcome(state=Call.State.RUNNING.value, call_id=call.pk)


def refused(error: MachinaError) -> Outcome:
    """The outcome of a call that was refused before it was opened."""
    is_unknown = isinstance(error, OutcomeUnknown)
    state = Call.State.OUTCOME_UNKNOWN if is_unknown else Call.State.FAILED
    return Outcome(state=state.value, error=error.as_dict())


def waits_for(call: Call) -> str | None:
    """Why a call waits, in words; None for one that does not wait."""
    return call.waits_for or None if call.state == Call.State.WAITING else None


def seconds_until_due(call: Call) -> int | None:
    """Whole seconds after which a call that waits is tried again, at least one; None for one that does not wait."""
    if call.state != Call.State.WAITING or call.not_before is None:
        return None
    return max(1, math.ceil((call.not_before - timezone.now()).total_seconds()))


def execution_time(call: Call) -> int:
    """Milliseconds from the start of the last attempt to the end."""
    if call.started_at is None or call.finished_at is None:
        return 0
    return max(0, round((call.finished_at - call.started_at).total_seconds() * 1000))
