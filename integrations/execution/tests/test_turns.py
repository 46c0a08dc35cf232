"""Services whose vendor wants one write after another for an account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.catalog.registry import Catalog, using
from integrations.egress.deadline import Deadline
from integrations.egress.tests.vendor import Vendor, status
from integrations.egress.turns import Turn
from integrations.execution import perform
from integrations.execution.tests.conftest import Execute, MakeConnection
from integrations.execution.tests.post_service import post_service
from integrations.holders import Holder
from integrations.models import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_after_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(perform, "SHORT_WAIT", 0.0)
    with using(Catalog([post_service(tmp_path, writes_in_turn=True)])):
        yield


def turn_of(connection: Connection) -> Turn:
    return Turn(service="post", vendor="Post", account=connection.account_id or str(connection.pk))


def test_a_write_waits_in_the_queue_while_another_one_writes(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    with turn_of(connection).held(Deadline(20), patience=0):
        held_up = execute("post.send_letter")
        assert (held_up.state, vendor.received) == ("waiting", [])
        assert held_up.not_before is not None
    assert execute("post.send_letter").state == "succeeded"


def test_reading_waits_for_nobody(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    with turn_of(connection).held(Deadline(20), patience=0):
        assert execute("post.read_letter", {}).state == "succeeded"


def test_each_write_gives_its_turn_back_also_where_it_fails(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(status(400))
    assert [execute("post.send_letter").state for _ in range(2)] == ["failed", "failed"]


def test_other_accounts_are_written_to_at_the_same_time(
    vendor: Vendor, connection: Connection, make_connection: MakeConnection, execute: Execute
) -> None:
    other = make_connection(connection.customer, email="other@acme.example")
    assert connection.customer is not None
    with turn_of(connection).held(Deadline(20), patience=0):
        outcome = execute("post.send_letter", holder=Holder.customer(connection.customer), connection=other.pk)
    assert outcome.state == "succeeded"


def test_a_service_that_does_not_say_so_writes_at_will(
    vendor: Vendor, connection: Connection, execute: Execute, tmp_path: Path
) -> None:
    with using(Catalog([post_service(tmp_path)])), turn_of(connection).held(Deadline(20), patience=0):
        assert execute("post.send_letter").state == "succeeded"
