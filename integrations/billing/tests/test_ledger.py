"""What a usage record says, and that a call is charged once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from integrations.billing.ledger import correct, record_batch, record_usage, usage_of_call
from integrations.billing.tests.conftest import NOON, metered
from integrations.models import UsageRecord, UsageTail

pytestmark = pytest.mark.django_db

MakeRecord = Callable[..., UsageRecord]


def test_our_cost_counts_for_every_request_and_the_price_once(make_record: MakeRecord) -> None:
    record = make_record(requests=3, cost="0.0001", price="0.001")
    record.refresh_from_db()
    assert (record.quantity, record.cost, record.price) == (Decimal(3), Decimal("0.0003"), Decimal("0.001"))
    assert record.month == date(2026, 11, 1)


def test_a_failure_is_free_for_the_customer_and_still_costs_us(make_record: MakeRecord) -> None:
    record = make_record(outcome="failed", requests=2)
    assert (record.cost, record.price) == (Decimal("0.0002"), Decimal(0))


def test_an_unknown_outcome_is_recorded_open_without_a_price(make_record: MakeRecord) -> None:
    record = make_record(outcome="outcome_unknown")
    assert (record.cost, record.price) == (Decimal("0.0001"), Decimal(0))


def test_a_call_that_is_not_sold_records_only_our_cost(make_record: MakeRecord) -> None:
    record = make_record(is_sold=False)
    assert (record.cost, record.price) == (Decimal("0.0001"), Decimal(0))


def test_the_month_is_that_of_utc(make_record: MakeRecord) -> None:
    assert make_record(at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC)).month == date(2026, 12, 1)


def test_one_call_is_charged_once() -> None:
    call = metered()
    record_usage(call)
    with pytest.raises(IntegrityError), transaction.atomic():
        record_usage(call)
    assert UsageRecord.objects.count() == UsageTail.objects.count() == 1


def test_a_batch_is_written_whole_with_its_tail() -> None:
    records = record_batch([metered() for _ in range(2500)])
    assert UsageRecord.objects.count() == UsageTail.objects.count() == len(records) == 2500


def test_usage_of_a_call_has_the_shape_of_the_contract(make_record: MakeRecord) -> None:
    record = make_record(requests=2, cost="0.00010", price="0.100")
    assert usage_of_call(record.call_id) == {
        "id": str(record.pk),
        "operation": "gmail.send_message",
        "pricing_key": "message_send",
        "quantity": "2",
        "unit": "call",
        "cost": "0.0002",
        "price": "0.1",
        "currency": "USD",
    }


def test_a_call_without_a_record_has_no_usage() -> None:
    assert usage_of_call(uuid4()) is None


def test_a_correction_is_a_new_row_that_counts_into_the_usage_of_its_call(make_record: MakeRecord) -> None:
    record = make_record(outcome="outcome_unknown")
    added = correct(record, cost=Decimal(0), price=Decimal("0.001"), at=datetime(2026, 12, 2, tzinfo=UTC))
    assert (added.corrects, added.call_id, added.quantity) == (record.pk, record.call_id, Decimal(0))
    assert added.month == date(2026, 12, 1)
    usage = usage_of_call(record.call_id)
    assert usage is not None
    assert (usage["id"], usage["cost"], usage["price"]) == (str(record.pk), "0.0001", "0.001")
    assert UsageRecord.objects.get(pk=record.pk).price == 0


def test_amounts_are_kept_to_ten_places(make_record: MakeRecord) -> None:
    record = make_record(requests=3, cost="0.00000000015", price="0")
    record.refresh_from_db()
    assert record.cost == Decimal("0.0000000004")


def test_the_time_of_the_record_is_the_calls(make_record: MakeRecord) -> None:
    assert make_record().recorded_at == NOON
