"""Owned by execution: calls, the durable record of everything sent to a vendor."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Call(models.Model):
    """One call of an operation (or options loader, or probe), opened before the vendor is asked and closed after.

    Unique on ``scope`` + ``call_key``; ``request_hash`` covers operation, connection and params. A running row has
    an ``attempt_token`` and a ``lease_until`` by the database's clock. The actor, run and node are opaque references.
    """

    class Kind(models.TextChoices):
        OPERATION = "operation"
        OPTIONS = "options"
        PROBE = "probe"

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        WAITING = "waiting"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"
        SKIPPED = "skipped"
        OUTCOME_UNKNOWN = "outcome_unknown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OPERATION)
    scope = models.CharField(max_length=120, help_text="Whose key space: customer:<id> or owner, with the actor.")
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
    params = models.JSONField(default=dict)
    timeout_seconds = models.PositiveSmallIntegerField(default=60)
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    attempt_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(
        null=True, help_text="Committed before the first request that may change something leaves for the vendor."
    )
    cancel_requested_at = models.DateTimeField(null=True)
    requests = models.PositiveIntegerField(default=0, help_text="Requests that reached the vendor, all attempts.")
    reserved = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)
    warnings = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "id")
        indexes = [
            models.Index(
                fields=("state", "lease_until"),
                condition=Q(state__in=("queued", "running", "waiting")),
                name="call_open",
            ),
            models.Index(fields=("customer", "-created_at"), name="call_of_customer"),
            models.Index(fields=("run_id",), condition=Q(run_id__isnull=False), name="call_of_run"),
            models.Index(
                fields=("finished_at",), condition=Q(kind__in=("options", "probe")), name="call_soon_forgotten"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=("scope", "call_key"), name="call_once"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(attempt_token__isnull=False, lease_until__isnull=False),
                name="call_running_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.id}"
