"""Owned by runs: what came of the items of a loop."""

from __future__ import annotations

from django.db import models


class LoopItem(models.Model):
    """How one item of a loop has ended: what it gave, or why not. ``step`` is that of the loop itself."""

    id = models.BigAutoField(primary_key=True)
    # Items go together with the steps of their run, so neither deleting nor the database has to look for them.
    step = models.ForeignKey(
        "workflows.Step", on_delete=models.DO_NOTHING, related_name="items", db_index=False, db_constraint=False
    )
    index = models.PositiveIntegerField()
    result = models.ForeignKey(
        "integrations.Payload",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    error = models.JSONField(null=True)

    class Meta:
        ordering = ("step", "index")
        constraints = [models.UniqueConstraint(fields=("step", "index"), name="loop_item_once")]

    def __str__(self) -> str:
        return f"{self.step_id} [{self.index}]"
