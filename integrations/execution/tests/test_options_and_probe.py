"""Choices and connection tests go through the same door, by a worker, while somebody waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Unpack
from uuid import UUID

import pytest
from django.db import connection as database

from integrations.actors import Actor, staff_actor
from integrations.catalog.options import OptionsPage
from integrations.catalog.registry import Catalog, using
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.errors import Conflict, NotFound, PermissionDenied, RemoteRejected, RemoteUnavailable, ScopeMissing
from integrations.execution import door, options, probe
from integrations.execution.options import open_options, page_of
from integrations.execution.request import CallOptions
from integrations.execution.tests.conftest import MakeConnection
from integrations.execution.waiting import place
from integrations.holders import Holder
from integrations.models import Call, Connection, Customer, UsageLine
from integrations.queue import offers
from integrations.queue.model import Queued

pytestmark = pytest.mark.django_db(transaction=True)

VIEWER = staff_actor(user_id=2, label="eve", groups=frozenset({"viewer"}), is_superuser=False)


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[threading.Thread]]:
    """A worker thread for each wake-up."""
    threads: list[threading.Thread] = []

    def work(call_id: UUID) -> None:
        door.run_call(call_id)
        database.close()

    def start(rows: list[Queued]) -> None:
        for row in rows:
            threads.append(threading.Thread(target=work, args=[row.pk]))
            threads[-1].start()

    monkeypatch.setattr(offers, "tell", start)
    yield threads
    for thread in threads:
        thread.join()


def load_options(
    operation: str,
    field: str,
    *,
    holder: Holder,
    actor: Actor,
    query: str = "",
    form: Mapping[str, object] | None = None,
    **wanted: Unpack[CallOptions],
) -> OptionsPage:
    """Ask for choices and wait for them, as REST does, in this thread."""
    with place() as mine:
        asked: CallOptions = {**wanted, "call_id": mine.call_id}
        call = open_options(operation, field, holder=holder, actor=actor, query=query, form=form, **asked)
        return page_of(field, call, mine.outcome_in_thread(call, options.SECONDS))


def test_choices_come_from_the_vendor_and_are_metered(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    vendor.answers(ok({"boxes": ["red", "blue"]}))
    page = load_options("post.send_letter", "to", actor=operator, query="r d", holder=Holder.whose(connection.customer))
    assert [(each.value, each.label) for each in page.options] == [("red", "Red"), ("blue", "Blue")]
    assert vendor.received[0].path == "/boxes?q=r+d"
    call = Call.objects.get()
    assert (call.kind, call.operation, call.source) == ("options", "post.load_boxes", "options")
    assert (UsageLine.objects.sales().get().operation, UsageLine.objects.sales().get().pricing_key) == (
        "post.load_boxes",
        "letter_read",
    )


def test_choices_may_rest_on_what_other_fields_hold(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    vendor.answers(ok({"boxes": []}))
    whose = Holder.whose(connection.customer)
    load_options("post.send_letter", "to", actor=operator, form={"street": "Elm"}, holder=whose)
    assert vendor.received[0].path == "/boxes?q=&street=Elm"


def test_choices_asked_twice_are_asked_of_the_vendor_twice(
    vendor: Vendor, operator: Actor, connection: Connection
) -> None:
    vendor.answers(ok({"boxes": []}))
    load_options("post.send_letter", "to", actor=operator, holder=Holder.whose(connection.customer))
    load_options("post.send_letter", "to", actor=operator, holder=Holder.whose(connection.customer))
    assert len(vendor.received) == 2


def test_a_refusal_of_the_vendor_is_raised(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    vendor.answers(status(400))
    with pytest.raises(RemoteRejected):
        load_options("post.send_letter", "to", actor=operator, holder=Holder.whose(connection.customer))


def test_choices_are_confined_like_operations(
    vendor: Vendor, operator: Actor, connection: Connection, globex: Customer, make_connection: MakeConnection
) -> None:
    foreign = make_connection(globex)
    confined = Actor(
        kind="api_key", id="1", label="key", customer_id=connection.customer_id, rights=frozenset({"operate"})
    )
    wishes: list[tuple[Actor, Holder, CallOptions]] = [
        (operator, Holder.whose(connection.customer), {"connection": foreign.pk}),
        (confined, Holder.customer(globex), {}),
        (confined, Holder.owner(), {}),
    ]
    for actor, holder, wanted in wishes:
        with pytest.raises(NotFound):
            load_options("post.send_letter", "to", holder=holder, actor=actor, **wanted)
    with pytest.raises(PermissionDenied):
        load_options("post.send_letter", "to", actor=VIEWER, holder=Holder.customer(globex))
    with pytest.raises(NotFound, match="no dynamic options"):
        load_options("post.send_letter", "text", actor=operator, holder=Holder.customer(globex))
    assert Call.objects.count() == len(vendor.received) == 0


def test_choices_that_do_not_come_are_given_up(
    vendor: Vendor, operator: Actor, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "tell", lambda rows: None)
    monkeypatch.setattr(options, "SECONDS", 1)
    with pytest.raises(RemoteUnavailable, match="did not come within 1 seconds"):
        load_options("post.send_letter", "to", actor=operator, holder=Holder.whose(connection.customer))
    assert Call.objects.get().state == "cancelled"


def test_a_connection_that_answers_passes_its_test_and_nobody_is_charged(
    vendor: Vendor, operator: Actor, connection: Connection
) -> None:
    outcome = probe.probe(operator, connection)
    assert (outcome.state, outcome.error) == ("succeeded", None)
    sale, cost = UsageLine.objects.sales().get(), UsageLine.objects.costs().get()
    assert (sale.price, sale.origin) == (cost.price, cost.origin) == (Decimal(0), "probe")
    assert cost.cost == Decimal("0.0001")


def test_a_connection_that_is_refused_fails_its_test(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    vendor.answers(status(400))
    outcome = probe.probe(operator, connection)
    assert outcome.error is not None
    assert outcome.error["code"] == "remote_rejected"


def test_what_keeps_a_test_from_starting_is_its_result(
    vendor: Vendor, operator: Actor, acme: Customer, make_connection: MakeConnection
) -> None:
    outcome = probe.probe(operator, make_connection(acme, scopes=[]))
    assert outcome.error is not None
    assert outcome.error["code"] == ScopeMissing.code
    assert vendor.received == []


def test_a_test_is_for_those_who_may(vendor: Vendor, connection: Connection, globex: Customer, operator: Actor) -> None:
    stranger = Actor(kind="api_key", id="1", label="key", customer_id=globex.pk, rights=frozenset({"operate"}))
    with pytest.raises(NotFound):
        probe.probe(stranger, connection)
    with pytest.raises(PermissionDenied):
        probe.probe(VIEWER, connection)
    with using(Catalog([])), pytest.raises(Conflict, match="declares a test"):
        probe.probe(operator, connection)
    assert Call.objects.count() == 0
