"""Opening a call: one row for each key, written before the vendor is asked, or a place on other work's claim."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from integrations.billing.budgets.spending import make_room
from integrations.billing.prices import Quote, quote
from integrations.errors import BudgetExceeded, Conflict, RateLimited
from integrations.execution.claims import Claim, store, unstored_unless_done
from integrations.execution.llm import metering
from integrations.execution.request import CallRequest
from integrations.models import Call, Connection
from integrations.payloads.contents import unsaved
from integrations.payloads.retention import CONTENTS, PASSING
from integrations.prepared.places import UNUSED
from integrations.prepared.queries import prepared
from integrations.queue.claims import claimed
from integrations.queue.clock import from_now
from integrations.queue.model import Queued
from integrations.queue.offers import offer_on_commit, on_offer

MOST_WAITING = 500
"""Calls of one holder that may wait for a worker at once."""
ASK_AGAIN_AFTER = 5.0


def find_call(request: CallRequest) -> Call | None:
    """The call that this key already stands for. Raises Conflict when it was something else."""
    calls = Call.objects.select_related("customer", "params", "result")
    call = calls.filter(scope=request.scope, call_key=request.call_key).first()
    if call is not None and call.request_hash != request.hash:
        raise Conflict(
            f"The key {request.call_key!r} was used for another operation, account or parameters. Use a new key."
        )
    return call


def require_room(request: CallRequest) -> None:
    """Raises RateLimited for a holder of whom so many calls wait for a worker that another one would only wait."""
    if _last_that_may_wait(MOST_WAITING, request.share is None, lane=request.lane, share=request.share or UNUSED):
        raise RateLimited(
            f"{MOST_WAITING} calls for {request.holder} wait for a worker already. Ask again when some have ended.",
            retry_after=ASK_AGAIN_AFTER,
        )


@prepared
def _last_that_may_wait(most: int, is_owner: bool, *, lane: str, share: UUID) -> QuerySet[Call]:
    of_share = Q(share__isnull=True) if is_owner else Q(share=share)
    waiting = Call.objects.filter(of_share, state__in=Call.IDLE, lane=lane).order_by().only("pk")
    return waiting[most - 1 : most]


def open_queued(request: CallRequest, connection: Connection | None) -> Call:
    """A call on offer to the workers, or the one that another caller has opened with this key before."""
    call = _row(request, connection, id=request.call_id or uuid4(), **on_offer(lane=request.lane, share=request.share))
    with transaction.atomic():
        opened = _insert(request, call)
        if opened is call:
            offer_on_commit(call)
    return opened


def open_claimed(request: CallRequest, connection: Connection | None, *, has_budgets: bool = True) -> Claim | Call:
    """A call that is this worker's own from the start, or the one that another caller has opened before."""
    lease = from_now(Call.queue.lease_seconds)
    call = _row(request, connection, **claimed(), lease_until=lease, started_at=timezone.now())
    opened = _insert(request, call, has_budgets=has_budgets)
    return Claim.of(call) if opened is call else opened


def open_riding(request: CallRequest, connection: Connection | None, row: Queued, *, has_budgets: bool = True) -> Claim:
    """A call on the claim of other work, to be stored when it has to be: at once where a hard budget has to know.

    Its id and its time are the same for every attempt at that work, for what the vendor is told of them.
    """
    call = _row(
        request,
        connection,
        id=uuid5(row.pk, request.call_key),
        created_at=row.created_at,
        rides_on=row.pk,
        state=Call.State.RUNNING,
        attempt=row.attempt,
        claim_token=row.claim_token,
        started_at=timezone.now(),
    )
    if has_budgets and _may_have_budgets(request):
        with unstored_unless_done(call), transaction.atomic():
            if _reserve(request, call):
                store(call)
    return Claim(call, row)


def _row(request: CallRequest, connection: Connection | None, **columns: object) -> Call:
    return Call(
        kind=request.kind,
        scope=request.scope,
        call_key=request.call_key,
        request_hash=request.hash,
        operation=request.work.key,
        customer=request.holder.of,
        is_owner=request.holder.is_owner,
        connection=connection,
        actor_kind=request.actor.kind,
        actor_id=request.actor.id,
        actor_label=request.actor.label[:200],
        source=request.source,
        run_id=request.run_id,
        node_id=request.node_id,
        params=unsaved(request.params.values, customer_id=request.holder.customer_id, kept_for=_kept_for(request.kind)),
        timeout_seconds=request.timeout_seconds,
        **({"lane": request.lane, "share": request.share} | columns),
    )


def _may_have_budgets(request: CallRequest) -> bool:
    """The operator has none, and to test an account is free."""
    return request.holder.customer_id is not None and request.kind != Call.Kind.PROBE


def _reserve(request: CallRequest, call: Call) -> bool:
    """Take the room that the call needs in the customer's hard budgets, to be stored with it in this transaction.

    False where there are none. Raises BudgetExceeded.
    """
    customer_id = request.holder.customer_id
    if customer_id is None:
        return False
    room = make_room(customer_id, lambda: _quoted(request, call, customer_id))
    if room is not None:
        call.reserved, call.reserved_in = room.price, room.currency
    return room is not None


def _quoted(request: CallRequest, call: Call, customer_id: UUID) -> Quote:
    """What it may cost. Raises BudgetExceeded for what nobody can tell."""
    if request.kind == Call.Kind.MODEL:
        return metering.estimate(call)
    return quote(request.work.service.key, request.work.pricing_key, customer_id)


def _kept_for(kind: str) -> timedelta:
    return CONTENTS if kind in (Call.Kind.OPERATION, Call.Kind.MODEL) else PASSING


def _insert(request: CallRequest, call: Call, *, has_budgets: bool = True) -> Call:
    try:
        with unstored_unless_done(call), transaction.atomic():
            if has_budgets and _may_have_budgets(request):
                _reserve(request, call)
            store(call)
    except (BudgetExceeded, IntegrityError):
        existing = find_call(request)
        if existing is None:
            raise
        return existing
    return call
