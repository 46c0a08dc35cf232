"""Owned by runs: what happened in a run, numbered in the order of the commits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class RunEvent(models.Model):
    """One change of a run (without step) or of one of its steps; a client that reconnects asks for those since N."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey("workflows.Run", on_delete=models.CASCADE, related_name="event_rows")
    number = models.PositiveIntegerField()
    # Steps and events go together with their run, so neither deleting nor the database has to look from step to event.
    step = models.ForeignKey(
        "workflows.Step",
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    state = models.CharField(max_length=16)
    message = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("run", "number")
        constraints = [
            models.UniqueConstraint(fields=("run", "number"), name="run_event_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="run_event_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.number} {self.state}"
