"""Owned by runs: calls of the addresses of waits."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class WaitCall(models.Model):
    """Somebody has called the address of a wait, perhaps before it began; ``id`` is that of the wait's step."""

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey("workflows.Run", on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(
        "integrations.Payload",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"call of {self.id}"
