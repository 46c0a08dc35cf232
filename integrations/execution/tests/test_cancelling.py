"""Cancelling ends what has not begun and stops what is running."""

from __future__ import annotations

import threading
import time
from uuid import uuid4

import pytest
from django.db import connection as database

from integrations.actors import Actor
from integrations.egress.tests.vendor import Vendor, silence
from integrations.errors import NotFound
from integrations.execution import claims, door
from integrations.execution.cancelling import cancel
from integrations.execution.tests.conftest import LETTER, PARAMS, Execute, content
from integrations.holders import Holder
from integrations.models import Call, Connection, UsageLine


def submitted(operator: Actor, connection: Connection, operation: str = "post.send_letter") -> Call:
    return door.submit(
        operation,
        PARAMS if "send" in operation else {},
        call_key=uuid4().hex,
        actor=operator,
        source="api",
        holder=Holder.whose(connection.customer),
    )


@pytest.mark.django_db
def test_a_queued_call_ends_at_once_and_nothing_leaves(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    call = submitted(operator, connection)
    outcome = cancel(call.pk)
    assert (outcome.state, outcome.usage) == ("cancelled", None)
    assert outcome.error is not None
    assert outcome.error["code"] == "cancelled"
    door.run_call(call.pk)
    assert vendor.received == []
    assert UsageLine.objects.count() == 0


@pytest.mark.django_db
def test_a_call_that_has_ended_stays_as_it_is(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    outcome = execute("post.send_letter")
    assert outcome.call_id is not None
    assert cancel(outcome.call_id) == outcome
    assert content(Call.objects.get().result) == LETTER


@pytest.mark.django_db
def test_a_write_that_waits_to_be_found_out_may_have_happened(operator: Actor, connection: Connection) -> None:
    call = submitted(operator, connection)
    Call.objects.update(sent_at=call.created_at)
    assert cancel(call.pk).state == "outcome_unknown"
    assert UsageLine.objects.sales().get().outcome == "outcome_unknown"


@pytest.mark.django_db
def test_an_unknown_call_is_not_found(db: None) -> None:
    with pytest.raises(NotFound):
        cancel(uuid4())


@pytest.mark.django_db
def test_a_write_does_not_leave_once_its_call_is_to_be_cancelled(
    vendor: Vendor, operator: Actor, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = submitted(operator, connection)
    take = claims.claim

    def claim_and_cancel(call_id: object) -> claims.Claim | None:
        claim = take(call.pk)
        cancel(call.pk)
        return claim

    monkeypatch.setattr(claims, "claim", claim_and_cancel)
    door.run_call(call.pk)
    call.refresh_from_db()
    assert (call.state, call.sent_at) == ("cancelled", None)
    assert vendor.received == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("operation", "state"), [("post.read_letter", "cancelled"), ("post.send_letter", "outcome_unknown")]
)
def test_a_running_call_stops_within_a_second_or_so(
    vendor: Vendor, operator: Actor, connection: Connection, operation: str, state: str
) -> None:
    vendor.answers(silence())
    call = submitted(operator, connection, operation)
    worker = threading.Thread(target=run_and_leave, args=[call])
    worker.start()
    wait_for_request(vendor)
    assert cancel(call.pk).state == "running"
    began = time.monotonic()
    worker.join(timeout=20)
    assert time.monotonic() - began < 5
    call.refresh_from_db()
    assert call.state == state
    assert UsageLine.objects.sales().get().price == 0


def run_and_leave(call: Call) -> None:
    door.run_call(call.pk)
    database.close()


def wait_for_request(vendor: Vendor) -> None:
    deadline = time.monotonic() + 10
    while not vendor.received:
        assert time.monotonic() < deadline
        time.sleep(0.005)
