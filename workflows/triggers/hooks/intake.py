"""Taking in calls of webhooks: in one transaction they are kept, and the runs they start with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from integrations.payloads.contents import unsaved
from integrations.prepared.inserts import gathered, insert
from integrations.prepared.queries import prepared
from workflows.models import InboxEvent, Trigger
from workflows.triggers import inbox
from workflows.triggers.kinds import WEBHOOK
from workflows.triggers.starting import start

State = InboxEvent.State
_ID = re.compile(r"[A-Za-z0-9_-]{1,43}")


@dataclass(frozen=True)
class Delivered:
    """A call that proved itself, and what its run is to be started with."""

    trigger: Trigger
    name: str
    """What its sender calls it."""
    data: object
    run_id: UUID
    received_at: datetime
    is_waited_for: bool = False


@dataclass(frozen=True)
class Taken:
    """A delivery that is kept, and the run that it has started or will start."""

    run_id: UUID
    is_new: bool
    has_started: bool


def find_hook(public_id: str) -> Trigger | None:
    """The webhook behind an address, with all that starting its run needs; None for one that is not there or off."""
    found = _listening(public_id=public_id) if _ID.fullmatch(public_id) else []
    return found[0] if found else None


def has_come(delivery: Delivered) -> bool:
    """Whether it is kept already, so that nothing of it has to be stored again."""
    return _known(delivery) is not None


def take_all(deliveries: Sequence[Delivered]) -> list[Taken | Exception]:
    """Keep deliveries and start their runs, all in one transaction where nothing stands against it.

    What came before has the run that it had; what cannot be started now is kept as well, and tried again. An exception
    stands for what is not kept.
    """
    if len(deliveries) <= 1:
        return [_alone(each) for each in deliveries]
    try:
        _together(deliveries)
    except (OperationalError, InterfaceError) as error:  # the database is away: one by one would take ever longer
        return [error] * len(deliveries)
    except Exception:  # one of them has come before, or cannot be started: the others do without it
        middle = len(deliveries) // 2
        return [*take_all(deliveries[:middle]), *take_all(deliveries[middle:])]
    return [Taken(each.run_id, is_new=True, has_started=True) for each in deliveries]


def _together(deliveries: Sequence[Delivered]) -> None:
    events = [_event(each) for each in deliveries]
    events.sort(key=lambda each: (each.source, each.delivery_id))  # who keeps the same ones locks them in this order
    with transaction.atomic(), gathered():
        insert(events)
        for each in deliveries:
            start(each.trigger, each.data, run_id=each.run_id, is_waited_for=each.is_waited_for)


def _alone(delivery: Delivered) -> Taken | Exception:
    try:
        _together([delivery])
    except Exception as error:  # whatever is wrong with the start, the delivery is not lost
        try:
            return _known(delivery) or _keep(delivery, error)
        except Exception as failure:  # what is not kept is not acknowledged
            return failure
    return Taken(delivery.run_id, is_new=True, has_started=True)


def _event(delivery: Delivered) -> InboxEvent:
    return InboxEvent(
        trigger=delivery.trigger,
        source=inbox.source_of(delivery.trigger),
        delivery_id=inbox.bounded(delivery.name),
        run_id=delivery.run_id,
        state=State.STARTED,
        received_at=delivery.received_at,
    )


def _keep(delivery: Delivered, error: Exception) -> Taken:
    """Raises what the database raises."""
    event, customer_id = _event(delivery), delivery.trigger.deployment.customer_id
    event.content = unsaved(delivery.data, customer_id=customer_id, kept_for=inbox.KEPT)
    event.state = State.WAITING
    try:
        with transaction.atomic():
            insert([event.content])
            insert([event])
            inbox.failed(event, error)
    except IntegrityError:
        known = _known(delivery)
        if known is None:
            raise
        return known
    return Taken(event.run_id, is_new=True, has_started=False)


def _known(delivery: Delivered) -> Taken | None:
    """The same delivery, if it had come before."""
    source, name = inbox.source_of(delivery.trigger), inbox.bounded(delivery.name)
    before = InboxEvent.objects.filter(source=source, delivery_id=name).order_by().first()
    if before is None:
        return None
    return Taken(before.run_id, is_new=False, has_started=before.state == State.STARTED)


@prepared
def _listening(*, public_id: str) -> QuerySet[Trigger]:
    listening = Trigger.objects.listening().filter(type=WEBHOOK, public_id=public_id)
    return listening.select_related(*Trigger.NEEDED).defer(*Trigger.NOT_NEEDED).order_by()
