"""One call through the door: what is refused before it, what is kept of it, and what it costs."""

from __future__ import annotations

import logging
from decimal import Decimal
from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from integrations import events
from integrations.actors import Actor
from integrations.egress.tests.vendor import Reply, Vendor, ok, reset, status
from integrations.errors import MachinaError
from integrations.execution.outcome import Outcome
from integrations.execution.tests.conftest import ACCESS, LETTER, Execute, MakeConnection, content
from integrations.holders import Holder
from integrations.models import Call, Connection, UsageLine

pytestmark = pytest.mark.django_db

READ_PARAMS: dict[str, object] = {"letter_id": "7"}


def test_a_succeeded_call_has_its_result_its_row_and_its_usage(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    run_id = uuid4()
    outcome = execute("post.send_letter", {"to": "Ada", "text": "Hi"}, call_key="k1", run_id=run_id, node_id="n1")
    call = Call.objects.get()
    record = UsageLine.objects.sales().get()
    assert outcome.state == "succeeded"
    assert outcome.result == content(call.result) == LETTER
    assert (outcome.call_id, outcome.error, outcome.warnings) == (call.pk, None, ())
    assert outcome.usage == {
        "id": str(record.line_id),
        "operation": "post.send_letter",
        "pricing_key": "letter_send",
        "quantity": "1",
        "unit": "call",
        "cost": "0.0002",
        "price": "0.01",
        "currency": "USD",
    }
    assert (call.state, call.attempt, call.requests, call.run_id, call.node_id) == ("succeeded", 1, 1, run_id, "n1")
    assert call.claim_token is None
    assert call.lease_until is None
    assert call.sent_at is not None
    assert (record.call_id, record.run_id, record.node_id, record.origin) == (call.pk, run_id, "n1", "workflow")
    assert (record.customer_id, record.connection_id) == (connection.customer_id, connection.pk)
    connection.refresh_from_db()
    assert connection.last_used_at == call.finished_at
    assert vendor.received[0].headers["authorization"] == f"Bearer {ACCESS}"
    assert vendor.received[0].json() == {"to": "Ada", "text": "Hi", "key": call.pk.hex}


def test_the_token_is_in_no_row(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(status(400, {"error": {"message": f"bad token {ACCESS}"}}))
    outcome = execute("post.send_letter")
    call = Call.objects.values().get()
    assert ACCESS not in str(call)
    assert ACCESS not in str(outcome)


def test_a_read_is_not_marked_as_sent(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    execute("post.read_letter", READ_PARAMS)
    assert Call.objects.get().sent_at is None


def test_our_cost_counts_each_request_that_left(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(status(500), status(500), ok(LETTER))
    outcome = execute("post.read_letter", READ_PARAMS)
    assert outcome.usage is not None
    assert (outcome.usage["quantity"], outcome.usage["cost"], outcome.usage["price"]) == ("1", "0.0003", "0.002")
    (cost,) = UsageLine.objects.costs()
    assert (cost.meter, cost.quantity, cost.unit_cost, cost.cost) == (
        "request",
        3,
        Decimal("0.0001"),
        Decimal("0.0003"),
    )


def test_a_refusal_of_the_vendor_is_free_and_final(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(status(404, {}))
    outcome = execute("post.send_letter")
    assert (outcome.state, outcome.result) == ("failed", None)
    assert outcome.error is not None
    assert (outcome.error["code"], outcome.error["vendor_status"]) == ("remote_rejected", 404)
    sale, cost = UsageLine.objects.sales().get(), UsageLine.objects.costs().get()
    assert (sale.outcome, sale.price) == (cost.outcome, cost.price) == ("failed", Decimal(0))
    assert (sale.cost, cost.cost) == (Decimal(0), Decimal("0.0002"))
    assert len(vendor.received) == 1


def test_a_call_that_never_left_is_not_metered(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    outcome = execute("post.lose_letter", READ_PARAMS)
    assert outcome.usage is None
    assert UsageLine.objects.count() == 0


def test_an_unforeseen_error_leaks_nothing_and_is_logged(
    vendor: Vendor, connection: Connection, execute: Execute, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = execute("post.lose_letter", READ_PARAMS)
    assert outcome.error is not None
    assert outcome.error["code"] == "internal_error"
    assert "4711" not in str(outcome.error)
    (logged,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert logged.message == "execution.operation_failed"


@pytest.mark.parametrize(
    ("code", "expected"),
    [(429, "rate_limited"), (500, "remote_unavailable"), (503, "remote_unavailable"), (400, "remote_rejected")],
)
def test_a_vendors_status_becomes_the_error_of_the_tree(
    vendor: Vendor, connection: Connection, execute: Execute, code: int, expected: str
) -> None:
    vendor.answers(status(code, {}))
    outcome = execute("post.read_letter", READ_PARAMS)
    assert outcome.error is not None
    assert (outcome.state, outcome.error["code"]) == ("failed", expected)


def test_a_write_whose_answer_got_lost_is_sent_once_and_its_outcome_unknown(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(reset())
    first = execute("post.send_letter", call_key="k")
    again = execute("post.send_letter", call_key="k")
    assert (first.state, again.state) == ("outcome_unknown", "outcome_unknown")
    assert first.error is not None
    assert first.error["code"] == "outcome_unknown"
    assert again == first
    assert len(vendor.received) == 1
    record = UsageLine.objects.sales().get()
    assert (record.outcome, record.price) == ("outcome_unknown", Decimal(0))


def test_a_lost_answer_is_found_out_where_the_operation_knows_how(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(ok({}), reset(), ok(LETTER))
    outcome = execute("post.send_registered")
    assert (outcome.state, outcome.result) == ("succeeded", LETTER)
    assert [each.method for each in vendor.received] == ["GET", "POST", "GET"]
    assert outcome.usage is not None
    assert (outcome.usage["quantity"], outcome.usage["price"]) == ("1", "0.01")
    assert UsageLine.objects.costs().get().quantity == 3


@pytest.mark.parametrize("answer", [ok({}), status(403, {})], ids=["not there", "refused"])
def test_what_cannot_be_found_out_stays_unknown(
    vendor: Vendor, connection: Connection, execute: Execute, answer: Reply
) -> None:
    vendor.answers(ok({}), reset(), answer)
    assert execute("post.send_registered").state == "outcome_unknown"


def test_a_write_that_was_carried_out_is_never_a_plain_failure(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(ok(LETTER), status(404, {}))
    outcome = execute("post.send_and_read")
    assert outcome.state == "outcome_unknown"
    assert outcome.error is not None
    assert "carried out a part" in str(outcome.error["detail"])


def test_a_failed_look_before_a_write_is_a_plain_failure(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(status(404, {}))
    outcome = execute("post.send_registered")
    assert outcome.state == "failed"
    assert Call.objects.get().sent_at is None


@pytest.mark.parametrize("operation", ["post.read_letter", "post.send_letter"])
def test_an_answer_that_does_not_fit_is_a_warning_and_no_failure(
    vendor: Vendor, connection: Connection, execute: Execute, operation: str
) -> None:
    vendor.answers(ok({"unexpected": 1}))
    outcome = execute(operation, READ_PARAMS if "read" in operation else {"to": "Ada"})
    assert (outcome.state, outcome.error, outcome.result) == ("succeeded", None, {})
    assert "does not fit" in outcome.warnings[0]
    assert UsageLine.objects.sales().get().outcome == "succeeded"


def test_a_value_of_another_type_is_kept_with_a_warning(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    outcome = execute("post.misread_letter", READ_PARAMS)
    assert (outcome.state, outcome.result) == ("succeeded", {"letter_id": "1", "text": 5})
    assert len(outcome.warnings) == 1


def test_text_that_no_database_takes_is_kept_without_it(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(ok({"letter_id": "\x00", "text": "a\x00b\ud800c \\u0000"}))
    outcome = execute("post.read_letter", READ_PARAMS)
    assert outcome.result == {"letter_id": "\ufffd", "text": "a\ufffdb\ufffdc \\u0000"}
    assert content(Call.objects.get().result) == outcome.result


def test_record_is_called_with_the_outcome_inside_the_closing_transaction(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    recorded: list[Outcome] = []
    outcome = execute("post.send_letter", call_key="k", record=recorded.append)
    execute("post.send_letter", call_key="k", record=recorded.append)
    assert recorded == [outcome, outcome]


def test_a_refusal_before_the_call_is_recorded_too_and_leaves_its_trace_alone(vendor: Vendor, execute: Execute) -> None:
    recorded: list[Outcome] = []
    outcome = execute("post.send_letter", {"to": ""}, record=recorded.append)
    assert recorded == [outcome]
    assert (outcome.state, outcome.call_id) == ("failed", None)
    trace = Call.objects.get()
    assert (trace.is_refused, trace.operation, trace.params) == (True, "post.send_letter", None)
    assert (trace.error or {})["code"] == (outcome.error or {})["code"] == "not_connected"
    assert not UsageLine.objects.exists()


def test_what_record_raises_goes_on_and_the_truth_is_kept(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    def refuse(outcome: Outcome) -> None:
        raise MachinaError("the step is not ours any more")

    with pytest.raises(MachinaError, match="not ours"):
        execute("post.send_letter", call_key="k", record=refuse)
    assert Call.objects.get().state == "succeeded"
    assert UsageLine.objects.sales().count() == 1
    assert execute("post.send_letter", call_key="k").result == LETTER
    assert len(vendor.received) == 1


def test_listeners_hear_of_the_usage(
    vendor: Vendor,
    connection: Connection,
    execute: Execute,
    operator: Actor,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    heard: list[events.Payload] = []
    monkeypatch.setitem(events._handlers, "usage.recorded", [heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        outcome = execute("post.read_letter", READ_PARAMS, node_id="n1")
    assert heard == [
        {
            "usage": outcome.usage,
            "call": str(outcome.call_id),
            "customer_id": "acme",
            "run": None,
            "node_id": "n1",
            "source": "workflow",
            "actor": {"kind": "staff", "id": operator.id},
        }
    ]


def test_the_owners_account_is_used_when_it_is_asked_for(
    vendor: Vendor, execute: Execute, make_connection: MakeConnection
) -> None:
    make_connection(None)
    outcome = execute("post.read_letter", READ_PARAMS, holder=Holder.owner())
    assert outcome.state == "succeeded"
    call = Call.objects.get()
    assert (call.is_owner, call.customer, call.scope) == (True, None, "owner")
    assert UsageLine.objects.sales().get().customer_id is None
