"""Owned by execution: calls, the durable record of everything sent to a vendor."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from integrations.actors import Actor
from integrations.models.exact import ExactDecimalField
from integrations.queue.model import Queued, QueueFacts


class CallQuerySet(models.QuerySet["Call"]):
    """Calls as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)


class Call(Queued):
    """One call of an operation (or options loader, or probe, or poll of a trigger, or answer of a language model).

    One more kind is no call of anybody's: a request to a provider about tokens, which is written down once it is over.

    Unique on ``scope`` + ``call_key``; ``request_hash`` covers operation, connection and params. A call that somebody
    asked for by itself is work in the queue, with a lease of its own. One that rides on the claim of other work has
    none: its row is written before a request that may change something leaves, or else when it has ended. One that was
    refused before it was opened leaves a row as well, under a key of its own: who asked for what, and why not.
    The actor, run, node and ridden row are opaque references.
    """

    queue = QueueFacts(task="integrations.execution.run_call", take_up="integrations.execution.lapsed.take_up")

    class Kind(models.TextChoices):
        OPERATION = "operation"
        OPTIONS = "options"
        PROBE = "probe"
        POLL = "poll"
        MODEL = "model"
        CONNECT = "connect"

    LOGGED = (Kind.OPERATION.value, Kind.CONNECT.value)
    """What the call log has: what somebody has asked for, and what providers were asked about tokens."""

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OPERATION)
    scope = models.CharField(
        max_length=120, help_text="Whose key space: owner or customer:<id>; api: for keys that programs choose."
    )
    call_key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    operation = models.CharField(max_length=128)
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.SET_NULL, related_name="calls")
    is_owner = models.BooleanField(default=False)
    connection = models.ForeignKey(
        "integrations.Connection", null=True, on_delete=models.SET_NULL, related_name="calls"
    )
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=200)
    source = models.CharField(max_length=32)
    run_id = models.UUIDField(null=True)
    node_id = models.CharField(max_length=64, blank=True)
    rides_on = models.UUIDField(null=True, help_text="The row whose claim covers this call.")
    params = models.ForeignKey(
        "integrations.Payload",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    timeout_seconds = models.PositiveSmallIntegerField(default=60)
    sent_at = models.DateTimeField(
        null=True, help_text="Committed before the first request that may change something leaves for the vendor."
    )
    requests = models.PositiveIntegerField(default=0, help_text="Requests that reached the vendor, all attempts.")
    exchanges = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), help_text="How those requests looked and ended."
    )
    turned_away = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How often it was begun anew because the vendor had asked to wait."
    )
    waits_for = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="Why it was put back to the queue, in words."
    )
    reserved = ExactDecimalField(
        max_digits=30, decimal_places=10, null=True, help_text="What it may cost a hard budget, as long as it is open."
    )
    reserved_in = models.CharField(max_length=3, blank=True, default="", db_default="")
    result = models.ForeignKey(
        "integrations.Payload",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    is_refused = models.BooleanField(
        default=False, db_default=False, help_text="Never opened: nothing was sent, kept or charged."
    )
    error = models.JSONField(null=True)
    warnings = models.JSONField(default=list)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta(Queued.Meta):
        ordering = ("-created_at", "id")
        indexes = [
            *Queued.Meta.indexes,
            models.Index(fields=("customer", "-created_at"), name="call_of_customer"),
            models.Index(fields=("-created_at", "-id"), name="call_newest"),
            models.Index(fields=("actor_id", "-created_at"), condition=Q(is_refused=True), name="call_refused"),
            models.Index(
                fields=("customer",),
                condition=Q(reserved__isnull=False, state__in=Queued.OPEN),
                name="call_reserved",
            ),
            models.Index(fields=("run_id",), condition=Q(run_id__isnull=False), name="call_of_run"),
            models.Index(
                fields=("finished_at",),
                condition=Q(kind__in=("options", "probe", "poll", "connect")),
                name="call_soon_forgotten",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=("scope", "call_key"), name="call_once"),
            models.CheckConstraint(
                condition=~Q(state="running")
                | Q(claim_token__isnull=False, lease_until__isnull=False, rides_on__isnull=True)
                | Q(claim_token__isnull=False, lease_until__isnull=True, rides_on__isnull=False),
                name="call_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(rides_on__isnull=True) | ~Q(state__in=Queued.IDLE), name="call_riding_is_never_on_offer"
            ),
            models.CheckConstraint(
                condition=Q(is_refused=False)
                | Q(
                    state="failed",
                    started_at__isnull=True,
                    sent_at__isnull=True,
                    requests=0,
                    params__isnull=True,
                    result__isnull=True,
                    error__isnull=False,
                ),
                name="call_refused_has_no_content",
            ),
        ]

    def __str__(self) -> str:
        operation = self.operation.replace(".", ": ").replace("_", " ")
        return f"{operation}, {self.created_at:%d %b %Y, %H:%M:%S}"
