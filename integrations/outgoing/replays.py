"""Sending again what has ended: one delivery, or all that failed at an endpoint since some time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from integrations import audit
from integrations.actors import Actor
from integrations.errors import Conflict, InputError, NotFound
from integrations.models import WebhookDelivery, WebhookEndpoint
from integrations.outgoing.endpoints import locked, require_active
from integrations.outgoing.recording import TRIED_FOR
from integrations.outgoing.waking import wake

State = WebhookDelivery.State
MOST_AT_ONCE = 1_000


@transaction.atomic
def replay(actor: Actor, delivery: WebhookDelivery) -> WebhookDelivery:
    """Send a delivery that has ended again: the same message under its old id, for three days.

    Raises Conflict while it waits or its endpoint is off, NotFound, PermissionDenied.
    """
    endpoint = locked(actor, delivery.endpoint)
    require_active(endpoint)
    stored = WebhookDelivery.objects.select_for_update().filter(pk=delivery.pk, endpoint=endpoint).first()
    if stored is None:
        raise NotFound(f"There is no webhook delivery {str(delivery.pk)!r}.")
    if stored.state == State.WAITING:
        raise Conflict("This delivery is not over: it is tried again by itself.")
    _again(endpoint, WebhookDelivery.objects.filter(pk=stored.pk))
    audit.record(
        actor, "webhook.delivery.replay", stored, customer_id=stored.customer_id, after={"event": stored.event}
    )
    stored.refresh_from_db()
    return stored


@transaction.atomic
def replay_failed(actor: Actor, endpoint: WebhookEndpoint, *, since: datetime) -> int:
    """Send again what has failed since then, the oldest first, up to a thousand; returns how many.

    Raises Conflict where the endpoint is off, InputError for a time to come, NotFound, PermissionDenied.
    """
    if since > timezone.now():
        raise InputError(f"{since.isoformat()} is still to come. Name a time that is over.", field="since")
    stored = locked(actor, endpoint)
    require_active(stored)
    failed = stored.deliveries.filter(state=State.FAILED, created_at__gte=since).order_by("created_at", "pk")
    chosen = list(failed.values_list("pk", flat=True)[:MOST_AT_ONCE])
    count = _again(stored, WebhookDelivery.objects.filter(pk__in=chosen, state=State.FAILED))
    after: dict[str, object] = {"since": since.isoformat(), "deliveries": count}
    audit.record(actor, "webhook.endpoint.replay", stored, customer_id=stored.customer_id, after=after)
    return count


def _again(endpoint: WebhookEndpoint, ended: QuerySet[WebhookDelivery]) -> int:
    now = timezone.now()
    begun = {"state": State.WAITING, "due_at": now, "give_up_at": now + TRIED_FOR, "finished_at": None, "error": ""}
    count = ended.update(**begun)
    transaction.on_commit(lambda: wake([endpoint.pk]))
    return count
