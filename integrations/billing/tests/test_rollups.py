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
from integrations.billing import rollups
from integrations.billing.ledger import correct, record_usage
from integrations.billing.reports import ReportRow, usage_report
from integrations.billing.tests.conftest import NOON, metered
from integrations.models import UsageRecord, UsageRollup, UsageTail

pytestmark = pytest.mark.django_db

MakeRecord = Callable[..., UsageRecord]
Totals = tuple[int, Decimal, Decimal, Decimal]


def rolled(**group: object) -> Totals:
    row = UsageRollup.objects.get(**group)
    return row.calls, row.quantity, row.cost, row.price


def test_refresh_adds_up_by_customer_operation_currency_and_day(make_record: MakeRecord) -> None:
    customer = uuid4()
    make_record(customer_id=customer)
    make_record(customer_id=customer, requests=2)
    make_record(customer_id=customer, currency="EUR")
    make_record(customer_id=customer, operation="gmail.get_message")
    make_record(customer_id=customer, at=datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC))
    make_record(customer_id=customer, at=datetime(2026, 11, 21, tzinfo=UTC))
    make_record()
    assert rollups.refresh() == 7
    today = {"customer_id": customer, "operation": "gmail.send_message", "day": date(2026, 11, 20)}
    assert rolled(**today, currency="USD") == (3, Decimal(4), Decimal("0.0004"), Decimal("0.003"))
    assert rolled(**today, currency="EUR") == (1, Decimal(1), Decimal("0.0001"), Decimal("0.001"))
    assert rolled(day=date(2026, 11, 21)) == (1, Decimal(1), Decimal("0.0001"), Decimal("0.001"))
    assert rolled(customer_id=None) == (1, Decimal(1), Decimal("0.0001"), Decimal("0.001"))
    assert UsageRollup.objects.count() == 5


def test_a_second_refresh_adds_only_what_is_new(make_record: MakeRecord) -> None:
    make_record()
    assert (rollups.refresh(), rollups.refresh()) == (1, 0)
    make_record()
    assert rollups.refresh() == 1
    assert rolled() == (2, Decimal(2), Decimal("0.0002"), Decimal("0.002"))
    assert UsageTail.objects.count() == 0


def test_refresh_goes_through_more_than_one_batch(make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollups, "BATCH", 2)
    for _ in range(5):
        make_record()
    assert rollups.refresh() == 5
    assert rolled() == (5, Decimal(5), Decimal("0.0005"), Decimal("0.005"))


def test_a_correction_changes_amounts_and_is_no_call(make_record: MakeRecord) -> None:
    correct(make_record(), cost=Decimal(0), price=Decimal("-0.001"), at=NOON)
    rollups.refresh()
    assert rolled() == (1, Decimal(1), Decimal("0.0001"), Decimal(0))


def test_rebuild_repairs_rollups_that_somebody_changed(make_record: MakeRecord) -> None:
    make_record()
    rollups.refresh()
    UsageRollup.objects.update(price=Decimal(99))
    UsageRollup.objects.create(
        day=date(2020, 1, 1), service="x", operation="x.y", currency="USD", quantity=0, cost=0, price=9
    )
    make_record()
    call_command("rebuild_rollups")
    assert rolled() == (2, Decimal(2), Decimal("0.0002"), Decimal("0.002"))
    assert rollups.refresh() == 0


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
    done: list[UsageRecord] = []
    with transaction.atomic():
        for step in steps:
            done += perform(done, *step)
        rows = usage_report(SYSTEM, from_=date(2026, 11, 1), to=date(2027, 1, 31), group_by=("customer",))
        transaction.set_rollback(True)
    assert sum(int(str(row["calls"])) for row in rows) == sum(record.corrects is None for record in done)
    assert total(rows, "quantity") == sum(record.quantity for record in done)
    assert total(rows, "cost") == sum(record.cost for record in done)
    assert total(rows, "price") == sum(record.price for record in done)


def total(rows: list[ReportRow], name: str) -> Decimal:
    return sum((Decimal(str(row[name])) for row in rows), Decimal(0))


def perform(done: list[UsageRecord], name: object, *arguments: object) -> list[UsageRecord]:
    actions: dict[object, Callable[..., list[UsageRecord]]] = {
        "record": lambda customer, requests, days, price: [
            record_usage(
                metered(
                    customer_id=customer,
                    requests=requests,
                    price=str(price),
                    cost=str(price / 7),
                    at=NOON + timedelta(days=days, hours=days),
                )
            )
        ],
        "correct": lambda price: [correct(record, cost=price, price=price, at=NOON) for record in done[:1]],
        "refresh": lambda: rollups.refresh() * [],
        "rebuild": lambda: rollups.rebuild() * [],
    }
    return actions[name](*arguments)
