"""Owned by triggers: what starts the runs of a deployment, and what has come in to start one."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from integrations.actors import Actor
from integrations.queue.model import Queued, QueueFacts


class Poller(Queued):
    """Asks one account again and again what is new, for all triggers that want to know the same.

    ``listens_to`` says what it asks, and is unique. It waits until it is due, and its claims are counted from nought
    each time. ``turn`` is the number of the poll that is due or under way: a trigger that joins hands nothing over
    before the first poll that began after it. One that is ``private`` catches a single trigger up.
    """

    queue = QueueFacts(task="workflows.triggers.poll", take_up="workflows.triggers.polling.take_up")

    listens_to = models.CharField(max_length=64, unique=True)
    type = models.CharField(max_length=128)
    parameters = models.JSONField(default=dict)
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.CASCADE, related_name="+")
    connection_id = models.UUIDField(null=True)
    checkpoint = models.JSONField(null=True)
    turn = models.PositiveBigIntegerField(default=1)
    polled_at = models.DateTimeField(null=True, help_text="When the last poll that succeeded began.")
    failures = models.PositiveSmallIntegerField(default=0)
    is_private = models.BooleanField(default=False)

    class Meta(Queued.Meta):
        ordering = ("created_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="running") | Q(claim_token__isnull=False, lease_until__isnull=False),
                name="poller_running_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.listens_to[:8]}"


class TriggerQuerySet(models.QuerySet["Trigger"]):
    """Triggers as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only those of its deployments for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(deployment__customer_id=actor.customer_id)

    def listening(self) -> Self:
        """Those that may start runs now: of a deployment that is switched on, of nobody who is switched off."""
        of_nobody_off = Q(deployment__customer__isnull=True) | Q(deployment__customer__is_active=True)
        return self.filter(of_nobody_off, deployment__is_active=True, state__in=("active", "failing"))


class Trigger(models.Model):
    """One trigger node of a deployment.

    ``parameters`` are the node's as they were when it was registered. ``public_id`` is the secret part of a webhook's
    address. A schedule's ``checkpoint`` holds since when its intervals count, that of a paused service event where its
    poller was. ``next_run_at`` is a moment that is planned and has not come true. ``gap`` says in words what may have
    been missed, and when.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        ACTIVE = "active"
        PAUSED = "paused"
        FAILING = "failing"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deployment = models.ForeignKey("workflows.Deployment", on_delete=models.CASCADE, related_name="triggers")
    node_id = models.CharField(max_length=64)
    type = models.CharField(max_length=128)
    parameters = models.JSONField(default=dict)
    account = models.JSONField(null=True, help_text="Whose account it listens to: account_mode, customer, connection.")
    poller = models.ForeignKey(Poller, null=True, on_delete=models.SET_NULL, related_name="triggers")
    joined_turn = models.PositiveBigIntegerField(null=True, help_text="The first turn of its poller that counts.")
    public_id = models.CharField(max_length=43, unique=True, null=True, editable=False)  # noqa: DJ001  # many have none
    secret_sealed = models.TextField(blank=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    error = models.CharField(max_length=500, blank=True)
    gap = models.CharField(max_length=500, blank=True)
    next_run_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField(null=True)
    checkpoint = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TriggerQuerySet.as_manager()

    NEEDED = ("deployment__customer", "deployment__version__revision", "deployment__workflow")
    """What has to be read along with one that is to start a run."""
    NOT_NEEDED = (
        "error",
        "gap",
        "checkpoint",
        "account",
        "deployment__causes",
        "deployment__created_by",
        "deployment__version__contracts",
        "deployment__version__note",
        "deployment__version__revision__graph",
        "deployment__workflow__tags",
    )
    """What may be left out then: a process plans a drawing once."""

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=("deployment", "node_id"), name="trigger_once_a_node"),
        ]
        indexes = [
            models.Index(fields=("next_run_at",), condition=Q(next_run_at__isnull=False), name="trigger_due"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.node_id}"


class InboxQuerySet(models.QuerySet["InboxEvent"]):
    """What has come in, as one actor may see it."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only that of its deployments for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(trigger__deployment__customer_id=actor.customer_id)


class InboxEvent(models.Model):
    """One event that has come in for one trigger: it starts at most one run, whose id is fixed here.

    ``source`` says whose identifiers ``delivery_id`` is one of. Its content is kept here only while it waits; the run
    that it has started has it then. What could not be started five times is parked until somebody plays it again.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        STARTED = "started"
        PARKED = "parked"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trigger = models.ForeignKey(Trigger, on_delete=models.CASCADE, related_name="events")
    source = models.CharField(max_length=80)
    delivery_id = models.CharField(max_length=255)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    run_id = models.UUIDField(help_text="Of the run that it has started, or will.")
    content = models.ForeignKey(
        "integrations.Payload",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.JSONField(null=True)
    not_before = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    objects = InboxQuerySet.as_manager()

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("source", "delivery_id"), name="inbox_delivery_once"),
        ]
        indexes = [
            models.Index(fields=("not_before",), condition=Q(state="waiting"), name="inbox_waiting"),
            models.Index(fields=("trigger", "-received_at", "-id"), name="inbox_of_trigger"),
            models.Index(fields=("-received_at", "-id"), condition=Q(state="parked"), name="inbox_parked"),
        ]

    def __str__(self) -> str:
        return f"Event of {self.received_at:%d %b %Y, %H:%M:%S}"
