"""A real worker process delivers, and an endpoint that never answers holds up no other."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.conf import settings as live_settings

from integrations import events
from integrations.actors import SYSTEM
from integrations.egress.tests.vendor import Vendor, silence
from integrations.models import WebhookDelivery
from integrations.outgoing.endpoints import create_endpoint
from integrations.queue.dispatcher import dispatch
from machina.testing.worker import StartWorker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture
def receivers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Vendor, Vendor]]:
    """One that never answers, and one that does, in reach of this process and of the worker's."""
    dead, living = Vendor(), Vendor()
    dead.answers(silence())
    origins = [dead.url, living.url]
    monkeypatch.setenv("MACHINA_ALLOW_PRIVATE", ",".join(origins))
    monkeypatch.setattr(live_settings, "MACHINA_ALLOW_PRIVATE", origins)
    yield dead, living
    dead.close()
    living.close()


def test_events_arrive_by_celery_while_another_endpoint_is_dead(
    receivers: tuple[Vendor, Vendor], start_worker: StartWorker
) -> None:
    dead, living = receivers
    start_worker()
    for receiver in (dead, living):
        create_endpoint(SYSTEM, None, url=f"{receiver.url}/hook", events=["link.finished"])
    for number in range(5):
        events.emit("link.finished", {"link": str(number), "customer_id": None, "providers": ["google"]})
    dispatch()
    until = time.monotonic() + 10
    while len(living.received) < 5 and time.monotonic() < until:
        time.sleep(0.05)
    assert [each.json()["data"]["link"] for each in living.received] == ["0", "1", "2", "3", "4"]
    assert len({each.headers["webhook-id"] for each in living.received}) == 5
    assert len(dead.received) <= 1
    assert WebhookDelivery.objects.filter(state="waiting", endpoint__url__startswith=dead.url).count() == 5
