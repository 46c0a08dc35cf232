"""Usage reports: groups, visibility, exactness while rolling up, and cells that no spreadsheet runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.actors import SYSTEM, Actor
from integrations.billing import rollups
from integrations.billing.reports import ReportRow, as_csv, usage_report
from integrations.billing.selectors import usage_of
from integrations.errors import InputError, NotFound
from integrations.models import Customer, UsageLine

pytestmark = pytest.mark.django_db

MakeSale = Callable[..., UsageLine]
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def key_of(customer: Customer) -> Actor:
    return Actor(kind="api_key", id="1", label="key", customer_id=customer.pk)


def test_a_row_has_its_groups_and_the_amounts_as_strings(make_sale: MakeSale, acme: Customer) -> None:
    make_sale(customer_id=acme.pk, requests=2)
    make_sale(customer_id=acme.pk)
    groups = ("customer", "service", "operation", "day", "month")
    assert usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=groups) == [
        {
            "customer": "acme",
            "service": "gmail",
            "operation": "gmail.send_message",
            "day": "2026-11-20",
            "month": "2026-11",
            "calls": 2,
            "quantity": "2",
            "cost": "0.0003",
            "price": "0.002",
            "currency": "USD",
        }
    ]


def test_rolled_up_and_pending_records_make_one_row(make_sale: MakeSale) -> None:
    make_sale()
    rollups.refresh()
    make_sale()
    (row,) = usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=("month",))
    assert (row["month"], row["calls"], row["price"]) == ("2026-11", 2, "0.002")


def test_a_report_is_one_statement_over_rollups_and_lines(make_sale: MakeSale) -> None:
    make_sale()
    with CaptureQueriesContext(connection) as queries:
        usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=("operation",))
    assert len(queries) == 1


def test_both_ends_are_included_and_nothing_beyond_them(make_sale: MakeSale) -> None:
    make_sale(at=datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=UTC))
    make_sale(at=datetime(2026, 11, 1, tzinfo=UTC))
    rollups.refresh()
    make_sale(at=datetime(2026, 11, 30, 23, 59, 59, 999999, tzinfo=UTC))
    make_sale(at=datetime(2026, 11, 1, tzinfo=UTC))
    make_sale(at=datetime(2026, 12, 1, tzinfo=UTC))
    make_sale(at=datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=UTC))
    (row,) = usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=())
    assert row["calls"] == 4


def test_currencies_are_never_added_together(make_sale: MakeSale) -> None:
    make_sale(currency="EUR")
    make_sale(currency="USD")
    rows = usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=())
    assert [(row["currency"], row["calls"]) for row in rows] == [("EUR", 1), ("USD", 1)]


def test_the_owner_has_no_key_and_an_erased_customer_keeps_its_bare_id(make_sale: MakeSale, acme: Customer) -> None:
    make_sale()
    make_sale(customer_id=acme.pk)
    erased = str(acme.pk)
    acme.delete()
    rows = usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=("customer",))
    assert [row["customer"] for row in rows] == [None, erased]


def test_a_customers_key_sees_only_that_customer(make_sale: MakeSale, acme: Customer, globex: Customer) -> None:
    make_sale(customer_id=acme.pk)
    make_sale(customer_id=globex.pk)
    make_sale()
    rows = usage_report(key_of(acme), from_=FIRST, to=LAST, group_by=("customer",))
    assert [row["customer"] for row in rows] == ["acme"]
    assert [record.customer_id for record in usage_of(key_of(acme))] == [acme.pk]
    with pytest.raises(NotFound):
        usage_report(key_of(acme), from_=FIRST, to=LAST, group_by=(), customer=globex)
    with pytest.raises(NotFound):
        usage_of(key_of(acme), customer=globex)


def test_a_report_on_one_customer(make_sale: MakeSale, acme: Customer) -> None:
    make_sale(customer_id=acme.pk)
    make_sale()
    (row,) = usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=(), customer=acme)
    assert row["calls"] == 1


def test_usage_of_lists_the_newest_first(make_sale: MakeSale, acme: Customer) -> None:
    old = make_sale(at=datetime(2026, 11, 1, tzinfo=UTC))
    new = make_sale(customer_id=acme.pk)
    assert list(usage_of(SYSTEM)) == [new, old]
    assert list(usage_of(SYSTEM, customer=acme)) == [new]


def test_an_unknown_group_is_refused_by_name(db: None) -> None:
    with pytest.raises(InputError, match="'node' is no group") as refused:
        usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=("customer", "node"))
    assert refused.value.errors[0].field == "group_by"


def test_a_period_that_ends_before_it_begins_is_refused(db: None) -> None:
    with pytest.raises(InputError, match="before the first day") as refused:
        usage_report(SYSTEM, from_=LAST, to=FIRST, group_by=())
    assert refused.value.errors[0].field == "to"


def test_csv_has_a_header_and_the_rows(make_sale: MakeSale, acme: Customer) -> None:
    make_sale(customer_id=acme.pk)
    rows = usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=("customer",))
    assert as_csv(rows, ("customer",)) == (
        "customer,calls,quantity,cost,price,currency\r\nacme,1,1,0.0001,0.001,USD\r\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_csv_cell_starts_a_formula(make_sale: MakeSale, start: str) -> None:
    make_sale(operation=f"{start}cmd|' /C calc'!A0")
    rows = usage_report(SYSTEM, from_=FIRST, to=LAST, group_by=("operation",))
    body = as_csv(rows, ("operation",)).split("\r\n", 1)[1]
    assert body.lstrip('"').startswith(f"'{start}cmd")


def test_a_negative_amount_stays_a_number_in_csv() -> None:
    row: ReportRow = {"calls": 0, "quantity": "0", "cost": "0", "price": "-0.5", "currency": "USD"}
    assert as_csv([row], ()).splitlines()[1] == "0,0,0,-0.5,USD"
