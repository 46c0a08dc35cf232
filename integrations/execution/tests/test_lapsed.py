"""What dead workers and lost messages leave behind is taken up, by the effect of the operation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from integrations.actors import Actor
from integrations.catalog.registry import Catalog, using
from integrations.egress.tests.vendor import Reply, Vendor, ok, status
from integrations.errors import OutcomeUnknown
from integrations.execution import claims, door
from integrations.execution.cancelling import cancel
from integrations.execution.closing import close_idle
from integrations.execution.endings import unknown
from integrations.execution.forgetting import KEPT_SECONDS, forget
from integrations.execution.lapsed import MAX_ATTEMPTS
from integrations.execution.tests.conftest import LETTER, PARAMS, content
from integrations.holders import Holder
from integrations.models import Call, Connection, UsageLine
from integrations.queue.clock import from_now
from integrations.queue.sweeper import sweep

pytestmark = pytest.mark.django_db


def died(operator: Actor, connection: Connection, operation: str, *, is_sent: bool = False, attempts: int = 1) -> Call:
    """A call whose worker has stopped, and whose lease has lapsed."""
    params = {} if "read" in operation else PARAMS
    holder = Holder.whose(connection.customer)
    call = door.submit(operation, params, call_key="k", actor=operator, source="api", holder=holder)
    claim = claims.claim(call.pk)
    assert claim is not None
    if is_sent:
        claims.mark_sent(claim)
    Call.objects.update(lease_until=from_now(-1), attempt=attempts)
    return call


def swept(call: Call) -> Call:
    sweep()
    door.run_call(call.pk)
    call.refresh_from_db()
    return call


@pytest.mark.parametrize("operation", ["post.read_letter", "post.file_letter"])
def test_what_may_run_twice_runs_again(vendor: Vendor, operator: Actor, connection: Connection, operation: str) -> None:
    call = swept(died(operator, connection, operation))
    assert (call.state, call.attempt, content(call.result)) == ("succeeded", 2, LETTER)
    assert UsageLine.objects.sales().count() == 1


@pytest.mark.parametrize("operation", ["post.send_letter", "post.burn_letter"])
def test_a_write_that_never_left_runs_again(
    vendor: Vendor, operator: Actor, connection: Connection, operation: str
) -> None:
    call = door.submit(
        operation,
        {"to": "Ada"} if "send" in operation else {},
        call_key="k",
        actor=operator,
        source="api",
        holder=Holder.whose(connection.customer),
    )
    assert claims.claim(call.pk) is not None
    Call.objects.update(lease_until=from_now(-1))
    call = swept(call)
    assert (call.state, call.attempt, len(vendor.received)) == ("succeeded", 2, 1)


def test_a_write_that_was_sent_is_unknown_and_never_sent_again(
    vendor: Vendor, operator: Actor, connection: Connection
) -> None:
    call = swept(died(operator, connection, "post.send_letter", is_sent=True))
    assert call.error is not None
    assert (call.state, call.error["code"]) == ("outcome_unknown", "outcome_unknown")
    assert vendor.received == []
    record = UsageLine.objects.sales().get()
    assert (record.outcome, record.quantity, record.price) == ("outcome_unknown", Decimal(1), Decimal(0))
    assert UsageLine.objects.costs().get().quantity == 1


def test_a_write_that_can_be_found_again_is_found_and_charged_once(
    vendor: Vendor, operator: Actor, connection: Connection
) -> None:
    vendor.answers(ok(LETTER))
    call = swept(died(operator, connection, "post.send_registered", is_sent=True))
    assert (call.state, content(call.result)) == ("succeeded", LETTER)
    assert [(each.method, each.path) for each in vendor.received] == [("GET", f"/letters?key={call.pk.hex}")]
    assert str(UsageLine.objects.sales().get().price.normalize()) == "0.01"


@pytest.mark.parametrize("answer", [ok({}), status(500), status(403)], ids=["not there", "down", "refused"])
def test_a_write_that_cannot_be_found_again_is_unknown(
    vendor: Vendor, operator: Actor, connection: Connection, answer: Reply
) -> None:
    vendor.answers(answer)
    call = swept(died(operator, connection, "post.send_registered", is_sent=True))
    assert call.state == "outcome_unknown"
    assert {each.method for each in vendor.received} == {"GET"}


def test_a_sent_write_on_a_lost_connection_is_unknown_and_no_failure(
    vendor: Vendor, operator: Actor, connection: Connection
) -> None:
    call = died(operator, connection, "post.send_registered", is_sent=True)
    Connection.objects.update(status="revoked")
    assert swept(call).state == "outcome_unknown"


def test_a_call_whose_workers_always_die_is_given_up(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    call = swept(died(operator, connection, "post.read_letter", attempts=MAX_ATTEMPTS))
    assert call.error is not None
    assert (call.state, call.error["code"]) == ("failed", "internal_error")
    assert vendor.received == []


def test_a_lease_in_force_is_left_alone(vendor: Vendor, operator: Actor, connection: Connection) -> None:
    call = died(operator, connection, "post.read_letter")
    Call.objects.update(lease_until=from_now(1))
    sweep()
    call.refresh_from_db()
    assert call.state == "running"


def test_a_lease_renewed_in_the_last_moment_keeps_the_call(operator: Actor, connection: Connection) -> None:
    died(operator, connection, "post.send_letter", is_sent=True)
    seen = Call.objects.get()
    Call.objects.update(lease_until=from_now(20))
    assert close_idle(seen, unknown(OutcomeUnknown("lost"), requests=1)) is None
    assert Call.objects.get().state == "running"
    assert UsageLine.objects.count() == 0


def test_a_cancelled_call_whose_worker_died_does_not_run_again(
    vendor: Vendor, operator: Actor, connection: Connection
) -> None:
    call = died(operator, connection, "post.read_letter")
    cancel(call.pk)
    assert swept(call).state == "cancelled"
    assert vendor.received == []


def test_a_worker_that_comes_back_too_late_changes_nothing(
    vendor: Vendor, operator: Actor, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = died(operator, connection, "post.send_letter", is_sent=True)
    late = claims.Claim.of(Call.objects.get())
    sweep()
    outcome = door._work(late, None, None)
    assert outcome.state == "outcome_unknown"
    call.refresh_from_db()
    assert call.state == "outcome_unknown"
    assert vendor.received == []
    assert UsageLine.objects.sales().count() == 1


def test_calls_of_an_uninstalled_service_end(operator: Actor, connection: Connection) -> None:
    call = died(operator, connection, "post.send_letter", is_sent=True)
    with using(Catalog([])):
        assert swept(call).state == "outcome_unknown"
    assert UsageLine.objects.count() == 0


def test_choices_and_tests_are_forgotten_after_a_day_and_what_is_charged_is_not(
    operator: Actor, connection: Connection
) -> None:
    for number, kind in enumerate(Call.Kind.values):
        Call.objects.create(
            kind=kind, scope="owner", call_key=str(number), operation="x.y", state="failed", finished_at=None
        )
    Call.objects.update(finished_at=from_now(-KEPT_SECONDS - 1))
    forget()
    assert sorted(call.kind for call in Call.objects.all()) == ["connect", "model", "operation"]
