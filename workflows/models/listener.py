"""Owned by triggers: who waits for a test call of a webhook in the editor."""

from __future__ import annotations

import uuid

from django.db import models


class Listener(models.Model):
    """An operator waits for one call, which runs a drawing once; the row goes with that call.

    ``address_hash`` is the hash of the secret part of the address, which nobody else keeps. ``actor`` is who listens,
    whose rights are read again when the call comes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address_hash = models.CharField(max_length=64, unique=True, editable=False)
    secret_sealed = models.TextField(blank=True, editable=False)
    workflow = models.ForeignKey("workflows.Workflow", on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey("workflows.Revision", on_delete=models.CASCADE, related_name="+")
    node_id = models.CharField(max_length=64)
    customer = models.ForeignKey("integrations.Customer", null=True, on_delete=models.CASCADE, related_name="+")
    actor = models.JSONField()
    staff_id = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("workflow", "node_id", "staff_id"), name="listener_once_a_node"),
        ]

    def __str__(self) -> str:
        return f"Listener at {self.node_id}"
