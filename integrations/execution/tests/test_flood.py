"""A real worker under one customer's flood of slow background work: others begin at once all the same."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from subprocess import Popen

import pytest
from pytest_django import Settings

from integrations.actors import Actor
from integrations.catalog.registry import discover, using
from integrations.egress.tests.vendor import Vendor, silence
from integrations.execution import door
from integrations.execution.tests.conftest import MakeConnection
from integrations.holders import Holder
from integrations.models import Call, Customer
from integrations.queue.dispatcher import dispatch
from integrations.services.gmail.service import MODIFY

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def silent_gmail(vendor: Vendor, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker's vendor and four places."""
    monkeypatch.setenv("MACHINA_ENDPOINTS", json.dumps({"google": {"api_root": vendor.url}}))
    monkeypatch.setenv("WORKER_CONCURRENCY", "4")
    settings.WORKER_CONCURRENCY = 4
    vendor.answers(silence())
    with using(discover()):
        yield


def running(customer: Customer) -> int:
    return Call.objects.filter(customer=customer, state="running").count()


def until(condition: Callable[[], bool], *, seconds: float) -> None:
    """Dispatch as the scheduler does until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        dispatch()
        time.sleep(0.05)


def test_a_flood_delays_neither_another_customers_work_nor_who_waits_for_an_answer(
    silent_gmail: None,
    operator: Actor,
    acme: Customer,
    globex: Customer,
    make_connection: MakeConnection,
    start_worker: Callable[[], Popen[bytes]],
) -> None:
    for customer in (acme, globex):
        make_connection(customer, scopes=[MODIFY], services=["gmail"])

    def submit(customer: Customer, key: str, source: str) -> None:
        door.submit(
            "gmail.search_messages",
            {"query": key},
            call_key=key,
            actor=operator,
            source=source,
            holder=Holder.customer(customer),
        )

    start_worker()
    for number in range(40):
        submit(acme, f"flood-{number}", "workflow")
    until(lambda: running(acme) == 2, seconds=20)
    submit(globex, "first", "workflow")
    until(lambda: running(globex) == 1, seconds=3)
    submit(globex, "waited-for", "editor")
    until(lambda: running(globex) == 2, seconds=3)
    assert running(acme) == 2


def test_a_flood_of_calls_over_rest_leaves_the_next_customer_a_place(
    silent_gmail: None,
    operator: Actor,
    acme: Customer,
    globex: Customer,
    make_connection: MakeConnection,
    start_worker: Callable[[], Popen[bytes]],
) -> None:
    for customer in (acme, globex):
        make_connection(customer, scopes=[MODIFY], services=["gmail"])

    def submit(customer: Customer, key: str) -> None:
        door.submit(
            "gmail.search_messages",
            {"query": key},
            call_key=key,
            actor=operator,
            source="api",
            holder=Holder.customer(customer),
        )

    start_worker()
    for number in range(48):
        submit(acme, f"flood-{number}")
    until(lambda: running(acme) == 3, seconds=20)
    submit(globex, "first")
    until(lambda: running(globex) == 1, seconds=3)
    assert running(acme) == 3
