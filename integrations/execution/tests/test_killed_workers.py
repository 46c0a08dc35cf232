"""A real worker process, killed in the middle of a real request: what becomes of the call."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from integrations.actors import Actor
from integrations.catalog.registry import discover, using
from integrations.egress.tests.vendor import Reply, Vendor, ok, silence
from integrations.execution import door
from integrations.execution.tests.conftest import MakeConnection, content
from integrations.holders import Holder
from integrations.models import Call, Connection, Customer, UsageLine
from integrations.queue.clock import from_now
from integrations.queue.dispatcher import dispatch
from integrations.queue.sweeper import sweep
from integrations.services.gmail.service import MODIFY

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

StartWorker = Callable[[], "subprocess.Popen[bytes]"]
MAIL: dict[str, object] = {"to": ["bob@example.com"], "subject": "Hello", "body": "Hi"}


@pytest.fixture(autouse=True)
def _real_services(_post_office: None) -> Iterator[None]:
    with using(discover()):
        yield


@pytest.fixture
def mailbox(
    acme: Customer, make_connection: MakeConnection, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> Connection:
    """An account whose Gmail is the scripted vendor, for this process and for the workers it starts."""
    monkeypatch.setenv("MACHINA_ENDPOINTS", json.dumps({"google": {"api_root": vendor.url}}))
    return make_connection(acme, scopes=[MODIFY], services=["gmail"])


def killed_in_the_middle(
    operation: str,
    params: dict[str, object],
    *,
    vendor: Vendor,
    operator: Actor,
    mailbox: Connection,
    start_worker: StartWorker,
    first: tuple[Reply, ...] = (),
) -> Call:
    """A call whose worker is killed while it waits for the vendor's answer; another worker is there afterwards.

    ``first`` are the answers before that one.
    """
    vendor.answers(*first, silence())
    worker = start_worker()
    holder = Holder.whose(mailbox.customer)
    call = door.submit(operation, params, call_key="k", actor=operator, source="api", holder=holder)
    deadline = time.monotonic() + 20
    while len(vendor.received) <= len(first):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    worker.kill()
    worker.wait(timeout=10)
    start_worker()
    return call


def taken_up(call: Call) -> Call:
    """The call after its lease has lapsed and the sweeper has been there."""
    Call.objects.filter(pk=call.pk).update(lease_until=from_now(-1))
    sweep()
    dispatch()
    return door.wait(call.pk, 30)


def test_a_send_is_unknown_when_gmail_does_not_know_the_message(
    vendor: Vendor, operator: Actor, mailbox: Connection, start_worker: StartWorker
) -> None:
    call = killed_in_the_middle(
        "gmail.send_message",
        MAIL,
        vendor=vendor,
        operator=operator,
        mailbox=mailbox,
        start_worker=start_worker,
        first=(ok({"sendAs": []}),),
    )
    vendor.answers(ok({"resultSizeEstimate": 0}))
    call = taken_up(call)
    assert call.state == "outcome_unknown"
    assert [each.method for each in vendor.received] == ["GET", "POST", "GET"]
    record = UsageLine.objects.sales().get()
    assert (record.outcome, record.price) == ("outcome_unknown", Decimal(0))


def test_a_send_is_found_by_its_message_id_and_charged_once(
    vendor: Vendor, operator: Actor, mailbox: Connection, start_worker: StartWorker
) -> None:
    call = killed_in_the_middle(
        "gmail.send_message",
        MAIL,
        vendor=vendor,
        operator=operator,
        mailbox=mailbox,
        start_worker=start_worker,
        first=(ok({"sendAs": []}),),
    )
    vendor.answers(
        ok({"messages": [{"id": "m1", "threadId": "t1"}], "resultSizeEstimate": 1}),
        ok({"id": "m1", "threadId": "t1", "labelIds": ["SENT"]}),
    )
    call = taken_up(call)
    assert (call.state, content(call.result)["message_id"]) == ("succeeded", "m1")
    assert [each.method for each in vendor.received] == ["GET", "POST", "GET", "GET"]
    assert UsageLine.objects.sales().get().price > 0


def test_a_search_runs_again_and_has_its_result(
    vendor: Vendor, operator: Actor, mailbox: Connection, start_worker: StartWorker
) -> None:
    call = killed_in_the_middle(
        "gmail.search_messages",
        {"query": "invoice"},
        vendor=vendor,
        operator=operator,
        mailbox=mailbox,
        start_worker=start_worker,
    )
    vendor.answers(ok({"resultSizeEstimate": 0}))
    call = taken_up(call)
    assert (call.state, call.attempt, content(call.result)["messages"]) == ("succeeded", 2, [])
    assert UsageLine.objects.sales().count() == 1
