"""How an attempt ended, in the terms of the call's states: one place decides what an exception means."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from integrations.connect.ways_out import connect_url
from integrations.egress.deadline import Cancelled
from integrations.egress.exchanged import Exchanged
from integrations.egress.permit import ComeBack
from integrations.errors import (
    CallCancelled,
    MachinaError,
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    RemoteUnavailable,
    ScopeMissing,
)
from integrations.execution.pauses import is_in_time, reason
from integrations.execution.request import WAITED_FOR
from integrations.execution.results import Stored, misfit
from integrations.execution.traffic import Traffic
from integrations.execution.work import Work
from integrations.models import Call, Connection, Payload

logger = logging.getLogger(__name__)

FIRST_PAUSE = 2.0


@dataclass(frozen=True)
class Ending:
    """How a call ended. ``requests`` left for the vendor during the last attempt."""

    state: Call.State
    result: dict[str, object] | None = None
    error: MachinaError | None = None
    warnings: tuple[str, ...] = ()
    requests: int = 0
    exchanges: tuple[Exchanged, ...] = ()
    """Those requests, as far as they are kept."""
    content: Payload | None = None
    """The result as it is to be stored; made before the transaction that stores it."""
    has_books: bool = True
    """False where no price book was there when it began, so that none is looked for at the end."""
    has_budgets: bool = True
    """The same of budgets of the customer."""


Foresee = Callable[[Ending], Sequence[Payload]]
"""Told how a call has ended before the transaction that writes it down, to compute what follows outside of it. It
returns contents that are stored in that transaction together with the call's own."""


@dataclass(frozen=True)
class Wait:
    """Nothing was done; the call goes back to the queue for so many seconds. ``reason`` is a sentence for people."""

    seconds: float
    reason: str


def after(error: Exception, call: Call, work: Work, traffic: Traffic, connection: Connection | None) -> Ending | Wait:
    """What an exception out of an operation means for its call."""
    if isinstance(error, ValidationError) and traffic.requests:
        _log_misfit(error, call)
        kept = misfit(work, f"{error.error_count()} fields of {error.title} are not as expected")
        return succeeded(kept, traffic)
    if isinstance(error, ComeBack):
        return Wait(error.seconds, reason(error.error, work.service.name))
    if pause := _pause_before_sending(error, call, work, traffic):
        return pause
    known = _known(error, call, connection)
    if isinstance(known, OutcomeUnknown):
        return unknown(known, requests=traffic.requests)
    if traffic.has_written and not work.may_repeat:
        return unknown(
            OutcomeUnknown(
                f"{work.service.name} has carried out a part of it, then: {known.detail} "
                "Look there before you try again."
            ),
            requests=traffic.requests,
        )
    state = Call.State.CANCELLED if isinstance(error, Cancelled) else Call.State.FAILED
    return Ending(state, error=known, requests=traffic.requests)


def succeeded(kept: Stored, traffic: Traffic, so_far: Ending | None = None) -> Ending:
    """``so_far``: how it seemed to end before it was looked up what had become of it."""
    return Ending(
        Call.State.SUCCEEDED,
        result=kept.result,
        warnings=kept.warnings,
        requests=traffic.requests + (so_far.requests if so_far else 0),
        exchanges=(*(so_far.exchanges if so_far else ()), *traffic.exchanges),
    )


def unknown(error: MachinaError, *, requests: int) -> Ending:
    """It may or may not have happened, and nobody may simply try again."""
    return Ending(Call.State.OUTCOME_UNKNOWN, error=error, requests=requests)


def cancelled(*, requests: int = 0) -> Ending:
    return Ending(Call.State.CANCELLED, error=_cancelled(), requests=requests)


def _pause_before_sending(error: Exception, call: Call, work: Work, traffic: Traffic) -> Wait | None:
    """Our own throttle asks to come back later, or an access is just being renewed: wait in the queue, not here.

    Whoever waits for the answer is rather told that the access cannot be renewed now.
    """
    if not isinstance(error, RateLimited | RemoteUnavailable):
        return None
    is_ours = isinstance(error, RateLimited) or call.source not in WAITED_FOR
    if traffic.requests or error.retry_after is None or not is_ours:
        return None
    seconds = max(FIRST_PAUSE, error.retry_after)
    return Wait(seconds, reason(error, work.service.name)) if is_in_time(call.created_at, seconds) else None


def _known(error: Exception, call: Call, connection: Connection | None) -> MachinaError:
    """The error of the tree, with the address where a person can put it right."""
    if isinstance(error, Cancelled):
        return _cancelled()
    if not isinstance(error, MachinaError):
        extra = {"call": str(call.pk), "operation": call.operation}
        if isinstance(error, ValidationError):
            _log_misfit(error, call)
        else:
            logger.error("execution.operation_failed", extra=extra, exc_info=error)
        return MachinaError(f"{call.operation} failed inside Machina. The log of call {call.pk} says more.")
    if isinstance(error, ReconnectRequired | ScopeMissing) and error.connect_url is None and connection is not None:
        error.connect_url = connect_url(connection)
    return error


def _cancelled() -> MachinaError:
    return CallCancelled("The call was cancelled before its answer was there. Run it again if it is still wanted.")


def _log_misfit(error: ValidationError, call: Call) -> None:
    """Where the model did not fit, without the values, which are the customer's."""
    wrong = [(each["loc"], each["type"]) for each in error.errors(include_url=False, include_input=False)]
    logger.error("execution.misfit", extra={"call": str(call.pk), "operation": call.operation, "wrong": wrong})
