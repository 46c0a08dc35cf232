"""Who works on a row: taking an offer, proving that it is still ours, and giving it back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from integrations import gate
from integrations.prepared.queries import Update, prepared_update
from integrations.queue.clock import from_now, is_due
from integrations.queue.deaths import new_token
from integrations.queue.model import Queued

FREE: dict[str, None] = {"claim_token": None, "lease_until": None, "not_before": None}
"""Columns of a row that nobody works on and that waits for nothing."""


class ClaimLost(Exception):
    """The row is not ours any more: its lease lapsed and somebody else has decided. Nothing may be written."""


def claim(row: Queued, **columns: object) -> bool:
    """Take an offer as it was read, by one UPDATE that also writes ``columns``; False if it is taken, over or not due.

    ``row`` then has the claim's token, and lacks only the lease, which is the database's to say. In safe mode nobody
    takes anything.
    """
    if gate.is_shut():
        return False
    ours = {
        "state": Queued.State.RUNNING,
        "claim_token": new_token(),
        "attempt": row.attempt + 1,
        "not_before": None,
        **columns,
    }
    if not _take(type(row), tuple(columns), pk=row.pk, known_attempt=row.attempt, known_state=row.state, **ours):
        return False
    for name, value in ours.items():
        setattr(row, name, value)
    return True


def claim_together(rows: Sequence[Queued], **columns: object) -> bool:
    """Take offers that nobody has taken before, by one UPDATE; False if not all of them are to be had.

    They were read in this transaction, under a lock that whoever changes one of them needs as well.
    """
    if gate.is_shut():
        return False
    ours = {"state": Queued.State.RUNNING, "claim_token": new_token(), "attempt": 1, "not_before": None}
    model = type(rows[0])
    offered = model._default_manager.filter(pk__in=[row.pk for row in rows], state__in=Queued.IDLE, attempt=0)
    changed = offered.update(**ours, **columns, lease_until=from_now(model.queue.lease_seconds))
    for row in rows:
        for name, value in ours.items():
            setattr(row, name, value)
    return changed == len(rows)


def claimed() -> dict[str, object]:
    """Columns of a new row that is its maker's own from the start, but for the lease."""
    return {"state": Queued.State.RUNNING, "claim_token": new_token(), "attempt": 1}


def held(row: Queued) -> QuerySet[Queued]:
    """Finds the row while it is ours."""
    return type(row)._default_manager.filter(pk=row.pk, state=Queued.State.RUNNING, claim_token=row.claim_token)


def may_go_on(row: Queued) -> QuerySet[Queued]:
    """Finds the row while it is ours and nobody wants it to stop."""
    return held(row).filter(cancel_requested_at__isnull=True)


def write(row: Queued, *, even_cancelled: bool = True, **columns: object) -> bool:
    """Write to a row while it is ours; False if it is not or (unless that is fine) somebody wants it to stop."""
    assert row.claim_token is not None
    return bool(_write(type(row), even_cancelled, tuple(columns), pk=row.pk, token=row.claim_token, **columns))


def put_back(row: Queued, *, seconds: float, even_cancelled: bool = False, **columns: object) -> bool:
    """Offer a row of ours again after a wait, writing ``columns`` as well.

    False if it is no longer ours or (unless that is fine) cancelled."""
    ours = held(row) if even_cancelled else may_go_on(row)
    waiting = {**FREE, "state": Queued.State.WAITING, "offered_at": None, "not_before": from_now(seconds), **columns}
    return bool(ours.update(**waiting))


def offer_lapsed(row: Queued) -> bool:
    """Offer a row again whose lease has lapsed; False if it was renewed or taken up meanwhile."""
    lapsed = held(row).filter(lease_until__lt=Now())
    return bool(lapsed.update(**FREE, state=Queued.State.QUEUED, offered_at=None))


@prepared_update
def _take(
    model: type[Queued], also: tuple[str, ...], *, pk: UUID, known_attempt: int, known_state: str, **ours: object
) -> Update:
    """``also`` names the columns that not every claim writes."""
    as_read = model._default_manager.filter(pk=pk, attempt=known_attempt, state=known_state)
    offered = as_read.filter(is_due(), state__in=Queued.IDLE)
    return Update(offered, **ours, lease_until=from_now(model.queue.lease_seconds))


@prepared_update
def _write(
    model: type[Queued], even_cancelled: bool, names: tuple[str, ...], *, pk: UUID, token: UUID, **columns: object
) -> Update:
    ours = model._default_manager.filter(pk=pk, state=Queued.State.RUNNING, claim_token=token)
    return Update(ours if even_cancelled else ours.filter(cancel_requested_at__isnull=True), **columns)
