"""One call, one effect, one charge: whoever asks again, whoever dies, in whatever order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from typing import TypeVar

import pytest
from django.db import connection as database
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.actors import Actor
from integrations.egress.tests.vendor import Received, Reply, Vendor, ok, reset, status
from integrations.execution import claims, door
from integrations.execution.cancelling import cancel
from integrations.execution.outcome import FINISHED
from integrations.execution.tests.conftest import LETTER, PARAMS, Execute, MakeConnection
from integrations.holders import Holder
from integrations.models import Call, Connection, Customer, UsageLine
from integrations.queue.clock import from_now
from integrations.queue.sweeper import sweep

ResultT = TypeVar("ResultT")


def in_threads(count: int, run: Callable[[], ResultT]) -> list[ResultT]:
    """The same thing in many threads at the same moment, each with a database connection of its own."""
    start = threading.Barrier(count)

    def each() -> ResultT:
        start.wait()
        try:
            return run()
        finally:
            database.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(each) for _ in range(count)]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", ["post.send_letter", "post.read_letter"])
def test_many_at_once_with_one_key_are_one_call(
    vendor: Vendor, connection: Connection, execute: Execute, operation: str
) -> None:
    params = PARAMS if "send" in operation else {}
    outcomes = in_threads(8, partial(execute, operation, params, call_key="k"))
    assert len(vendor.received) == 1
    assert {outcome.state for outcome in outcomes} == {"succeeded"}
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert Call.objects.count() == UsageLine.objects.sales().count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_woken_for_one_call_perform_it_once(
    vendor: Vendor, connection: Connection, operator: Actor
) -> None:
    call = queued(operator, connection)
    in_threads(6, partial(door.run_call, call.pk))
    call.refresh_from_db()
    assert (call.state, call.attempt, len(vendor.received)) == ("succeeded", 1, 1)
    assert UsageLine.objects.sales().count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [ok(LETTER), status(400), reset()], ids=["taken", "refused", "lost"])
def test_asked_again_the_stored_answer_comes_whatever_it_was(
    vendor: Vendor, connection: Connection, execute: Execute, answer: Reply
) -> None:
    vendor.answers(answer, ok({"letter_id": "another"}))
    first = execute("post.send_letter", call_key="k")
    assert execute("post.send_letter", call_key="k") == first
    assert len(vendor.received) == 1
    assert UsageLine.objects.sales().count() == 1


@pytest.mark.django_db
def test_another_key_is_another_call(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    execute("post.send_letter", call_key="k1")
    execute("post.send_letter", call_key="k2")
    assert len(vendor.received) == UsageLine.objects.sales().count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["customer", "owner"])
def test_the_same_key_for_another_account_holder_is_another_call(
    connection: Connection, make_connection: MakeConnection, globex: Customer, operator: Actor, other: str
) -> None:
    submit = partial(door.submit, "post.send_letter", PARAMS, call_key="order-17", actor=operator, source="api")
    call = submit(holder=Holder.whose(connection.customer))
    make_connection(globex)
    make_connection(None)
    another = submit(holder=Holder.customer(globex) if other == "customer" else Holder.owner())
    assert set(Call.objects.all()) == {call, another}
    assert another.customer == (globex if other == "customer" else None)


@pytest.mark.django_db
def test_the_operation_gets_a_key_that_no_other_call_has(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    first = execute("post.send_letter", call_key="k1")
    second = execute("post.send_letter", call_key="k2")
    assert first.call_id is not None
    assert second.call_id is not None
    assert [each.json()["key"] for each in vendor.received] == [first.call_id.hex, second.call_id.hex]


STEPS = st.lists(
    st.sampled_from(["execute", "run", "die before sending", "die after sending", "sweep", "cancel"]), max_size=12
)
OPERATIONS = st.sampled_from(["post.send_letter", "post.send_registered", "post.file_letter"])
ANSWERS = st.lists(st.sampled_from([ok(LETTER), status(400), status(500), reset()]), min_size=1, max_size=4)


@pytest.mark.django_db
@given(operation=OPERATIONS, steps=STEPS, answers=ANSWERS)
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_no_history_sends_a_write_twice_or_charges_twice(
    vendor: Vendor,
    connection: Connection,
    execute: Execute,
    operator: Actor,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    steps: list[str],
    answers: list[Reply],
) -> None:
    monkeypatch.setattr(door, "JOIN_SECONDS", 0.0)
    vendor.received.clear()
    vendor.answers(*answers, ok(LETTER))
    deaths: list[int] = []
    ends: list[tuple[str, object]] = []
    with transaction.atomic():
        call = queued(operator, connection, operation)
        actions: dict[str, Callable[[], object]] = {
            "execute": lambda: execute(operation, call_key="k"),
            "run": lambda: door.run_call(call.pk),
            "die before sending": lambda: claims.claim(call.pk),
            "die after sending": lambda: deaths.extend(len(posts(vendor)) for _ in die_after_sending(call)),
            "sweep": lapse_and_sweep,
            "cancel": lambda: cancel(call.pk),
        }
        for step in [*steps, "sweep", "run"]:
            actions[step]()
            ends += Call.objects.filter(state__in=FINISHED).values_list("state", "finished_at")
        charges = list(UsageLine.objects.sales())
        transaction.set_rollback(True)
    is_repeatable = operation == "post.file_letter"
    assert len(posts(vendor)) <= 1
    assert is_repeatable or all(len(posts(vendor)) == count for count in deaths)
    assert len(set(ends)) == 1, "a call ends, once, and stays as it ended"
    assert len(charges) <= 1
    assert sum(each.price for each in charges) == (Decimal("0.01") if ends[0][0] == "succeeded" else 0)


def posts(vendor: Vendor) -> list[Received]:
    return [each for each in vendor.received if each.method == "POST"]


def queued(operator: Actor, connection: Connection, operation: str = "post.send_letter") -> Call:
    """A call on offer, which ``execute`` asks for with key ``k``."""
    holder = Holder.whose(connection.customer)
    return door.submit(operation, PARAMS, call_key="k", actor=operator, source="workflow", holder=holder)


def die_after_sending(call: Call) -> list[claims.Claim]:
    """Take the call and mark it as sent, then do nothing more; empty if it was not to be had."""
    taken = [claim for claim in [claims.claim(call.pk)] if claim is not None]
    for claim in taken:
        claims.mark_sent(claim)
    return taken


def lapse_and_sweep() -> None:
    Call.objects.filter(state="running").update(lease_until=from_now(-1))
    sweep()
