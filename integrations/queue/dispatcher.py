"""Offers what waits, in fair turns: at most twice as much background work as there are places for it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now

from integrations.queue.clock import is_due
from integrations.queue.fairness import fair_turns
from integrations.queue.model import Queued, tables
from integrations.queue.offers import tell

Lane = Queued.Lane


def dispatch() -> int:
    """Tell workers of rows nobody was told of; returns how many. Run by the scheduler several times a second."""
    return sum(_dispatch(lane) for lane in Lane)


def _dispatch(lane: Lane) -> int:
    most = 2 * settings.WORKER_CONCURRENCY
    shares = _waiting_shares(lane, most)
    if not shares:
        return 0
    busy = _under_way(lane)
    # Interactive work is mostly told of by its makers; what comes back after a wait does not queue up behind theirs.
    room = most - busy.total() if lane == Lane.BACKGROUND else most
    if room <= 0:
        return 0
    waiting = {share: _oldest(lane, share, room) for share in shares}
    # One share leaves a quarter to those who come after its flood.
    return _offer(fair_turns(waiting, busy=busy, room=room, limit=most - most // 4))


def _untold(model: type[Queued], lane: Lane) -> QuerySet[Queued]:
    idle = model._default_manager.filter(is_due(), state__in=Queued.IDLE, lane=lane, offered_at__isnull=True)
    return idle.order_by()


def _waiting_shares(lane: Lane, most: int) -> list[UUID | None]:
    """Who waits, longest first; no more of them than there can be turns."""
    since: dict[UUID | None, datetime] = {}
    for model in tables():
        for share, oldest in _untold(model, lane).values_list("share").annotate(oldest=Min("created_at")):
            since[share] = min(oldest, since.get(share, oldest))
    return sorted(since, key=lambda share: since[share])[:most]


def _under_way(lane: Lane) -> Counter[UUID | None]:
    """What each share has running, or told of and not begun."""
    told = Q(state=Queued.State.RUNNING) | Q(state__in=Queued.IDLE, offered_at__isnull=False)
    counts: Counter[UUID | None] = Counter()
    for model in tables():
        rows = model._default_manager.filter(told, lane=lane).order_by()
        counts.update(dict(rows.values_list("share").annotate(Count("pk"))))
    return counts


def _oldest(lane: Lane, share: UUID | None, most: int) -> list[Queued]:
    of_share = Q(share=share) if share is not None else Q(share__isnull=True)
    rows = [
        row
        for model in tables()
        for row in _untold(model, lane)
        .filter(of_share)
        .only("pk", "lane", "share", "created_at")
        .order_by("created_at")[:most]
    ]
    return sorted(rows, key=lambda row: row.created_at)[:most]


def _offer(rows: list[Queued]) -> int:
    """Note the offer first: a worker that is faster than this must not find it noted after its claim."""
    for model in {type(row) for row in rows}:
        told = [row.pk for row in rows if type(row) is model]
        model._default_manager.filter(pk__in=told, state__in=Queued.IDLE).update(offered_at=Now())
    tell(rows)
    return len(rows)
