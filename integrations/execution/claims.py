"""What a worker holds while it performs a call, and saying that a request which may change something is to leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from integrations.actors import ALL_RIGHTS, Actor
from integrations.egress.deadline import Cancelled
from integrations.egress.exchanged import Exchanged
from integrations.execution.pauses import TellPause
from integrations.holders import Holder, authorise_now
from integrations.models import Call
from integrations.prepared.inserts import insert
from integrations.prepared.queries import prepared
from integrations.queue import claims
from integrations.queue.clock import from_now
from integrations.queue.model import Queued

MOST_KEPT = 100
"""Requests that are written down of all attempts at a call."""


@dataclass(frozen=True)
class Claim:
    """A call to perform, and the claimed row that makes it ours: its own, or that of the work it rides on.

    Whoever lacks the row's token writes nothing. A call that rides has no row of its own before it has to.
    ``tell_pause`` hears why it does not go on at once. ``comes_back`` says whether whoever asked for it will ask again
    with the same key, so that a call may be stored and put off after it has sent something.
    """

    call: Call
    row: Queued
    tell_pause: TellPause | None = None
    comes_back: bool = True

    @classmethod
    def of(cls, call: Call) -> Claim:
        assert call.claim_token is not None
        return cls(call, call)

    @property
    def is_riding(self) -> bool:
        return self.row is not self.call

    @property
    def is_stored(self) -> bool:
        return not self.call._state.adding


def claim(call_id: UUID) -> Claim | None:
    """Take a call that is on offer and due; None if it is taken, ended or not due yet."""
    for call in _on_offer(pk=call_id):
        if claims.claim(call, started_at=timezone.now()):
            return Claim.of(call)
    return None


@prepared
def _on_offer(*, pk: UUID) -> QuerySet[Call]:
    return Call.objects.select_related("customer", "params").filter(pk=pk, state__in=Call.IDLE).order_by()


def mark_sent(claim: Claim) -> None:
    """Commit that a request which may change something is about to leave, by the rights of this moment.

    What it raises keeps the request from leaving: Cancelled if the call is no longer ours or is to be cancelled,
    PermissionDenied for an actor and NotConnected for a customer who has been switched off since.
    """
    now, call = timezone.now(), claim.call
    with unstored_unless_done(call), transaction.atomic():
        authorise_now(actor_of(call), Holder.stored(call.customer, is_owner=call.is_owner))
        if claim.is_riding:
            if not claims.may_go_on(claim.row).update(lease_until=from_now(claim.row.queue.lease_seconds)):
                raise Cancelled
            if not claim.is_stored:
                claim.call.sent_at = now
                store(claim.call)
            elif call.sent_at is None and not claims.write(call, even_cancelled=False, sent_at=now):
                raise Cancelled
        elif not claims.write(call, even_cancelled=False, sent_at=now):
            raise Cancelled


def note_turned_away(claim: Claim, requests: int, exchanges: Sequence[Exchanged]) -> None:
    """Commit what has left for the vendor in vain, before the call is put off and begun anew.

    Nothing is written of a call that is no longer ours.
    """
    call = claim.call
    columns: dict[str, object] = {
        "requests": call.requests + requests,
        "exchanges": exchanges_of(call, exchanges),
        "turned_away": call.turned_away + 1,
        "sent_at": None,
    }
    with unstored_unless_done(call), transaction.atomic():
        if claim.is_stored:
            claims.write(call, even_cancelled=True, **columns)
        elif claims.held(claim.row).update(lease_until=from_now(claim.row.queue.lease_seconds)):
            for name, value in columns.items():
                setattr(call, name, value)
            store(call)


def exchanges_of(call: Call, more: Sequence[Exchanged]) -> list[dict[str, object]]:
    """The requests of all attempts that are written down."""
    return [*call.exchanges, *(each.as_dict() for each in more)][:MOST_KEPT]


def store(call: Call) -> None:
    """Insert a new call with its parameters, in the caller's transaction."""
    insert([call.params] if call.params is not None else [])
    insert([call])


def actor_of(call: Call) -> Actor:
    """Who asked for the call. Whose it may be was checked then; staff's rights are read again where they count."""
    kind = cast(Literal["staff", "api_key", "link", "system"], call.actor_kind)  # stored from an actor
    return Actor(kind=kind, id=call.actor_id, label=call.actor_label, rights=ALL_RIGHTS)


@contextmanager
def unstored_unless_done(call: Call) -> Iterator[None]:
    """Remember that a new row is still to be inserted when the transaction that inserted it fails."""
    is_new = call._state.adding
    try:
        yield
    except BaseException:
        call._state.adding = is_new
        raise
