"""Owned by outgoing: addresses that are told of events, what they are told, and every attempt to tell them."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from integrations.actors import Actor
from integrations.queue.model import Queued, QueueFacts


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    """Endpoints as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)


class WebhookEndpoint(models.Model):
    """An address that is told of events: the operator's of everybody's, a customer's of its own alone."""

    class Why(models.TextChoices):
        GONE = "gone", "It answered that it is gone"
        BY_HAND = "by_hand", "Somebody switched it off"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        "integrations.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="webhook_endpoints"
    )
    url = models.CharField("address", max_length=2000)
    description = models.CharField(max_length=200, blank=True)
    events = models.JSONField(help_text='Names of events; a name may end in *, and "*" alone stands for all.')
    secret_sealed = models.TextField(editable=False)
    former_secret_sealed = models.TextField(blank=True, editable=False)
    former_secret_until = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(default=True)
    why_inactive = models.CharField(max_length=8, blank=True, choices=Why.choices)
    created_by = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, why_inactive="") | Q(is_active=False) & ~Q(why_inactive=""),
                name="webhook_endpoint_says_why_inactive",
            )
        ]

    def __str__(self) -> str:
        return self.description or self.url.partition("?")[0]


class WebhookTurn(Queued):
    """The work on one endpoint, by one worker at a time: nobody else waits for an endpoint that does not answer.

    It has ended while there is nothing to send. ``failures`` counts the attempts of whatever delivery that have failed
    one after the other, and until ``paused_until`` none is made.
    """

    queue = QueueFacts(task="integrations.outgoing.take_turn", take_up="integrations.outgoing.turns.take_up")

    endpoint = models.OneToOneField(WebhookEndpoint, on_delete=models.CASCADE, related_name="turn")
    failures = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)

    class Meta(Queued.Meta):
        indexes = [*Queued.Meta.indexes]

    def __str__(self) -> str:
        return f"turn of {self.endpoint_id}"


class WebhookDelivery(models.Model):
    """One event for one endpoint: the very bytes that are sent, however often.

    ``message_id`` is the same for all endpoints, attempts and replays of an event.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SUCCEEDED = "succeeded"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    customer = models.ForeignKey(
        "integrations.Customer",
        null=True,
        on_delete=models.CASCADE,
        related_name="webhook_deliveries",
        help_text="Whom the event is about.",
    )
    message_id = models.CharField(max_length=64)
    event = models.CharField(max_length=64)
    body = models.TextField(help_text="The JSON as it is sent and signed.")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="When the next attempt is made; null when it has ended.")
    give_up_at = models.DateTimeField(help_text="After this there is no further attempt.")
    status = models.PositiveSmallIntegerField(null=True, help_text="The HTTP status of the last answer.")
    error = models.CharField(max_length=500, blank=True, help_text="Why the last attempt failed.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "webhook delivery"
        verbose_name_plural = "webhook deliveries"
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(fields=("endpoint", "due_at"), condition=Q(state="waiting"), name="webhook_delivery_due"),
            models.Index(fields=("endpoint", "-created_at", "-id"), name="webhook_delivery_newest"),
            models.Index(fields=("finished_at",), name="webhook_delivery_finished"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("endpoint", "message_id"), name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", due_at__isnull=False, finished_at__isnull=True)
                | ~Q(state="waiting") & Q(due_at__isnull=True, finished_at__isnull=False),
                name="webhook_delivery_waits_until_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event.replace('.', ': ').replace('_', ' ')}, {self.created_at:%d %b %Y, %H:%M:%S}"


class WebhookAttempt(models.Model):
    """One request of a delivery, and how the endpoint answered."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="log")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, help_text="Null without an answer.")
    error = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=1000, blank=True, help_text="How the answer began.")

    class Meta:
        ordering = ("-number", "-id")
        indexes = [models.Index(fields=("at",), name="webhook_attempt_at")]

    def __str__(self) -> str:
        return f"attempt {self.number}"
