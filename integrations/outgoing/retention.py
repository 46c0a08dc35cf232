"""How long deliveries are kept, and the job that ends what waits in vain and forgets what has ended."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from integrations import events
from integrations.models import WebhookDelivery

KEPT_FOR = timedelta(days=30)
BATCH = 500
BATCHES = 200
NEVER_TRIED = "Its endpoint was switched off or out of order all the time."


def prune() -> int:
    """Give up what waits beyond its time, and forget what has ended long ago; returns how many were forgotten.

    A job of the scheduler, in flat memory.
    """
    give_up_late()
    events.forget(KEPT_FOR)
    forgotten = 0
    for _ in range(BATCHES):
        over = WebhookDelivery.objects.filter(finished_at__lt=timezone.now() - KEPT_FOR).order_by("finished_at")
        ids = list(over.values_list("pk", flat=True)[:BATCH])
        WebhookDelivery.objects.filter(pk__in=ids).delete()
        forgotten += len(ids)
        if len(ids) < BATCH:
            break
    return forgotten


def give_up_late() -> int:
    """Deliveries that nobody could try any more, because their endpoint is off; an hour after their last chance."""
    now = timezone.now()
    late = WebhookDelivery.objects.filter(state=WebhookDelivery.State.WAITING, give_up_at__lt=now - timedelta(hours=1))
    ended = {"state": WebhookDelivery.State.FAILED, "due_at": None, "finished_at": now}
    return late.filter(attempts=0).update(**ended, error=NEVER_TRIED) + late.update(**ended)
