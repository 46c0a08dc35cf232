"""The one door: every call to a vendor, from steps, REST, agents and pages, is asked for here."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Unpack
from uuid import UUID

from django.db import transaction

from integrations import gate
from integrations.actors import Actor
from integrations.catalog.registry import catalog
from integrations.database import release_database
from integrations.errors import MachinaError, NotFound, OutcomeUnknown
from integrations.execution import claims
from integrations.execution.admission import Admitted, LookedUp, account_for, admit
from integrations.execution.cancelling import ending_without_worker
from integrations.execution.claims import Claim
from integrations.execution.closing import close_claimed
from integrations.execution.endings import Foresee, Wait, cancelled, unknown
from integrations.execution.lapsed import given_up
from integrations.execution.opening import find_call, open_claimed, open_queued, open_riding, require_room
from integrations.execution.outcome import (
    FINISHED,
    Outcome,
    Record,
    outcome_of,
    progress_of,
    refused,
    taken,
    waiting,
)
from integrations.execution.params import checked
from integrations.execution.pauses import TellPause
from integrations.execution.refusals import trace
from integrations.execution.request import DEFAULT_TIMEOUT, CallOptions, CallRequest
from integrations.execution.work import may_have_happened, of_operation
from integrations.holders import Holder, authorise
from integrations.models import Call
from integrations.queue.claims import put_back
from integrations.queue.model import Queued

JOIN_SECONDS = 10.0
"""How long a worker waits for another one that performs the same call."""
MAYBE_DONE = (
    "It was under way when a backup of the database was made, and may have been carried out before the database came "
    "back. Look at the vendor before you try again."
)
LONGEST_REASON = 300
SHORTEST_POLL, LONGEST_POLL = 0.01, 0.1


def execute(
    operation: str,
    params: Mapping[str, object],
    *,
    holder: Holder,
    call_key: str,
    actor: Actor,
    source: str,
    record: Record | None = None,
    rides_on: Queued | None = None,
    tell_pause: TellPause | None = None,
    foresee: Foresee | None = None,
    give_up: str = "",
    comes_back: bool = True,
    **options: Unpack[CallOptions],
) -> Outcome:
    """Perform an operation in this worker and return how it ended; refusals are outcomes as well.

    The same ``call_key`` is performed once: asked again, it gives the stored outcome. ``record`` is called exactly
    once with a final outcome, in the transaction that closes the call (or in one of its own, when the call had ended
    before). An outcome that is not final (another worker is at it, or the call waits until ``not_before``) is not
    recorded: ask again with the same key. Raises only what ``record`` raises.

    ``rides_on`` is claimed work of the caller's, whose lease, cancel and watch then are the call's as well: ``record``
    has to end it and raises ClaimLost if it cannot. The same key must always come with the same work. ``tell_pause``
    hears, while the vendor is asked again, when that is and why. ``foresee`` is told how the call has ended right
    before the transaction that writes it down, and may add contents to it; it may be wrong in the end, so ``record``
    decides. With ``give_up`` a call that an earlier holder of the work has stored is not taken over, but ended for
    that reason. ``comes_back``: once it has asked the vendor, the call is put off only for work that will ask for it
    again, whatever becomes of the work meanwhile.
    """
    try:
        request = request_of(operation, params, holder=holder, call_key=call_key, actor=actor, source=source, **options)
        opened, admitted = _opened(request) if rides_on is None else opened_riding(request, rides_on)
    except MachinaError as error:
        with transaction.atomic():
            trace(
                error,
                operation=operation,
                actor=actor,
                source=source,
                holder=holder,
                run_id=options.get("run_id"),
                node_id=options.get("node_id", ""),
            )
            return _delivered(refused(error), record)
    if isinstance(opened, Claim):
        return _work(replace(opened, tell_pause=tell_pause, comes_back=comes_back), admitted, record, foresee)
    if rides_on is None:
        return _join(opened, record)
    return _take_over(Claim(opened, rides_on, tell_pause, comes_back), record, foresee, give_up)


def carry_out(request: CallRequest, row: Queued, record: Record) -> Outcome:
    """Perform in this worker, on its claim of other work, what a request made elsewhere asks for.

    As ``execute`` with ``rides_on``, but that a refusal is told to nobody but ``record``.
    """
    try:
        opened, admitted = opened_riding(request, row)
    except MachinaError as error:
        return _delivered(refused(error), record)
    if isinstance(opened, Claim):
        return _work(replace(opened, comes_back=False), admitted, record)
    return _take_over(Claim(opened, row, comes_back=False), record, None)


def submit(
    operation: str,
    params: Mapping[str, object],
    *,
    holder: Holder,
    call_key: str,
    actor: Actor,
    source: str,
    **options: Unpack[CallOptions],
) -> Call:
    """Open a call for the workers and wake one; asked again with the same key, the call it already stands for.

    Raises InputError, PayloadTooLarge, PermissionDenied, NotFound, NotConnected, ReconnectRequired, ScopeMissing,
    RateLimited for a holder with too many waiting, BudgetExceeded for a customer whose hard budget has no room for
    it, and Conflict for a key that was used for something else. Then nothing is stored.
    """
    request = request_of(operation, params, holder=holder, call_key=call_key, actor=actor, source=source, **options)
    return open_for_workers(request)


def open_for_workers(request: CallRequest) -> Call:
    """The call of an authorised request: the one its key stands for, or a new one on offer. Raises as ``submit``."""
    try:
        require_room(request)
        account = account_for(request)
    except MachinaError:
        known = find_call(request)
        if known is None:
            raise
        return known
    return open_queued(request, account)


def check(
    operation: str, params: Mapping[str, object], *, holder: Holder, actor: Actor, **options: Unpack[CallOptions]
) -> None:
    """Everything that can be known to be wrong before a call. Raises as ``submit``; nothing is stored."""
    account_for(request_of(operation, params, holder=holder, call_key="check", actor=actor, source="check", **options))


def run_call(call_id: UUID) -> None:
    """Perform an offered call in this worker; a call that is taken, ended or not yet due is left alone."""
    claim = claims.claim(call_id)
    if claim is not None:
        _work(claim, None, None)


def wait(call_id: UUID, seconds: float) -> Call:
    """The call as soon as it has ended, or as it is after so many seconds. Raises NotFound."""
    give_up_at, pause = time.monotonic() + seconds, SHORTEST_POLL
    while time.monotonic() < give_up_at:
        state = Call.objects.filter(pk=call_id).values_list("state", flat=True).first()
        if state is None or state in FINISHED:
            break
        release_database()
        time.sleep(min(pause, max(0.0, give_up_at - time.monotonic())))
        pause = min(LONGEST_POLL, pause * 1.5)
    call = Call.objects.select_related("customer", "result").filter(pk=call_id).first()
    if call is None:
        raise NotFound(f"There is no call {str(call_id)!r}.")
    return call


def request_of(
    operation: str,
    params: Mapping[str, object],
    *,
    holder: Holder,
    call_key: str,
    actor: Actor,
    source: str,
    **options: Unpack[CallOptions],
) -> CallRequest:
    """The wish, if its actor may ask for it. Raises InputError, PayloadTooLarge, PermissionDenied, NotFound."""
    gate.require_open()
    work = of_operation(catalog().operation(operation))
    authorise(actor, holder)
    return CallRequest(
        kind=Call.Kind.OPERATION,
        work=work,
        params=checked(params, at_most=work.largest_params),
        call_key=call_key,
        actor=actor,
        holder=holder,
        connection_id=options.get("connection"),
        source=source,
        run_id=options.get("run_id"),
        node_id=options.get("node_id", ""),
        timeout_seconds=options.get("timeout", DEFAULT_TIMEOUT),
        call_id=options.get("call_id"),
    )


def _opened(request: CallRequest) -> tuple[Call | Claim, Admitted | None]:
    """A call of ours with what it works with, or the one that the key already stands for, admitted then or not now.

    Most keys are new, so the unique key tells of an older call; it is looked for where the wish is refused by now.
    """
    try:
        admitted = admit(request)
    except MachinaError:
        known = find_call(request)
        if known is None:
            raise
        return known, None
    return open_claimed(request, admitted.connection, has_budgets=admitted.has_budgets), admitted


def opened_riding(
    request: CallRequest, row: Queued, looked_up: LookedUp | None = None
) -> tuple[Call | Claim, Admitted | None]:
    """The call that an earlier attempt at the work has stored, or a new one of ours. Raises as ``submit``.

    Only an earlier attempt at the same work can have stored a call, so the first one need not look for it."""
    known = find_call(request) if row.attempt > 1 else None
    if known is not None:
        return known, None
    if gate.is_doubtful(row.created_at) and not request.work.may_repeat:
        raise OutcomeUnknown(MAYBE_DONE)
    admitted = admit(request, looked_up)
    return open_riding(request, admitted.connection, row, has_budgets=admitted.has_budgets), admitted


def _work(claim: Claim, admitted: Admitted | None, record: Record | None, foresee: Foresee | None = None) -> Outcome:
    """Perform a claimed call and write down how it ended, or put it back."""
    from integrations.execution.perform import perform  # loads the vendors' clients, which only workers need

    ending = perform(claim, admitted)
    if isinstance(ending, Wait):
        if claim.is_riding:
            return waiting(ending.seconds, ending.reason)
        if put_back(claim.row, seconds=ending.seconds, waits_for=ending.reason[:LONGEST_REASON]):
            return _now(claim.call)
        ending = cancelled()
    outcome = close_claimed(claim, ending, record, foresee)
    if outcome is not None:
        return outcome
    # The lease was lost, and somebody else has decided or will.
    return taken(claim.call) if claim.is_riding else _delivered(_now(claim.call), record)


def _join(call: Call, record: Record | None) -> Outcome:
    """The outcome of a call that was opened before: stored, or soon to be, or ours to bring about."""
    if call.state not in FINISHED:
        claim = claims.claim(call.pk)
        if claim is not None:
            return _work(claim, None, record)
        if call.state == Call.State.RUNNING:
            call = wait(call.pk, JOIN_SECONDS)
    return _delivered(outcome_of(call) or progress_of(call), record)


def _take_over(claim: Claim, record: Record | None, foresee: Foresee | None, give_up: str = "") -> Outcome:
    """The outcome of a call that an earlier holder of the ridden work has stored; his part in it is over."""
    call, row = claim.call, claim.row
    if call.state not in FINISHED:
        his = Call.objects.filter(pk=call.pk, state=Call.State.RUNNING, claim_token=call.claim_token)
        if his.update(claim_token=row.claim_token, attempt=row.attempt):
            call.claim_token, call.attempt = row.claim_token, row.attempt
            if row.cancel_requested_at is not None:
                return close_claimed(claim, ending_without_worker(call), record) or taken(call)
            if give_up:
                return close_claimed(claim, given_up(call, give_up), record) or taken(call)
            if call.sent_at is None and may_have_happened(call):
                doubtful = unknown(OutcomeUnknown(MAYBE_DONE), requests=0)
                return close_claimed(claim, doubtful, record) or taken(call)
            return _work(claim, None, record, foresee)
    return _delivered(_now(call), record)


def _now(call: Call) -> Outcome:
    return progress_of(Call.objects.get(pk=call.pk))


def _delivered(outcome: Outcome, record: Record | None) -> Outcome:
    if record is not None and outcome.is_final:
        with transaction.atomic():
            record(outcome)
    return outcome
