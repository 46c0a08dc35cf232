"""Forgets old runs, in flat memory. The usage ledger and the audit log are kept elsewhere and stay."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from workflows.models import AgentEntry, LoopItem, Revision, Run, RunEvent, Step

KEPT = timedelta(days=30)
BATCH = 500
BATCHES = 40


def prune() -> int:
    """Delete runs that were over 30 days ago, up to 20,000 at a time; returns how many."""
    deleted = 0
    for _ in range(BATCHES):
        batch = _prune_batch()
        deleted += batch
        if batch < BATCH:
            break
    return deleted


def _prune_batch() -> int:
    old = Run.objects.filter(created_at__lt=Now() - KEPT, finished_at__lt=Now() - KEPT)
    run_ids = list(old.order_by("created_at", "id").values_list("pk", flat=True)[:BATCH])
    runs = Run.objects.filter(pk__in=run_ids)
    with transaction.atomic():
        drafts = list(Revision.objects.filter(runs__in=run_ids, number__isnull=True).values_list("pk", flat=True))
        for rows in (
            RunEvent.objects.filter(run__in=run_ids),
            LoopItem.objects.filter(step__run__in=run_ids),
            AgentEntry.objects.filter(run__in=run_ids),
            Step.objects.filter(run__in=run_ids),
            runs,
            Revision.objects.filter(pk__in=drafts, runs__isnull=True, versions__isnull=True),
        ):
            rows.order_by().delete()
    return len(run_ids)
