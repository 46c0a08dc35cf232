"""What has come in: kept before anything is done with it, started once, and parked when it cannot be started."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from integrations import audit
from integrations.actors import Actor
from integrations.errors import Conflict, MachinaError, NotFound, PermissionDenied
from integrations.payloads.contents import load, unsaved
from integrations.prepared.inserts import insert
from workflows.models import InboxEvent, Trigger
from workflows.triggers.starting import is_on, start

logger = logging.getLogger(__name__)

State = InboxEvent.State
LONGEST_ID = 255
MOST_ATTEMPTS = 5
FIRST_PAUSE = 5.0
AT_ONCE = 200
KEPT = timedelta(days=30)
"""So long a second delivery is recognised, and a parked event can be played again."""
FORGOTTEN_AT_ONCE = 2_000


@dataclass(frozen=True)
class Delivery:
    """One event as it came: what its sender calls it, and what a run is started with."""

    delivery_id: str
    data: object


def take(trigger: Trigger, deliveries: Sequence[Delivery], *, received_at: datetime) -> int:
    """Keep what was not there before, in the caller's transaction; how many that were. They are started later."""
    by_id = {bounded(each.delivery_id): each for each in deliveries}
    source = source_of(trigger)
    known = set(
        InboxEvent.objects.filter(source=source, delivery_id__in=[*by_id])
        .order_by()
        .values_list("delivery_id", flat=True)
    )
    customer_id = trigger.deployment.customer_id
    new = [
        InboxEvent(
            trigger=trigger,
            source=source,
            delivery_id=delivery_id,
            run_id=uuid4(),
            content=unsaved(each.data, customer_id=customer_id, kept_for=KEPT),
            received_at=received_at,
        )
        for delivery_id, each in by_id.items()
        if delivery_id not in known
    ]
    insert([each.content for each in new if each.content is not None])
    InboxEvent.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def source_of(trigger: Trigger) -> str:
    """Whose identifiers the deliveries of a trigger have."""
    return f"trigger:{trigger.pk}"


def bounded(delivery_id: str) -> str:
    """The identifier as a column takes it."""
    if len(delivery_id) <= LONGEST_ID and delivery_id.isprintable():
        return delivery_id
    return f"sha256:{hashlib.sha256(delivery_id.encode('utf-8', 'surrogatepass')).hexdigest()}"


def start_waiting() -> int:
    """Start what waits and is due; returns how many were looked at. A job of the scheduler."""
    return _start_all(_due())


def start_for(triggers: Collection[UUID]) -> int:
    """Start what waits for these triggers."""
    return _start_all(_due() & Q(trigger__in=triggers)) if triggers else 0


def _due() -> Q:
    return Q(state=State.WAITING) & (Q(not_before__isnull=True) | Q(not_before__lte=timezone.now()))


def _start_all(which: Q) -> int:
    """In the order in which they came; one that fails holds up none of the others."""
    ids = list(InboxEvent.objects.filter(which).order_by("received_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    for event_id in ids:
        try:
            start_one(event_id)
        except Exception:  # what cannot even be parked must not stop those behind it
            logger.exception("triggers.event_not_started", extra={"event": str(event_id)})
    return len(ids)


@transaction.atomic
def start_one(event_id: UUID) -> bool:
    """Start the run of a waiting event; False if it is not waiting (any more), or could not be started."""
    locked = InboxEvent.objects.select_for_update(of=("self",), skip_locked=True)
    event = locked.select_related("content").filter(pk=event_id, state=State.WAITING).first()
    if event is None:
        return False
    trigger = Trigger.objects.select_related(*Trigger.NEEDED).defer(*Trigger.NOT_NEEDED).get(pk=event.trigger_id)
    if not is_on(trigger):
        _end(event, State.DROPPED, {"code": "conflict", "detail": "The deployment was paused before it could start."})
        return False
    if event.content is None:
        _end(event, State.PARKED, {"code": "not_found", "detail": "Its content is no longer kept."})
        return False
    try:
        with transaction.atomic():
            start(trigger, load(event.content), run_id=event.run_id)
    except Exception as error:  # whatever is wrong with it, the event stays to be seen
        failed(event, error)
        return False
    InboxEvent.objects.filter(pk=event.pk).update(state=State.STARTED, content=None, error=None)
    return True


def failed(event: InboxEvent, error: Exception) -> None:
    """Note an attempt that failed: it is tried again, the fifth time it is parked."""
    if not isinstance(error, MachinaError):
        logger.error("triggers.start_failed", extra={"event": str(event.pk)}, exc_info=error)
        error = MachinaError("It could not be started because of a fault in Machina. The log says more.")
    event.attempts += 1
    is_last = event.attempts >= MOST_ATTEMPTS
    pause = timedelta(seconds=FIRST_PAUSE * 4 ** (event.attempts - 1))
    InboxEvent.objects.filter(pk=event.pk).update(
        attempts=event.attempts,
        state=State.PARKED if is_last else State.WAITING,
        error=error.as_dict(),
        not_before=None if is_last else timezone.now() + pause,
    )


def _end(event: InboxEvent, state: str, error: dict[str, object]) -> None:
    InboxEvent.objects.filter(pk=event.pk).update(state=state, error=error)


def get_event(actor: Actor, event_id: UUID) -> InboxEvent:
    """Raises NotFound, also for another customer's."""
    events = InboxEvent.objects.visible_to(actor).select_related("trigger__deployment__customer", "content")
    found = events.filter(pk=event_id).first()
    if found is None:
        raise NotFound(f"There is no event {str(event_id)!r}. GET /api/v1/inbox/ lists them.")
    return found


@transaction.atomic
def replay(actor: Actor, event_id: UUID) -> InboxEvent:
    """Try a parked or dropped event again, from nought. Raises NotFound, PermissionDenied, Conflict."""
    event = get_event(actor, event_id)
    if not actor.may("operate"):
        raise PermissionDenied(f"{actor.label!r} may not start runs: that needs the right 'operate'.")
    if event.content_id is not None and event.content is None:
        raise Conflict("Its content is no longer kept, so it cannot be played again.")
    again = InboxEvent.objects.filter(pk=event_id, state__in=(State.PARKED, State.DROPPED))
    if not again.update(state=State.WAITING, attempts=0, error=None, not_before=None):
        raise Conflict(f"This event is {event.state}. Only one that was parked or dropped can be played again.")
    customer_id = event.trigger.deployment.customer_id
    audit.record(actor, "inbox.replay", event, customer_id=customer_id, after={"delivery_id": event.delivery_id})
    transaction.on_commit(lambda: start_for([event.trigger_id]))
    return event


def prune() -> int:
    """Forget old events, in flat memory; returns how many. A job of the scheduler."""
    old = InboxEvent.objects.filter(received_at__lt=timezone.now() - KEPT).order_by("received_at")
    ids = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    return InboxEvent.objects.filter(pk__in=ids).delete()[0]
