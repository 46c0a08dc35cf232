"""How long contents are kept, what is said once they are gone, and the job that forgets them, in flat memory."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from integrations.models import Payload

CONTENTS = timedelta(days=30)
"""Parameters and results of calls and runs; the rows that say who, what, when and how it ended stay."""
FILES = timedelta(days=30)
PASSING = timedelta(days=1)
"""Choices of dropdowns and connection tests are of no interest after a day."""
BATCH = 500
BATCHES = 200


def no_longer_kept(kept_for: timedelta = CONTENTS) -> str:
    """What readers say in the place of a content that is gone."""
    days = max(1, kept_for.days)
    return f"Its content is no longer kept ({days} {'day' if days == 1 else 'days'})."


def prune() -> int:
    """Forget contents whose time is over, up to 100,000 at a time; returns how many. A job of the scheduler."""
    forgotten = 0
    for _ in range(BATCHES):
        over = Payload.objects.filter(expires_at__lte=timezone.now()).order_by("expires_at")
        ids = list(over.values_list("pk", flat=True)[:BATCH])
        Payload.objects.filter(pk__in=ids).delete()
        forgotten += len(ids)
        if len(ids) < BATCH:
            break
    return forgotten
