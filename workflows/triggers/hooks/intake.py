"""Taking in one call of a webhook: in one transaction it is kept, and the run it starts with it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from integrations.payloads.contents import unsaved
from integrations.prepared.inserts import insert
from integrations.prepared.queries import prepared
from workflows.models import InboxEvent, Trigger
from workflows.triggers import inbox
from workflows.triggers.kinds import WEBHOOK
from workflows.triggers.starting import start

logger = logging.getLogger(__name__)

State = InboxEvent.State


@dataclass(frozen=True)
class Taken:
    """A delivery that is kept, and the run that it has started or will start."""

    run_id: UUID
    is_new: bool
    has_started: bool


def find_hook(public_id: str) -> Trigger | None:
    """The webhook behind an address, with all that starting its run needs; None for one that is not there or off."""
    found = _listening(public_id=public_id)
    return found[0] if found else None


def take(
    trigger: Trigger,
    delivery_id: str,
    data: object,
    *,
    run_id: UUID,
    received_at: datetime,
    is_waited_for: bool = False,
) -> Taken:
    """Keep the delivery and start its run. What came before has the run that it had; what cannot be started now is
    kept as well, and tried again."""
    event = InboxEvent(
        trigger=trigger,
        source=inbox.source_of(trigger),
        delivery_id=inbox.bounded(delivery_id),
        run_id=run_id,
        state=State.STARTED,
        received_at=received_at,
    )
    try:
        with transaction.atomic():
            insert([event])
            start(trigger, data, run_id=run_id, is_waited_for=is_waited_for)
    except Exception as error:  # whatever is wrong with the start, the delivery is not lost
        return _known(event) or _keep(event, data, error)
    return Taken(run_id, is_new=True, has_started=True)


def _keep(event: InboxEvent, data: object, error: Exception) -> Taken:
    """Raises what the database raises: what is not kept is not acknowledged."""
    customer_id = event.trigger.deployment.customer_id
    event.content = unsaved(data, customer_id=customer_id, kept_for=inbox.KEPT)
    event.state = State.WAITING
    try:
        with transaction.atomic():
            insert([event.content])
            insert([event])
            inbox.failed(event, error)
    except IntegrityError:
        known = _known(event)
        if known is None:
            raise
        return known
    return Taken(event.run_id, is_new=True, has_started=False)


def _known(event: InboxEvent) -> Taken | None:
    """The same delivery, if it had come before."""
    before = InboxEvent.objects.filter(source=event.source, delivery_id=event.delivery_id).order_by().first()
    if before is None:
        return None
    return Taken(before.run_id, is_new=False, has_started=before.state == State.STARTED)


@prepared
def _listening(*, public_id: str) -> QuerySet[Trigger]:
    listening = Trigger.objects.listening().filter(type=WEBHOOK, public_id=public_id)
    return listening.select_related(*Trigger.NEEDED).defer(*Trigger.NOT_NEEDED).order_by()
