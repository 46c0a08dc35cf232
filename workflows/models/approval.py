"""Owned by agents.approvals: what a person is asked before it is done, and what was answered."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from integrations.actors import Actor


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)


class Approval(models.Model):
    """One call that waits for a person: what it would do, on whose account, and who has asked for it.

    ``key`` says what asked, so that asking again is the same question. ``parameters`` are those that count: what was
    asked, or what whoever approved has made of it. ``run`` is null for a call over REST or MCP, which is then carried
    out by us, as ``call_id``, with ``error`` where even that was refused.
    """

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        REFUSED = "refused"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=300, unique=True)
    asked_hash = models.CharField(max_length=64, help_text="Of what was asked under the key.")
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.CASCADE, related_name="approvals")
    is_owner = models.BooleanField(default=False, help_text="Whether it is the owner's account.")
    connection_id = models.UUIDField(null=True, help_text="The account asked for; null takes the default one.")
    run = models.ForeignKey("workflows.Run", null=True, on_delete=models.CASCADE, related_name="approvals")
    step_id = models.UUIDField(null=True)
    node_id = models.CharField(max_length=64, blank=True)
    operation = models.CharField(max_length=128)
    summary = models.CharField(max_length=1_000, help_text="What will be done, in plain words.")
    parameters = models.ForeignKey(
        "integrations.Payload",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    is_edited = models.BooleanField(default=False, help_text="Whether whoever approved has changed the parameters.")
    actor = models.JSONField(help_text="Who asked, with the rights of that moment.")
    actor_id = models.CharField(max_length=64)
    source = models.CharField(max_length=32)
    mail_to = models.CharField(max_length=254, blank=True, help_text="Who is mailed a link to answer.")
    mailed_at = models.DateTimeField(null=True)
    slack_channel = models.CharField(max_length=32, blank=True, help_text="Id of the channel that is told of it.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    requested_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=250, blank=True)
    note = models.CharField(max_length=1_000, blank=True)
    call_id = models.UUIDField(null=True, help_text="The call that was made once it was approved.")
    told_at = models.DateTimeField(null=True, help_text="When whoever asked over MCP heard what came of it.")
    error = models.JSONField(null=True, help_text="Why there was none although it was approved.")

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "-id")
        indexes = [
            models.Index(fields=("-requested_at", "-id"), name="approval_newest"),
            models.Index(fields=("customer", "-requested_at", "-id"), name="approval_of_customer"),
            models.Index(fields=("expires_at",), condition=Q(state="open"), name="approval_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=True, is_owner=True) | Q(customer__isnull=False, is_owner=False),
                name="approval_says_whose",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="approval_answered_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Approval of {self.requested_at:%d %b %Y, %H:%M:%S}"  # what it says is not everybody's to read
