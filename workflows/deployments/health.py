"""The health of deployments as last looked at, kept for lists; a change for the worse is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from integrations import events
from workflows.deployments.causes import Cause, causes_of, told_to_customers
from workflows.models import Deployment

UNHEALTHY = "deployment.unhealthy"
"""Fact: ``{deployment, workflow, name, version, customer_id, causes}``, as a customer may read it."""
LOOKED_AT_AGAIN = timedelta(minutes=1)
AT_ONCE = 200


def look_at_all() -> int:
    """Look at those that nobody has looked at for a minute, the longest ago first; returns how many. A job."""
    late = Q(looked_at__isnull=True) | Q(looked_at__lt=timezone.now() - LOOKED_AT_AGAIN)
    found = Deployment.objects.filter(late).order_by(F("looked_at").asc(nulls_first=True), "id")
    found = found.select_related("workflow", "customer", "version__revision").prefetch_related("triggers")
    return look_at(found[:AT_ONCE])


def look_at(deployments: Iterable[Deployment]) -> int:
    """Find out how each is and keep it; returns how many were looked at."""
    seen = []
    for each in deployments:
        _keep(each, causes_of(each))
        seen.append(each.pk)
    Deployment.objects.filter(pk__in=seen).update(looked_at=timezone.now())
    return len(seen)


@events.subscribe("connection.changed")
@events.subscribe("connection.connected")
def soon(fact: events.Payload) -> None:
    """An account has changed: those who may use it are looked at next."""
    key = fact.get("customer_id")
    whose = Q(customer__key=key) if key else Q(customer__isnull=True)
    theirs = Deployment.objects.filter(whose).values("pk")
    Deployment.objects.filter(pk__in=theirs).update(looked_at=None)


@transaction.atomic
def _keep(deployment: Deployment, causes: list[Cause]) -> None:
    """Whoever has looked at the same time has told of it already."""
    health = Deployment.Health.UNHEALTHY if causes else Deployment.Health.HEALTHY
    kept = [each.as_dict() for each in causes]
    if (deployment.health, deployment.causes) == (health, kept):
        return
    before, deployment.health, deployment.causes = deployment.health, health, kept
    changed = Deployment.objects.filter(pk=deployment.pk, health=before).update(health=health, causes=kept)
    if changed and deployment.is_active and before == Deployment.Health.HEALTHY:
        _tell(deployment)


def _tell(deployment: Deployment) -> None:
    customer = deployment.customer
    events.emit(
        UNHEALTHY,
        {
            "deployment": str(deployment.pk),
            "workflow": str(deployment.workflow_id),
            "name": deployment.workflow.name,
            "version": deployment.version.number,
            "customer_id": customer.key if customer else None,
            "causes": [told_to_customers(each) for each in deployment.causes],
        },
        customer_id=deployment.customer_id,
    )
