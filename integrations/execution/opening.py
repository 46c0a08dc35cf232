"""Opening a call: one row for each key, written before the vendor is asked."""

from __future__ import annotations

from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from integrations.errors import Conflict
from integrations.execution.claims import Claim
from integrations.execution.lease import LEASE_SECONDS, from_now
from integrations.execution.request import CallRequest
from integrations.execution.wake import wake_on_commit
from integrations.models import Call, Connection


def find_call(request: CallRequest) -> Call | None:
    """The call that this key already stands for. Raises Conflict when it was something else."""
    call = Call.objects.filter(scope=request.scope, call_key=request.call_key).first()
    if call is not None and call.request_hash != request.hash:
        raise Conflict(
            f"The key {request.call_key!r} was used for another operation, account or parameters. Use a new key."
        )
    return call


def open_queued(request: CallRequest, connection: Connection) -> Call:
    """A call on offer to the workers, or the one that another caller has opened with this key in the same moment."""
    call = _row(request, connection, state=Call.State.QUEUED, offered_at=Now())
    with transaction.atomic():
        opened = _insert(request, call)
        if opened is call:
            wake_on_commit(call)
    return opened


def open_claimed(request: CallRequest, connection: Connection) -> Claim | Call:
    """A call that is this worker's own from the start, or the one that another caller has just opened."""
    call = _row(
        request,
        connection,
        state=Call.State.RUNNING,
        attempt=1,
        attempt_token=uuid4(),
        lease_until=from_now(LEASE_SECONDS),
        started_at=timezone.now(),
    )
    opened = _insert(request, call)
    return Claim.of(call) if opened is call else opened


def _row(request: CallRequest, connection: Connection, **state: object) -> Call:
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
        params=request.params.values,
        timeout_seconds=request.timeout_seconds,
        **state,
    )


def _insert(request: CallRequest, call: Call) -> Call:
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError:
        existing = find_call(request)
        if existing is None:
            raise
        return existing
    return call
