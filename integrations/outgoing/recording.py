"""Writes what goes out in the transaction of the fact it tells of. Importing it begins to listen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from integrations import events
from integrations.models import OutboxEvent, WebhookDelivery, WebhookEndpoint
from integrations.outgoing.kinds import KINDS, Data, wants
from integrations.outgoing.waking import wake

TRIED_FOR = timedelta(days=3)


def record(event: OutboxEvent) -> None:
    """A delivery for every endpoint that wants to know and may: the operator's, and those of whom it is about."""
    data = KINDS[event.name].data(event.payload)
    if data is None:
        return
    may_know = Q(customer=None) | Q(customer_id=event.customer_id) if event.customer_id else Q(customer=None)
    endpoints = [
        each
        for each in WebhookEndpoint.objects.filter(may_know, is_active=True).order_by("pk")
        if wants(each.events, event.name)
    ]
    if endpoints:
        write(endpoints, event.name, data, at=event.created_at, customer_id=event.customer_id)


def write(
    endpoints: Iterable[WebhookEndpoint], name: str, data: Data, *, at: datetime, customer_id: UUID | None
) -> list[WebhookDelivery]:
    """One message for these endpoints; they are woken once it is committed. Call inside a transaction."""
    now, message_id = timezone.now(), f"msg_{uuid4().hex}"
    body = json.dumps({"type": name, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)
    written = WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint,
            customer_id=customer_id,
            message_id=message_id,
            event=name,
            body=body,
            due_at=now,
            give_up_at=now + TRIED_FOR,
        )
        for endpoint in endpoints
    )
    transaction.on_commit(partial(wake, [each.endpoint_id for each in written]))
    return written


for _name in KINDS:
    events.within(_name)(record)
