"""Durable events with subscribe-by-name, so that facts travel up without arrows up.

``emit`` stores a fact in the caller's transaction and delivers it after the commit, at least once; ``hint`` tells
listeners after the commit and is allowed to get lost. What has to be stored with the fact itself, or not at all, is
written by a ``within`` listener, in that same transaction. Payloads are plain JSON and carry no secret.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from integrations.models import OutboxEvent

logger = logging.getLogger(__name__)

Payload = Mapping[str, object]
Handler = Callable[[Payload], None]
Keeper = Callable[[OutboxEvent], None]

REDELIVER_AFTER = timedelta(seconds=10)
MAX_FAILURES = 20
FORGOTTEN_AT_ONCE = 5_000
_handlers: dict[str, list[Handler]] = defaultdict(list)
_keepers: dict[str, list[Keeper]] = defaultdict(list)


def subscribe(name: str) -> Callable[[Handler], Handler]:
    """Register a handler of events called ``name``. It may be called twice for one event and must bear it."""

    def register(handler: Handler) -> Handler:
        if handler not in _handlers[name]:
            _handlers[name].append(handler)
        return handler

    return register


def within(name: str) -> Callable[[Keeper], Keeper]:
    """Register what is written in the transaction of events called ``name``, once for each.

    It writes and does nothing else: what it raises undoes the fact.
    """

    def register(keeper: Keeper) -> Keeper:
        if keeper not in _keepers[name]:
            _keepers[name].append(keeper)
        return keeper

    return register


def emit(name: str, payload: Payload, *, customer_id: UUID | None = None) -> None:
    """Store the event with the change it tells of; subscribers hear of it once the transaction commits."""
    with transaction.atomic():
        event = OutboxEvent.objects.create(name=name, payload=dict(payload), customer_id=customer_id)
        for keeper in _keepers[name]:
            keeper(event)
    transaction.on_commit(lambda: _deliver(event))


def hint(name: str, payload: Payload) -> None:
    """Tell this process's subscribers after the commit, once, without a stored row.

    Where there is nothing to commit, at once and without a connection to the database.
    """
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(lambda: _call_handlers(name, payload))
    else:
        _call_handlers(name, payload)


def redeliver() -> int:
    """Deliver what a dead process left behind; returns how many events were delivered."""
    late = OutboxEvent.objects.filter(
        delivered_at__isnull=True,
        failures__lt=MAX_FAILURES,
        created_at__lt=timezone.now() - REDELIVER_AFTER,
    ).order_by("id")
    return sum(_deliver(event) for event in late[:500])


def forget(kept_for: timedelta) -> int:
    """Delete facts that everybody has long heard of; returns how many. Safe to repeat."""
    old = OutboxEvent.objects.filter(delivered_at__lt=timezone.now() - kept_for).order_by("id")
    ids = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    return OutboxEvent.objects.filter(pk__in=ids).delete()[0]


def _deliver(event: OutboxEvent) -> bool:
    if _call_handlers(event.name, event.payload):
        OutboxEvent.objects.filter(pk=event.pk).update(delivered_at=timezone.now())
        return True
    OutboxEvent.objects.filter(pk=event.pk).update(failures=F("failures") + 1)
    return False


def _call_handlers(name: str, payload: Payload) -> bool:
    delivered = True
    for handler in _handlers[name]:
        try:
            handler(payload)
        except Exception:  # a listener's fault must not undo the fact or keep it from the other listeners
            logger.exception("events.handler_failed", extra={"event": name, "handler": handler.__qualname__})
            delivered = False
    return delivered
