"""Performing a call that is ours: run the operation and say how that ended. Nothing here ends the call's row."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

from integrations.actors import SYSTEM, Actor
from integrations.catalog.declare import Effect
from integrations.connect.tokens.refresh import look
from integrations.database import release_database
from integrations.egress.deadline import Deadline
from integrations.errors import MachinaError, OutcomeUnknown, RateLimited
from integrations.execution.admission import Admitted, admit_again, admit_in_between
from integrations.execution.claims import Claim, actor_of, note_turned_away
from integrations.execution.context import CallContext
from integrations.execution.endings import Ending, Wait, after, succeeded, unknown
from integrations.execution.results import stored
from integrations.execution.traffic import Traffic
from integrations.execution.work import Work, of_call
from integrations.models import Call
from integrations.queue import watch

logger = logging.getLogger(__name__)

SHORT_WAIT = 2.0
"""Seconds that a worker rather waits itself for the throttle than sends the call back to the queue."""
FINDING_OUT_SECONDS = 15.0
BEFORE_FINDING_OUT = 2.0
NOT_FOUND_OUT = (
    "It was sent, and then its worker stopped before the answer was kept. Look at the vendor before you try again."
)


def perform(claim: Claim, admitted: Admitted | None = None) -> Ending | Wait:
    """Run the claimed call; ``admitted`` is at hand where it has just been checked.

    A write that an earlier attempt may have sent is never sent again.
    """
    call = claim.call
    try:
        work = of_call(call)
        is_lost = call.sent_at is not None and not work.may_repeat
        admitted = admitted or admit_again(call, work, SYSTEM if is_lost else actor_of(call))
    except MachinaError as error:
        return _lost(error.detail) if call.sent_at else Ending(Call.State.FAILED, error=error)
    call.connection = admitted.connection
    ending = _brought_about(claim, work, admitted, is_lost=is_lost)
    if isinstance(ending, Wait):
        return ending
    return replace(ending, has_books=admitted.has_books, has_budgets=admitted.has_budgets)


def _brought_about(claim: Claim, work: Work, admitted: Admitted, *, is_lost: bool) -> Ending | Wait:
    if is_lost:
        return _found_out(claim, work, admitted, Ending(Call.State.OUTCOME_UNKNOWN, requests=1)) or _lost(NOT_FOUND_OUT)
    ending = _run(claim, work, admitted)
    if isinstance(ending, Ending) and isinstance(ending.error, OutcomeUnknown):
        return _found_out(claim, work, admitted, ending, wait=BEFORE_FINDING_OUT) or ending
    return ending


def _run(claim: Claim, work: Work, admitted: Admitted) -> Ending | Wait:
    traffic, deadline = Traffic(claim, work.service.name), Deadline(claim.call.timeout_seconds)
    try:
        with watch.over(claim.row, deadline):
            effect = work.effect_for(admitted.data)
            ctx = _context(claim, work, effect, admitted, deadline, traffic, actor_of(claim.call))
            with _in_turn(ctx, work, deadline):
                _throttle(ctx, work, deadline)
                release_database()
                kept = stored(work, work.function(ctx, admitted.data))
    except Exception as error:  # operations are other people's code: whatever they raise ends this one call only
        ended = after(error, claim.call, work, traffic, admitted.connection)
        if isinstance(ended, Ending):
            return replace(ended, exchanges=traffic.exchanges)
        if traffic.requests:
            note_turned_away(claim, traffic.requests, traffic.exchanges)
        return ended
    return succeeded(kept, traffic)


def _context(
    claim: Claim,
    work: Work,
    effect: Effect,
    admitted: Admitted,
    deadline: Deadline,
    traffic: Traffic,
    actor: Actor,
) -> CallContext:
    """All that the operation needs of the database has been read, so that none is held while the vendor is asked."""
    call, again = claim.call, partial(admit_in_between, claim.call, work, actor)
    return CallContext(
        call=call,
        connection=admitted.connection,
        seen=admitted.seen,
        service=work.service,
        effect=effect,
        deadline=deadline,
        traffic=traffic,
        scopes=work.scopes,
        read_rights_again=again,
        has_books=admitted.has_books,
    )


def _in_turn(ctx: CallContext, work: Work, deadline: Deadline) -> AbstractContextManager[None]:
    """Where the vendor wants one write after another: wait a moment here, or for longer in the queue."""
    if not work.service.writes_in_turn or ctx.effect == "read":
        return nullcontext()
    release_database()
    return ctx.turn.held(deadline, patience=SHORT_WAIT)


def _throttle(ctx: CallContext, work: Work, deadline: Deadline) -> None:
    """Keep within the vendor's limits: wait a moment here, or for longer in the queue. Raises RateLimited."""
    while seconds := ctx.throttle.acquire(work.quota):
        if seconds > SHORT_WAIT:
            raise RateLimited(
                f"{work.service.name} is asked too often{f' with {ctx.connection}' if ctx.connection else ''}."
                " Wait, then try again.",
                retry_after=seconds,
            )
        deadline.wait(seconds)


def _found_out(claim: Claim, work: Work, admitted: Admitted, so_far: Ending, *, wait: float = 0.0) -> Ending | None:
    """Ask the vendor whether a sent write has happened, after a moment to file it; None if that cannot be said.

    ``so_far`` is what had left before.
    """
    if work.reconcile is None:
        return None
    traffic, deadline = Traffic(claim, work.service.name), Deadline(FINDING_OUT_SECONDS)
    try:
        with watch.over(claim.row, deadline):
            deadline.wait(wait)
            now = replace(admitted, seen=admitted.seen and look(admitted.seen.grant.pk))
            ctx = _context(claim, work, "read", now, deadline, traffic, SYSTEM)
            release_database()
            found = work.reconcile(ctx, admitted.data)
            return None if found is None else succeeded(stored(work, found), traffic, so_far)
    except Exception as error:  # see _run; here nothing is lost by it but the answer
        extra = {"call": str(claim.call.pk), "operation": work.key, "error": type(error).__name__}
        logger.warning("execution.not_found_out", extra=extra)
        return None


def _lost(detail: str) -> Ending:
    """At least the request that marked the call as sent has left, though its attempt could not count it."""
    return unknown(OutcomeUnknown(detail), requests=1)
