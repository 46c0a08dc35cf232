"""Calls that were open when the backup was made: a write is never sent a second time, a read is made."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from integrations import gate
from integrations.actors import SYSTEM, Actor
from integrations.egress.tests.vendor import Vendor
from integrations.errors import RemoteUnavailable
from integrations.execution import door
from integrations.execution.tests.conftest import PARAMS, Execute
from integrations.holders import Holder
from integrations.models import Call, Connection, Customer, UsageLine
from integrations.queue.dispatcher import dispatch
from integrations.restoring import pulse, resuming

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open_afterwards() -> Iterator[None]:
    yield
    gate.unlock()
    gate.doubt(None)


def waiting(operation: str, operator: Actor, acme: Customer) -> Call:
    holder = Holder.customer(acme)
    params = PARAMS if operation == "post.send_letter" else {}
    return door.submit(operation, params, call_key=uuid4().hex, actor=operator, source="api", holder=holder)


def test_nothing_is_begun_in_safe_mode(
    vendor: Vendor, execute: Execute, operator: Actor, acme: Customer, connection: Connection
) -> None:
    earlier = waiting("post.send_letter", operator, acme)
    pulse.enter("A backup came back.")
    pulse.keep_following()
    door.run_call(earlier.pk)
    refused = execute("post.read_letter", {})
    with pytest.raises(RemoteUnavailable, match=r"A backup came back\. Run: manage\.py resume"):
        waiting("post.read_letter", operator, acme)
    assert (refused.error or {})["code"] == "remote_unavailable"
    assert vendor.received == []
    assert Call.objects.get(pk=earlier.pk).state == Call.State.QUEUED


def test_after_resuming_reads_are_made_and_writes_are_not(
    vendor: Vendor, operator: Actor, acme: Customer, connection: Connection
) -> None:
    write, read = (waiting(operation, operator, acme) for operation in ("post.send_letter", "post.read_letter"))
    pulse.enter("A backup came back.")
    pulse.keep_following()
    assert resuming.foreseen()[:2] == [
        "1 open calls that change something end as outcome_unknown; none is sent.",
        "1 open calls that only read, or may be repeated, are made.",
    ]
    assert resuming.resume(SYSTEM)["calls"] == 1
    dispatch()
    for call in (write, read):
        door.run_call(call.pk)
    ended = Call.objects.get(pk=write.pk)
    error = ended.error or {}
    assert (ended.state, error["code"]) == (Call.State.OUTCOME_UNKNOWN, "outcome_unknown")
    assert "before the database came back" in error["detail"]
    assert Call.objects.get(pk=read.pk).state == Call.State.SUCCEEDED
    assert len(vendor.received) == 1
    assert not UsageLine.objects.filter(source_id=write.pk).exists()
