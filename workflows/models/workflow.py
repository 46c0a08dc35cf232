"""Owned by editor: workflows and their immutable revisions."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import F, Prefetch, Q

from integrations.actors import Actor
from workflows.engine.graph import upgraded

CURRENT = "current_ones"


class WorkflowQuerySet(models.QuerySet["Workflow"]):
    """Workflows as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; none for a customer's actor, because drawings are the operator's."""
        return self if actor.sees_all else self.none()

    def with_current(self) -> Self:
        """Each with the revision that the editor opens, read for all of them at once."""
        newest = Revision.objects.filter(number=F("workflow__revision"))
        return self.prefetch_related(Prefetch("revisions", queryset=newest, to_attr=CURRENT))


class Workflow(models.Model):
    """A named drawing. ``revision`` is the number of its current revision, ``version`` of its newest published one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, help_text="What people call this workflow.")
    revision = models.PositiveIntegerField(default=1, editable=False)
    version = models.PositiveIntegerField(null=True, editable=False)
    tags = models.JSONField(default=list, blank=True, help_text="Words to find it by.")
    error_workflow = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What is started when a run of it fails, with the run, the node and the error.",
    )
    run_limit = models.JSONField(
        null=True, blank=True, help_text="What one run may come to, {amount, currency}; null for no limit of its own."
    )
    created_by = models.CharField(max_length=250, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = WorkflowQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-id")
        indexes = [models.Index(fields=("-updated_at", "-id"), name="workflow_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> Revision:
        """The revision that the editor opens."""
        found: list[Revision] | None = getattr(self, CURRENT, None)
        return found[0] if found else self.revisions.get(number=self.revision)


class Revision(models.Model):
    """An immutable graph. Saved ones are numbered within their workflow; one made only to be run has no number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workflow = models.ForeignKey(Workflow, null=True, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(null=True)
    graph = models.JSONField()
    graph_hash = models.CharField(max_length=64)
    created_by = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("workflow", "number"), condition=Q(number__isnull=False), name="revision_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(workflow__isnull=False, number__gte=1),
                name="revision_number_of_workflow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow_id or 'draft'} r{self.number or 0}"

    @property
    def document(self) -> dict[str, Any]:  # as JSON has it
        """The graph in the present form, whenever it was stored; what is stored never changes."""
        return upgraded(self.graph)
