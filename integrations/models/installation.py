"""Owned by restoring: how far this database has come, to be compared with what is kept outside of it."""

from __future__ import annotations

from django.db import models


class Installation(models.Model):
    """One row. ``pulse`` counts up while the scheduler runs, and a copy outside tells of a database that went back."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    pulse = models.PositiveBigIntegerField(default=0)
    beaten_at = models.DateTimeField(null=True, help_text="When the pulse last went up.")
    safe_since = models.DateTimeField(null=True, help_text="Since when nothing is begun; null while all goes on.")
    resumed_at = models.DateTimeField(null=True, help_text="What was open then may have been done before.")
    safe_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_single_row")]

    def __str__(self) -> str:
        return "safe mode" if self.safe_since else "running"
