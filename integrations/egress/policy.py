"""Retries by effect: what may be sent again, when, and as which error it ends otherwise.

=============================================  =======================  ==============================
what happened                                  may be repeated          must not be repeated
=============================================  =======================  ==============================
not all of the request left                    again                    again
429, rate limit by its word or headers, 503    again                    again: the vendor has not
that says when to come back, an outage that                             acted on it
is said in an answer below 300
other 5xx, 408, a word for "partly done"       again                    OutcomeUnknown
all of it left and the answer got lost         again                    OutcomeUnknown
time is up, or cancelled, after it left        DeadlineExceeded,        OutcomeUnknown
                                               Cancelled
any other answer                               as it is                 as it is
=============================================  =======================  ==============================

Every request of a ``read`` or ``idempotent_write`` may be repeated, and every GET: a ``write`` that looks something
up before it sends does not become unknown because the looking-up failed.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from integrations.catalog.answer import Answer
from integrations.catalog.rate_headers import left_seconds, pause_seconds
from integrations.egress.permit import Permit
from integrations.errors import MachinaError, OutcomeUnknown, RateLimited, RemoteUnavailable

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 4
# A longer wait would hold up a worker; the caller is told ``retry_after`` instead and comes back by itself.
LONGEST_WAIT = 20.0
_FIRST_WAIT = 0.4
_FORBIDDEN = 403
# Counting headers ask for nothing: where they announce more, a refusal will say so.
_LONGEST_COUNT = 3600.0
# As long as a vendor takes more, nobody need count along.
_FEW_LEFT = 100
_LOOK_FIRST = "look there before you try again."


class _Answered(Protocol):
    @property
    def headers(self) -> Mapping[str, str]: ...


ResultT = TypeVar("ResultT", bound=_Answered)


class AttemptFailed(Exception):
    """An attempt ended without a complete answer.

    ``error`` is what the caller gets where nothing may have happened; ``may_have_arrived`` says whether the vendor
    may have acted on the request; ``is_passing`` whether another attempt may go better.
    """

    def __init__(self, error: Exception, *, may_have_arrived: bool, is_passing: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.may_have_arrived = may_have_arrived
        self.is_passing = is_passing

    def ending(self, *, may_repeat: bool) -> Exception:
        """What the call ends with when there is no further attempt."""
        if may_repeat or not self.may_have_arrived:
            return self.error
        reason = self.error.detail if isinstance(self.error, MachinaError) else "The call was cancelled."
        reason = reason.removesuffix(" Try again later.")
        return OutcomeUnknown(f"{reason} The request had been sent and may have taken effect: {_LOOK_FIRST}")


def with_retries(
    attempt: Callable[[int], ResultT],
    refusal: Callable[[ResultT], MachinaError | None],
    permit: Permit,
    *,
    may_repeat: bool,
    attempts: int = MAX_ATTEMPTS,
    jitter: Callable[[], float] = random.random,
) -> ResultT:
    """Attempt until there is an answer that another attempt would not improve; the answer may be a refusal.

    An attempt is told its number. Raises RemoteUnavailable, OutcomeUnknown, DeadlineExceeded, Cancelled, ComeBack and
    whatever the attempt raises itself.
    """
    reason: Exception
    for number in range(1, attempts + 1):
        is_last = number == attempts
        try:
            result = attempt(number)
        except AttemptFailed as failure:
            wait = pause(number, None, jitter)
            is_lost = failure.may_have_arrived and not may_repeat
            if is_last or is_lost or not failure.is_passing or not fits(wait, permit):
                raise failure.ending(may_repeat=may_repeat) from failure
            reason = failure.error
        else:
            refused = refusal(result)
            wait = pause(number, refused.retry_after if refused else None, jitter)
            _hold_throttle(permit, refused, wait, result.headers)
            _report_unknown(permit, refused)
            if is_last or not isinstance(refused, RateLimited | RemoteUnavailable) or not fits(wait, permit):
                return result
            reason = refused
        permit.wait_to_retry(number + 1, wait, reason, may_repeat=may_repeat)
    raise AssertionError("the last attempt returns or raises")


def refusal_of(answer: Answer, permit: Permit, *, may_repeat: bool) -> MachinaError | None:
    """The error an answer stands for; None for success.

    Raises RemoteUnavailable, or OutcomeUnknown, where the declaration itself fails: then nobody knows what it means.
    """
    try:
        refused = permit.refusals.read(answer, permit.vendor)
    except Exception as error:  # declarations are other people's code
        logger.warning("egress.refusal_not_read", extra={"host": answer.host, "error": type(error).__name__})
        unread = RemoteUnavailable(f"The answer of {permit.vendor or answer.host} cannot be read.")
        raise AttemptFailed(unread, may_have_arrived=True, is_passing=False).ending(may_repeat=may_repeat) from error
    if isinstance(refused, OutcomeUnknown) and may_repeat:
        return RemoteUnavailable(f"{refused.detail} Try again later.", vendor_status=refused.vendor_status)
    is_open = isinstance(refused, OutcomeUnknown) or (
        isinstance(refused, RemoteUnavailable) and not may_repeat and not _was_turned_away(refused)
    )
    if refused is None or not is_open:
        return refused
    return OutcomeUnknown(
        f"{refused.detail} The request may have taken effect: {_LOOK_FIRST}", vendor_status=refused.vendor_status
    )


def pause(number: int, retry_after: float | None, jitter: Callable[[], float]) -> float:
    """Seconds before attempt ``number`` + 1: what the vendor asks for, else twice as long each time; spread out."""
    backoff = _FIRST_WAIT * 2.0 ** (number - 1) * (0.5 + jitter() / 2)
    return backoff if retry_after is None else retry_after + backoff / 4


def fits(wait: float, permit: Permit) -> bool:
    """Whether there is time to wait so long and still try again."""
    return wait <= LONGEST_WAIT and wait < permit.deadline.remaining()


def _hold_throttle(permit: Permit, refused: MachinaError | None, wait: float, headers: Mapping[str, str]) -> None:
    """A limit that was met, or one that the next request would meet: the headers of a success say so, too."""
    now, about = datetime.now(UTC), permit.refusals.counted or "account"
    if isinstance(refused, RateLimited):
        permit.slow_down(wait, refused.about)
    elif seconds := pause_seconds(headers, now=now):
        permit.hold(min(seconds, _LONGEST_COUNT), about)
    elif permit.on_counted is not None and (told := left_seconds(headers, now=now)) and told[0] <= _FEW_LEFT:
        permit.on_counted(told[0], min(told[1], _LONGEST_COUNT), about)


def _report_unknown(permit: Permit, refused: MachinaError | None) -> None:
    """A forbidding word that no table has is taken for a refusal of this one request; somebody has to look it up."""
    if refused is None or refused.vendor_status != _FORBIDDEN or not refused.vendor_word:
        return
    if refused.vendor_word not in permit.refusals.kinds:
        logger.warning("egress.unknown_word", extra={"vendor": permit.vendor, "word": refused.vendor_word[:64]})


def _was_turned_away(refused: RemoteUnavailable) -> bool:
    """503 with Retry-After comes from an overloaded front door: the request was not let in. Words can say so, too."""
    status = refused.vendor_status or 0
    return status < 300 or (status == 503 and refused.retry_after is not None)
