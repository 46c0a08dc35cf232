"""Puts an endpoint's turn on offer when there is something to send to it. No code of workers is loaded here."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from integrations.models import WebhookDelivery, WebhookTurn
from integrations.queue.claims import FREE

State = WebhookTurn.State
AT_WORK = (State.QUEUED, State.RUNNING)


def wake(endpoints: Collection[UUID]) -> int:
    """Offer the turns of these endpoints, but for those that are paused or at work; returns how many."""
    turns = WebhookTurn.objects.filter(endpoint__in=endpoints, endpoint__is_active=True)
    return _offer(turns.values_list("pk", flat=True))


def wake_forgotten() -> int:
    """Offer turns whose endpoints have something due that nobody was woken for. A job of the scheduler.

    A turn may end in the moment when a delivery is written, and a process may die before it wakes anybody.
    """
    due = WebhookDelivery.objects.filter(endpoint=OuterRef("endpoint"), state="waiting", due_at__lte=timezone.now())
    holder_is_on = Q(endpoint__customer=None) | Q(endpoint__customer__is_active=True)
    turns = WebhookTurn.objects.exclude(state__in=AT_WORK).filter(holder_is_on, Exists(due), endpoint__is_active=True)
    return _offer(turns.values_list("pk", flat=True))


def _offer(found: Collection[UUID]) -> int:
    not_paused = Q(paused_until=None) | Q(paused_until__lte=timezone.now())
    idle = WebhookTurn.objects.filter(not_paused, pk__in=list(found)).exclude(state__in=AT_WORK)
    return idle.update(**FREE, state=State.QUEUED, offered_at=None, created_at=Now())
