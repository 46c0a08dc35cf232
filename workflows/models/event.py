"""Owned by runs: what happened in a run beyond the ordinary course of its steps, which keep their own numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class RunEvent(models.Model):
    """A change of a step that its row has no column for: it waits, was taken up again, has begun once more.

    Numbers are counted by the run, together with those in the steps' rows; both are read by ``runs.history``.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey("workflows.Run", on_delete=models.CASCADE, related_name="event_rows")
    number = models.PositiveIntegerField()
    # Steps and events go together with their run, so neither deleting nor the database has to look from step to event.
    step = models.ForeignKey(
        "workflows.Step",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    state = models.CharField(max_length=16)
    attempt = models.PositiveSmallIntegerField(default=0)
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
