"""Owned by deployments: published versions that are switched on for a customer or the owner."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q

from integrations.actors import Actor
from workflows.engine.variables import resolved_variables


class DeploymentQuerySet(models.QuerySet["Deployment"]):
    """Deployments as one actor may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """All for the operator's side; only its own for an actor confined to a customer."""
        return self if actor.sees_all else self.filter(customer_id=actor.customer_id)

    def started(self) -> Self:
        """Those whose triggers may start runs: switched on, and of nobody who is switched off."""
        return self.filter(Q(customer__isnull=True) | Q(customer__is_active=True), is_active=True)


class Deployment(models.Model):
    """One workflow for one customer or (without customer) for the owner, on one of its versions.

    There is one for each workflow and customer; another version takes the place of the one before.
    """

    class Health(models.TextChoices):
        HEALTHY = "healthy"
        UNHEALTHY = "unhealthy"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workflow = models.ForeignKey("workflows.Workflow", on_delete=models.CASCADE, related_name="deployments")
    version = models.ForeignKey("workflows.Version", on_delete=models.RESTRICT, related_name="deployments")
    customer = models.ForeignKey(
        "integrations.Customer", null=True, on_delete=models.CASCADE, related_name="deployments"
    )
    variables = models.JSONField(default=dict, help_text="Values of the version's variables, by name.")
    is_active = models.BooleanField(default=True, help_text="A paused one starts nothing.")
    paused_at = models.DateTimeField(null=True)
    health = models.CharField(max_length=9, choices=Health.choices, default=Health.HEALTHY)
    causes = models.JSONField(default=list, help_text="Why it is unhealthy, as last looked at.")
    looked_at = models.DateTimeField(null=True, help_text="When its health was last looked at; null for at once.")
    created_by = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(fields=("-created_at", "-id"), name="deployment_newest"),
            models.Index(fields=("looked_at", "id"), name="deployment_looked_at"),
            models.Index(fields=("customer", "-created_at", "-id"), name="deployment_of_customer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("workflow", "customer"), condition=Q(customer__isnull=False), name="deployment_once_a_customer"
            ),
            models.UniqueConstraint(
                fields=("workflow",), condition=Q(customer__isnull=True), name="deployment_once_for_the_owner"
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, paused_at__isnull=True) | Q(is_active=False, paused_at__isnull=False),
                name="deployment_paused_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow.name} for {self.customer.name if self.customer else 'the owner'}"

    @property
    def resolved_variables(self) -> dict[str, Any]:  # as JSON has them
        """A value for each variable of its version: the one that was set, else its default, else null."""
        declared = self.version.revision.document.get("variables", [])
        return resolved_variables(declared, self.variables)
