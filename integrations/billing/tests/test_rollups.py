"""Rollups plus what is pending are the ledger, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.actors import SYSTEM
from integrations.billing import rollups, watermark
from integrations.billing.ledger import Metered, correct, record_call, record_lines
from integrations.billing.lines import Measure
from integrations.billing.reports import ReportRow, usage_report
from integrations.billing.tests.conftest import NOON, metered, turn
from integrations.models import RollupWatermark, UsageLine, UsageRollup

pytestmark = pytest.mark.django_db

MakeSale = Callable[..., UsageLine]
Totals = tuple[int, Decimal, Decimal, Decimal, Decimal]


def rolled(meter: str = "call", /, **group: object) -> Totals:
    row = UsageRollup.objects.get(meter=meter, **group)
    return row.calls, row.quantity, row.sold, row.cost, row.price


def test_refresh_adds_up_by_customer_operation_currency_and_day(make_sale: MakeSale) -> None:
    customer = uuid4()
    make_sale(customer_id=customer)
    make_sale(customer_id=customer, requests=2)
    make_sale(customer_id=customer, currency="EUR")
    make_sale(customer_id=customer, operation="gmail.get_message")
    make_sale(customer_id=customer, at=datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC))
    make_sale(customer_id=customer, at=datetime(2026, 11, 21, tzinfo=UTC))
    make_sale()
    assert rollups.refresh() == 14
    today = {"customer_id": customer, "operation": "gmail.send_message", "day": date(2026, 11, 20)}
    assert rolled(**today, currency="USD") == (3, Decimal(3), Decimal(3), Decimal(0), Decimal("0.003"))
    assert rolled("request", **today, currency="USD") == (0, Decimal(4), Decimal(0), Decimal("0.0004"), Decimal(0))
    assert rolled(**today, currency="EUR") == (1, Decimal(1), Decimal(1), Decimal(0), Decimal("0.001"))
    assert rolled(day=date(2026, 11, 21)) == (1, Decimal(1), Decimal(1), Decimal(0), Decimal("0.001"))
    assert rolled(customer_id=None) == (1, Decimal(1), Decimal(1), Decimal(0), Decimal("0.001"))
    assert UsageRollup.objects.count() == 10


def test_a_second_refresh_adds_only_what_is_new(make_sale: MakeSale) -> None:
    make_sale(requests=0)
    assert (rollups.refresh(), rollups.refresh()) == (1, 0)
    last = make_sale(requests=0)
    assert rollups.refresh() == 1
    assert rolled() == (2, Decimal(2), Decimal(2), Decimal(0), Decimal("0.002"))
    assert (watermark.current(), RollupWatermark.objects.get().candidate) == (last.position, None)


def test_refresh_goes_through_more_than_one_batch(make_sale: MakeSale, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollups, "BATCH", 3)
    for _ in range(5):
        make_sale()
    assert rollups.refresh() == 10
    assert rolled() == (5, Decimal(5), Decimal(5), Decimal(0), Decimal("0.005"))
    assert rolled("request") == (0, Decimal(5), Decimal(0), Decimal("0.0005"), Decimal(0))


def test_a_correction_changes_amounts_and_is_no_call(make_sale: MakeSale) -> None:
    correct(make_sale(), price=Decimal("-0.001"), quantity=Decimal(-1), at=NOON)
    rollups.refresh()
    assert rolled() == (1, Decimal(0), Decimal(0), Decimal(0), Decimal(0))


def test_tokens_are_rolled_up_by_their_meter_and_are_no_calls() -> None:
    measures = [
        Measure(meter="tokens_in", unit="token", quantity=Decimal(900), unit_cost=Decimal("0.001")),
        Measure(meter="tokens_out", unit="token", quantity=Decimal(7), unit_price=Decimal("0.002")),
    ]
    record_lines(turn(), measures)
    rollups.refresh()
    assert rolled("tokens_in") == (0, Decimal(900), Decimal(0), Decimal("0.9"), Decimal(0))
    assert rolled("tokens_out") == (0, Decimal(7), Decimal(7), Decimal(0), Decimal("0.014"))


def test_rebuild_repairs_rollups_that_somebody_changed(make_sale: MakeSale) -> None:
    make_sale()
    rollups.refresh()
    UsageRollup.objects.update(price=Decimal(99))
    UsageRollup.objects.create(
        day=date(2020, 1, 1),
        service="x",
        operation="x.y",
        meter="call",
        currency="USD",
        quantity=0,
        sold=0,
        cost=0,
        price=9,
    )
    make_sale()
    call_command("rebuild_rollups")
    assert rolled() == (2, Decimal(2), Decimal(2), Decimal(0), Decimal("0.002"))
    assert UsageRollup.objects.count() == 2
    assert rollups.refresh() == 0


@pytest.mark.parametrize("position", [0, 10**12])
def test_rebuild_repairs_a_watermark_that_somebody_moved(make_sale: MakeSale, position: int) -> None:
    make_sale()
    rollups.refresh()
    RollupWatermark.objects.update(position=position)
    last = make_sale(requests=0)
    rollups.rebuild()
    assert rolled() == (2, Decimal(2), Decimal(2), Decimal(0), Decimal("0.002"))
    assert watermark.current() == last.position


def test_amounts_beyond_28_digits_are_added_exactly(make_sale: MakeSale) -> None:
    make_sale(price="9999999999999999999.9999999999")
    rollups.refresh()
    make_sale(price="0.0000000003")
    rollups.refresh()
    assert str(rolled()[-1]) == "10000000000000000000.0000000002"


CUSTOMERS = (None, UUID(int=1), UUID(int=2))
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("record"),
            st.sampled_from(CUSTOMERS),
            st.integers(0, 3),
            st.integers(0, 40),
            st.decimals("0", "900", places=10),
        ),
        st.tuples(st.just("correct"), st.decimals("-5", "5", places=10)),
        st.tuples(st.just("refresh")),
        st.tuples(st.just("rebuild")),
    ),
    max_size=25,
)


@given(steps=STEPS)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reports_equal_the_ledger_after_any_history(steps: list[tuple[object, ...]]) -> None:
    done: list[UsageLine] = []
    with transaction.atomic():
        for step in steps:
            done += perform(done, *step)
        rows = usage_report(SYSTEM, from_=date(2026, 11, 1), to=date(2027, 1, 31), group_by=("customer",))
        transaction.set_rollback(True)
    sales = [line for line in done if line.meter == "call" and line.corrects is None]
    assert sum(int(str(row["calls"])) for row in rows) == total(rows, "quantity") == len(sales)
    assert total(rows, "cost") == sum(line.cost for line in done)
    assert total(rows, "price") == sum(line.price for line in done)


def recorded(call: Metered) -> list[UsageLine]:
    record_call(call)
    return list(UsageLine.objects.filter(source_id=call.call_id).order_by("position"))


def total(rows: list[ReportRow], name: str) -> Decimal:
    return sum((Decimal(str(row[name])) for row in rows), Decimal(0))


def perform(done: list[UsageLine], name: object, *arguments: object) -> list[UsageLine]:
    actions: dict[object, Callable[..., list[UsageLine]]] = {
        "record": lambda customer, requests, days, price: recorded(
            metered(
                customer_id=customer,
                requests=requests,
                price=str(price),
                cost=str(price / 7),
                at=NOON + timedelta(days=days, hours=days),
            )
        ),
        "correct": lambda price: [correct(line, cost=price, price=price, at=NOON) for line in done[:1]],
        "refresh": lambda: rollups.refresh() * [],
        "rebuild": lambda: rollups.rebuild() * [],
    }
    return actions[name](*arguments)
