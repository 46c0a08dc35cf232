"""The scheduler's part in approvals: those that nobody answered end, and old ones are forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from workflows.agents.approvals.answering import expire
from workflows.models import Approval, Run

AT_ONCE = 500
KEPT = timedelta(days=90)
"""Of those that belong to no run; the others go with it."""


def sweep() -> int:
    """End what is over; returns how many. A job of the scheduler."""
    is_over = Q(expires_at__lte=timezone.now()) | (Q(run__isnull=False) & ~Q(run__state__in=Run.OPEN))
    late = Approval.objects.filter(is_over, state=Approval.State.OPEN).order_by("expires_at")
    return sum(expire(each) for each in late.values_list("pk", flat=True)[:AT_ONCE])


def prune() -> int:
    """Forget old answers; returns how many. A job of the scheduler."""
    old = Approval.objects.filter(run__isnull=True, answered_at__lt=timezone.now() - KEPT).order_by("answered_at")
    return Approval.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]
