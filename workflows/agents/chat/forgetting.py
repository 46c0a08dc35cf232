"""Forgets conversations and links that have not been used for long, in flat memory."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from integrations.payloads.contents import Payload
from workflows.models import Chat, ChatLink, ChatTurn

UNUSED = timedelta(days=90)
BATCH, BATCHES = 200, 50


def prune() -> int:
    """Delete what was not used for 90 days, and links that ended then; returns how many conversations. A job."""
    long_ago = timezone.now() - UNUSED
    forgotten = 0
    for _ in range(BATCHES):
        old = Chat.objects.filter(used_at__lt=long_ago).order_by("used_at")
        ids = [*old.values_list("pk", flat=True)[:BATCH]]
        with transaction.atomic():
            turns = ChatTurn.objects.filter(chat__in=ids).order_by()
            Payload.objects.filter(pk__in=[*turns.values_list("text_id", flat=True)]).delete()
            turns.delete()
            Chat.objects.filter(pk__in=ids).order_by().delete()
        forgotten += len(ids)
        if len(ids) < BATCH:
            break
    ChatLink.objects.filter(expires_at__lt=long_ago).order_by().delete()
    return forgotten
