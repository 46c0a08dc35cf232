"""Owned by versions: published copies of workflows, and what each node took and gave when they were published."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from integrations.actors import Actor


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; none for a customer's actor, because drawings are the operator's."""
        return self if actor.sees_all else self.none()


class Version(models.Model):
    """A published drawing: numbered within its workflow from 1, and never changed afterwards.

    Its revision cannot be deleted while it is there; ``contracts`` tells for each node id the ``NodeContract`` by hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workflow = models.ForeignKey("workflows.Workflow", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey("workflows.Revision", on_delete=models.RESTRICT, related_name="versions")
    note = models.CharField(max_length=1_000, blank=True)
    contracts = models.JSONField(default=dict, help_text="Hash of the contract of each node, by the node's id.")
    created_by = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("workflow", "number"), name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class NodeContract(models.Model):
    """What an operation or trigger took and gave at some time: kept once, however many versions rely on it."""

    hash = models.CharField(max_length=64, primary_key=True)
    node_type = models.CharField(max_length=128)
    contract = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("node_type", "created_at")

    def __str__(self) -> str:
        return f"{self.node_type} {self.hash[:8]}"
