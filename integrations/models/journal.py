"""Owned by events (outbox) and audit: what happened, for programs and for people."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class OutboxEvent(models.Model):
    """A fact written with the change it tells of, and delivered to subscribers after the commit, at least once."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=64)
    customer_id = models.UUIDField(null=True)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=("id",), condition=Q(delivered_at__isnull=True), name="outbox_undelivered")]

    def __str__(self) -> str:
        return f"{self.name} #{self.id}"


class AuditEvent(models.Model):
    """Who did what to which thing; append-only, written in the transaction of the action. No secrets.

    ``position`` grows in the order rows are written, as in the usage ledger.
    """

    position = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=64)
    customer_id = models.UUIDField(null=True)
    object_type = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    told = ""
    """What happened as a sentence, where the admin has looked up what things are called."""

    class Meta:
        ordering = ("-at", "id")
        indexes = [models.Index(fields=("object_type", "object_id"), name="audit_object")]

    def __str__(self) -> str:
        return self.told or f"Audit event of {self.at:%d %b %Y, %H:%M:%S}"
