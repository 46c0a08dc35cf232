"""Forgetting conversations: at a person's wish, when they have not been used for long, and when there are too many."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import Actor
from integrations.errors import NotFound, PermissionDenied
from integrations.holders import Holder
from integrations.payloads.contents import Payload
from workflows.models import Memory, MemoryMessage

UNUSED = timedelta(days=90)
MOST_MEMORIES = 10_000
"""Of one holder. Session keys may come from outside: beyond it the one that was not used for longest goes."""
BATCH, BATCHES = 200, 50


def get_memory(actor: Actor, memory_id: UUID) -> Memory:
    """Raises NotFound, also for another customer's."""
    found = Memory.objects.visible_to(actor).select_related("customer", "summary").filter(pk=memory_id).first()
    if found is None:
        raise NotFound(f"There is no memory {str(memory_id)!r}. GET /api/v1/memories/ lists them.")
    return found


@transaction.atomic
def erase_memory(actor: Actor, memory_id: UUID) -> None:
    """Delete a conversation with all that was said in it. Raises NotFound, PermissionDenied."""
    memory = get_memory(actor, memory_id)
    now = as_of_now(actor)
    if not actor.may("operate") or not now.may("operate"):
        raise PermissionDenied(f"{actor.label!r} may not erase memories: that needs the right 'operate'.")
    before = {"messages": memory.messages.count()}
    audit.record(actor, "memory.erase", memory, customer_id=memory.customer_id, before=before)
    _delete(Memory.objects.filter(pk=memory.pk))


def prune() -> int:
    """Forget what was not used for 90 days, up to 10,000 conversations at a time; returns how many. A job."""
    forgotten = 0
    for _ in range(BATCHES):
        old = Memory.objects.filter(used_at__lt=timezone.now() - UNUSED).order_by("used_at")
        ids = [*old.values_list("pk", flat=True)[:BATCH]]
        with transaction.atomic():
            _delete(Memory.objects.filter(pk__in=ids))
        forgotten += len(ids)
        if len(ids) < BATCH:
            break
    return forgotten


def make_room(holder: Holder) -> None:
    """Let the conversation go that this holder has not used for longest, where there is one too many."""
    theirs = Memory.objects.filter(customer=holder.of)
    over = theirs.count() - MOST_MEMORIES
    if over > 0:
        _delete(Memory.objects.filter(pk__in=[*theirs.order_by("used_at", "pk").values_list("pk", flat=True)[:over]]))


def delete_messages(rows: QuerySet[MemoryMessage]) -> None:
    """With what they say."""
    contents = [*rows.order_by().values_list("content_id", flat=True)]
    if contents:
        rows.order_by().delete()
        Payload.objects.filter(pk__in=contents).delete()


def _delete(memories: QuerySet[Memory]) -> None:
    summaries = [*memories.order_by().exclude(summary=None).values_list("summary_id", flat=True)]
    delete_messages(MemoryMessage.objects.filter(memory__in=memories.order_by()))
    Payload.objects.filter(pk__in=summaries).delete()
    memories.order_by().delete()
