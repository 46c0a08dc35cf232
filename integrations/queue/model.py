"""The columns and the facts of a table whose rows are work; it knows no such table itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone


@dataclass(frozen=True)
class QueueFacts:
    """What a table declares about its work. Names stand for code, so that declaring loads no worker's modules."""

    task: str
    """Name of the Celery task that is woken with the id of a row."""
    take_up: str
    """Dotted path of the function that is given the id of a running row whose lease has lapsed."""
    lease_seconds: float = 20.0
    """How long a claim lasts without being renewed."""


class Queued(models.Model):
    """A row that is work: a ``queued`` or ``waiting`` one is an offer, which a worker claims by one UPDATE.

    ``attempt`` counts claims. A running row has a ``claim_token``, without which nobody may write to it, and a
    ``lease_until``. Times of lease and offer are by the database's clock. ``share`` says whose turn it uses up.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        WAITING = "waiting"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"
        SKIPPED = "skipped"
        OUTCOME_UNKNOWN = "outcome_unknown"

    class Lane(models.TextChoices):
        INTERACTIVE = "interactive"
        BACKGROUND = "background"

    OPEN = (State.QUEUED, State.RUNNING, State.WAITING)
    IDLE = (State.QUEUED, State.WAITING)

    queue: ClassVar[QueueFacts]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    lane = models.CharField(
        max_length=11,
        choices=Lane.choices,
        default=Lane.BACKGROUND,
        help_text="Interactive work has somebody waiting for it.",
    )
    share = models.UUIDField(null=True, help_text="The customer whose turn it uses up; null for the owner.")
    attempt = models.PositiveSmallIntegerField(default=0)
    claim_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(null=True, help_text="When a worker was last told of it; null while none was.")
    cancel_requested_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=("lane", "share", "created_at"),
                condition=Q(state__in=("queued", "waiting")),
                name="%(class)s_on_offer",
            ),
            models.Index(fields=("lease_until",), condition=Q(state="running"), name="%(class)s_lease"),
        ]


def tables() -> list[type[Queued]]:
    """Every table whose rows are work."""
    return [model for model in apps.get_models() if issubclass(model, Queued)]
