"""A real worker while one kind of work floods it: every queue has a share of its own."""

from __future__ import annotations

import time
from uuid import UUID, uuid4

import pytest
import redis
from celery import current_app

from integrations.models import Call, Connection
from integrations.queue.offers import tell
from machina.testing.worker import StartWorker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
FLOOD = 400


def calls(lane: str, count: int) -> list[Call]:
    """Calls of an operation that there is not, so that each ends as soon as it is somebody's turn."""
    rows = [
        Call(scope="owner", call_key=uuid4().hex, operation="no.such", lane=lane, share=UUID(int=number % 3))
        for number in range(count)
    ]
    return Call.objects.bulk_create(rows)


def ended(lane: str) -> int:
    return Call.objects.filter(lane=lane).exclude(state__in=Call.OPEN).count()


@pytest.mark.parametrize(("flooded", "other"), [("interactive", "background"), ("background", "interactive")])
def test_neither_lane_waits_for_all_of_the_other(
    start_worker: StartWorker, redis_server: redis.Redis, flooded: str, other: str
) -> None:
    tell(calls(flooded, FLOOD))
    tell(calls(other, 1))
    lapsed = Connection.objects.create(provider="google", status="pending", pending_until="2026-01-01T00:00:00Z")
    current_app.send_task("integrations.connect.accounts.tasks.lapse_pending", args=[str(lapsed.pk)], queue="default")
    start_worker()
    deadline = time.monotonic() + 30
    while not ended(other) or Connection.objects.exists():
        assert time.monotonic() < deadline
    assert ended(flooded) < FLOOD
