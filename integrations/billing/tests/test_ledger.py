"""What the lines of the ledger say, and that nothing is charged twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from integrations.billing.ledger import (
    correct,
    open_sale,
    record_call,
    record_calls,
    record_lines,
    usage_of_call,
)
from integrations.billing.lines import Measure
from integrations.billing.tests.conftest import NOON, metered, turn
from integrations.models import UsageLine

pytestmark = pytest.mark.django_db

MakeSale = Callable[..., UsageLine]


def tokens(meter: str, quantity: int, unit_cost: str | None = None, unit_price: str | None = None) -> Measure:
    return Measure(
        meter=meter,
        unit="token",
        quantity=Decimal(quantity),
        unit_cost=None if unit_cost is None else Decimal(unit_cost),
        unit_price=None if unit_price is None else Decimal(unit_price),
    )


def test_a_call_has_a_line_of_its_sale_and_one_of_the_vendors_cost() -> None:
    call = metered(requests=3, cost="0.0001", price="0.001")
    record_call(call)
    sale, cost = UsageLine.objects.order_by("position")
    assert (sale.meter, sale.quantity, sale.unit, sale.unit_price, sale.price) == (
        "call",
        1,
        "call",
        Decimal("0.001"),
        Decimal("0.001"),
    )
    assert (sale.unit_cost, sale.cost) == (None, 0)
    assert (cost.meter, cost.quantity, cost.unit, cost.unit_cost, cost.cost) == (
        "request",
        3,
        "request",
        Decimal("0.0001"),
        Decimal("0.0003"),
    )
    assert (cost.unit_price, cost.price) == (None, 0)
    for line in (sale, cost):
        assert (line.source_kind, line.source_id, line.call_id) == ("call", call.call_id, call.call_id)
        assert (line.operation, line.pricing_key, line.service) == ("gmail.send_message", "message_send", "gmail")
        assert (line.currency, line.price_version, line.outcome) == ("USD", "shipped:2026-11-01", "succeeded")
        assert (line.recorded_at, line.month, line.origin) == (NOON, date(2026, 11, 1), "api")
    assert cost.position == sale.position + 1


def test_both_lines_carry_the_opaque_references() -> None:
    customer, account, run = uuid4(), uuid4(), uuid4()
    record_call(metered(customer_id=customer, connection_id=account, run_id=run, node_id="n1"))
    for line in UsageLine.objects.all():
        assert (line.customer_id, line.connection_id, line.run_id, line.node_id) == (customer, account, run, "n1")


def test_a_vendor_that_counts_quota_units_is_paid_by_them() -> None:
    record_call(metered(requests=3, cost="0.00002", meter="quota_unit", per_request=5))
    cost = UsageLine.objects.costs().get()
    assert (cost.meter, cost.unit, cost.quantity, cost.cost) == ("quota_unit", "quota_unit", 15, Decimal("0.0003"))


def test_a_call_that_sent_nothing_has_no_cost_line() -> None:
    record_call(metered(requests=0))
    assert [line.meter for line in UsageLine.objects.all()] == ["call"]


def test_a_call_is_recorded_by_one_statement_and_nothing_is_read_back() -> None:
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        usage = record_call(metered(requests=2, cost="0.00010", price="0.100"))
    statements = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(statements) == 1
    assert statements[0].startswith("INSERT")
    assert usage == {
        "id": str(UsageLine.objects.sales().get().line_id),
        "operation": "gmail.send_message",
        "pricing_key": "message_send",
        "quantity": "1",
        "unit": "call",
        "cost": "0.0002",
        "price": "0.1",
        "currency": "USD",
    }


def test_usage_read_later_is_what_was_told_at_once() -> None:
    call = metered(requests=2)
    assert record_call(call) == usage_of_call(call.call_id)


def test_usage_of_a_call_is_one_statement() -> None:
    call = metered()
    record_call(call)
    with CaptureQueriesContext(connection) as queries:
        usage_of_call(call.call_id)
    assert len(queries) == 1


def test_a_failure_is_free_for_the_customer_and_still_costs_us() -> None:
    usage = record_call(metered(outcome="failed", requests=2))
    assert (usage["quantity"], usage["cost"], usage["price"]) == ("1", "0.0002", "0")


def test_an_unknown_outcome_is_recorded_open_without_a_price() -> None:
    call = metered(outcome="outcome_unknown")
    usage = record_call(call)
    assert (usage["cost"], usage["price"]) == ("0.0001", "0")
    sale = open_sale(call.call_id)
    assert sale is not None
    assert (sale.meter, sale.outcome) == ("call", "outcome_unknown")


def test_a_call_that_is_not_sold_records_only_our_cost() -> None:
    usage = record_call(metered(is_sold=False))
    assert (usage["cost"], usage["price"]) == ("0.0001", "0")


def test_the_month_is_that_of_utc(make_sale: MakeSale) -> None:
    assert make_sale(at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC)).month == date(2026, 12, 1)


def test_one_call_is_charged_once() -> None:
    call = metered()
    record_call(call)
    with pytest.raises(IntegrityError), transaction.atomic():
        record_call(call)
    assert UsageLine.objects.count() == 2


@pytest.mark.parametrize("requests", [0, 1])
def test_neither_line_can_be_written_twice(requests: int) -> None:
    call = metered(requests=1)
    record_call(call)
    measure = Measure(meter=("call", "request")[requests], unit="x", quantity=Decimal(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        record_lines(turn(kind="call", id=call.call_id), [measure])


def test_a_batch_is_written_as_its_calls_would_be_one_by_one() -> None:
    calls = [
        metered(requests=3, cost="0.00000000015", price="12345678901234567.0000000001"),
        metered(requests=0, outcome="failed", customer_id=uuid4(), run_id=uuid4(), node_id="n\t1\\N"),
        metered(requests=2, price="0", operation="gmail.send_message", at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC)),
    ]
    own = ("position", "line_id")
    written = []
    for write in (record_calls, lambda each: [record_call(call) for call in each]):
        with transaction.atomic():
            write(calls)
            rows = list(UsageLine.objects.order_by("position").values())
            transaction.set_rollback(True)
        written.append([{name: value for name, value in row.items() if name not in own} for row in rows])
    assert written[0] == written[1]
    assert len(written[0]) == 5


def test_a_large_batch_is_written_whole() -> None:
    assert record_calls(metered() for _ in range(1250)) == UsageLine.objects.count() == 2500
    assert UsageLine.objects.values("line_id").distinct().count() == 2500


def test_an_empty_batch_writes_nothing() -> None:
    assert record_calls([]) == UsageLine.objects.count() == 0


def test_a_batch_with_a_call_that_is_recorded_already_is_not_written_at_all() -> None:
    old = metered()
    record_call(old)
    with pytest.raises(IntegrityError):
        record_calls([metered(), old])
    assert UsageLine.objects.count() == 2


def test_a_turn_of_a_model_has_a_line_for_each_kind_of_token() -> None:
    source = turn(call_id=uuid4())
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        record_lines(
            source,
            [
                tokens("tokens_in", 1200, "0.00000015", "0.0000003"),
                tokens("tokens_out", 80, "0.0000006"),
                tokens("tokens_cached", 1000, "0.00000001875"),
            ],
        )
    assert len([each for each in queries if each["sql"].startswith("INSERT")]) == 1
    lines = {line.meter: line for line in UsageLine.objects.all()}
    assert {meter: (line.quantity, line.cost, line.price) for meter, line in lines.items()} == {
        "tokens_in": (Decimal(1200), Decimal("0.00018"), Decimal("0.00036")),
        "tokens_out": (Decimal(80), Decimal("0.000048"), Decimal(0)),
        "tokens_cached": (Decimal(1000), Decimal("0.00001875"), Decimal(0)),
    }
    assert lines["tokens_cached"].unit_cost == Decimal("0.00000001875")
    assert lines["tokens_in"].source_id == source.id
    with pytest.raises(IntegrityError), transaction.atomic():
        record_lines(source, [tokens("tokens_in", 1)])


def test_two_sources_of_different_kinds_may_share_an_id() -> None:
    shared = uuid4()
    record_lines(turn(id=shared), [tokens("call", 1)])
    record_lines(turn(id=shared, kind="fee"), [tokens("call", 1)])
    assert UsageLine.objects.filter(source_id=shared).count() == 2


def test_a_call_without_lines_has_no_usage() -> None:
    assert usage_of_call(uuid4()) is None
    assert open_sale(uuid4()) is None


def test_a_correction_is_a_new_line_that_counts_into_the_usage_of_its_call(make_sale: MakeSale) -> None:
    sale = make_sale(outcome="outcome_unknown")
    added = correct(sale, price=Decimal("0.001"), at=datetime(2026, 12, 2, tzinfo=UTC))
    assert (added.corrects, added.call_id, added.meter, added.quantity) == (sale.line_id, sale.call_id, "call", 0)
    assert (added.source_kind, added.outcome, added.unit_cost) == ("correction", "correction", None)
    assert added.month == date(2026, 12, 1)
    usage = usage_of_call(sale.source_id)
    assert usage is not None
    assert (usage["id"], usage["quantity"], usage["cost"], usage["price"]) == (
        str(sale.line_id),
        "1",
        "0.0001",
        "0.001",
    )
    assert UsageLine.objects.get(pk=sale.pk).price == 0
    assert open_sale(sale.source_id) is None


def test_a_cost_line_is_corrected_as_a_sale_is(make_sale: MakeSale) -> None:
    sale = make_sale()
    cost = UsageLine.objects.costs().get()
    correct(cost, cost=Decimal("-0.0001"), quantity=Decimal(-1), at=NOON)
    usage = usage_of_call(sale.source_id)
    assert usage is not None
    assert (usage["quantity"], usage["cost"], usage["price"]) == ("1", "0", "0.001")


def test_the_correction_of_a_turn_inside_a_call_is_not_the_calls(make_sale: MakeSale) -> None:
    sale = make_sale()
    (line,) = record_lines(turn(call_id=sale.call_id), [tokens("tokens_in", 5, "1")])
    correct(line, cost=Decimal(-2), at=NOON)
    usage = usage_of_call(sale.source_id)
    assert usage is not None
    assert usage["cost"] == "0.0001"


def test_the_same_correction_is_made_once(make_sale: MakeSale) -> None:
    sale, name = make_sale(), UUID(int=5)
    correct(sale, price=Decimal("-0.001"), at=NOON, correction_id=name)
    with pytest.raises(IntegrityError), transaction.atomic():
        correct(sale, price=Decimal("-0.001"), at=NOON, correction_id=name)
    assert UsageLine.objects.filter(corrects=sale.line_id).count() == 1


@pytest.mark.parametrize("changes", [{"corrects": UUID(int=1)}, {"source_kind": "correction"}])
def test_only_a_correction_points_at_a_line_and_each_does(make_sale: MakeSale, changes: dict[str, object]) -> None:
    line = make_sale()
    fields = {field.attname: getattr(line, field.attname) for field in UsageLine._meta.concrete_fields}
    for own in ("position", "line_id"):
        del fields[own]
    with pytest.raises(IntegrityError), transaction.atomic():
        UsageLine.objects.create(**fields | {"source_id": uuid4()} | changes)


def test_amounts_are_kept_to_ten_places_and_those_of_a_unit_to_fifteen() -> None:
    record_call(metered(requests=3, cost="0.00000000015", price="0.0000000000000005"))
    cost, sale = UsageLine.objects.costs().get(), UsageLine.objects.sales().get()
    assert (cost.unit_cost, cost.cost) == (Decimal("0.00000000015"), Decimal("0.0000000004"))
    assert (sale.unit_price, sale.price) == (0, 0)


def test_the_time_of_the_lines_is_the_calls(make_sale: MakeSale) -> None:
    assert make_sale().recorded_at == NOON
