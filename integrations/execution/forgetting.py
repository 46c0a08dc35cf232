"""Forgets what nobody wants after a while: choices of dropdowns, tests, polls, talk about tokens, refused calls."""

from __future__ import annotations

from integrations.models import Call
from integrations.queue.clock import from_now

BATCH = 500
KEPT_SECONDS = 24 * 3600.0
TOKENS_KEPT_SECONDS = 30 * 24 * 3600.0
REFUSED_KEPT_SECONDS = 90 * 24 * 3600.0


def forget() -> None:
    """Delete some of them; run by the scheduler again and again."""
    passing = Call.objects.filter(
        kind__in=(Call.Kind.OPTIONS, Call.Kind.PROBE, Call.Kind.POLL), finished_at__lt=from_now(-KEPT_SECONDS)
    )
    refused = Call.objects.filter(is_refused=True, finished_at__lt=from_now(-REFUSED_KEPT_SECONDS))
    tokens = Call.objects.filter(kind=Call.Kind.CONNECT, finished_at__lt=from_now(-TOKENS_KEPT_SECONDS))
    for rows in (passing, tokens, refused):
        Call.objects.filter(pk__in=list(rows.order_by().values_list("pk", flat=True)[:BATCH])).delete()
