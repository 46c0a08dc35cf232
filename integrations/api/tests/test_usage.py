"""The usage report: what it is asked for, and how it says what is wrong with that."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.views.usage import UsageSerializer
from integrations.billing.ledger import Metered, correct, record_call
from integrations.billing.prices import Quote
from integrations.models import Customer, UsageLine

REPORT = "/api/v1/usage/report"
LIST = "/api/v1/usage/"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def record(customer: Customer | None, *, requests: int = 15) -> dict[str, object]:
    """A call that was sold for 0.001 and took so many requests at 0.0001; its usage."""
    quoted = Quote(
        service="gmail",
        key="message_search",
        cost=Decimal("0.0001"),
        price=Decimal("0.001"),
        currency="USD",
        unit="call",
        version="shipped:2026-11-01",
    )
    metered = Metered(
        call_id=uuid4(),
        customer_id=customer.pk if customer else None,
        connection_id=None,
        run_id=None,
        node_id="",
        operation="gmail.search_messages",
        quote=quoted,
        requests=requests,
        outcome="succeeded",
        origin="api",
        at=NOON,
    )
    with transaction.atomic():
        return record_call(metered)


def test_a_call_is_one_row_whose_cost_is_that_of_all_its_requests(operator_key: APIClient, globex: Customer) -> None:
    usage = record(globex)
    (row,) = operator_key.get(LIST).json()["results"]
    assert {name: row[name] for name in usage} == usage
    assert (row["quantity"], row["unit"], row["price"], row["cost"]) == ("1", "call", "0.001", "0.0015")
    assert (row["customer"], row["meter"], row["source"], row["outcome"]) == ("globex", "call", "api", "succeeded")
    assert row["call"] == str(UsageLine.objects.sales().get().source_id)


def test_a_correction_is_a_row_of_its_own_and_the_list_adds_up_to_the_report(operator_key: APIClient) -> None:
    record(None)
    correct(UsageLine.objects.costs().get(), cost=Decimal("-0.0005"), at=NOON)
    correct(UsageLine.objects.sales().get(), price=Decimal("-0.001"), at=NOON)
    rows = operator_key.get(LIST).json()["results"]
    assert [(row["meter"], row["cost"], row["price"]) for row in rows] == [
        ("call", "0", "-0.001"),
        ("request", "-0.0005", "0"),
        ("call", "0.0015", "0.001"),
    ]
    (total,) = operator_key.get(REPORT, {"from": "2026-11-01", "to": "2026-11-30"}).json()["results"]
    assert (total["calls"], total["quantity"], total["cost"], total["price"]) == (1, "1", "0.001", "0")


def test_the_list_pages_through_every_call_once(operator_key: APIClient) -> None:
    told = [record(None)["id"] for _ in range(5)]
    address, found = f"{LIST}?limit=2", []
    while address:
        page = operator_key.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert found == told[::-1]


def test_a_customers_key_finds_its_price_and_no_cost(globex_key: APIClient, globex: Customer) -> None:
    record(globex)
    record(None)
    listed = globex_key.get(LIST).json()["results"]
    asked = {"from": "2026-11-01", "to": "2026-11-30"}
    reported = globex_key.get(REPORT, asked).json()["results"]
    assert [row["price"] for row in listed] == [row["price"] for row in reported] == ["0.001"]
    assert not any("cost" in row for row in (*listed, *reported))
    table = globex_key.get(REPORT, {**asked, "format": "csv"}).content.decode()
    assert table == "customer,calls,quantity,price,currency\r\nglobex,1,1,0.001,USD\r\n"


@pytest.mark.parametrize("day", ["2026-11-01", "2026-11-01T10:00:00Z", "2026-11-01T10:00:00+02:00"])
def test_a_day_may_have_a_time_behind_it(operator_key: APIClient, day: str) -> None:
    answer = operator_key.get(REPORT, {"from": day, "to": "2026-11-30"})
    assert (answer.status_code, answer.json()["from"]) == (200, "2026-11-01")


@pytest.mark.parametrize("day", ["x", "2026-13-01", "2026-11-01junk", "2026-W45-1", "20261101", "\0", "٢٠٢٦-11-01"])
def test_what_is_no_day_is_an_input_error(operator_key: APIClient, day: str) -> None:
    answer = operator_key.get(REPORT, {"from": day})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["from"]


def test_the_end_of_time_is_a_day_like_others(operator_key: APIClient) -> None:
    answer = operator_key.get(REPORT, {"from": "0001-01-01", "to": "9999-12-31"})
    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_everything_wrong_with_a_report_is_told_at_once(operator_key: APIClient) -> None:
    answer = operator_key.get(REPORT, {"from": "x", "to": "y", "group_by": "day,colour,size"})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["from", "to", "group_by", "group_by"]


def test_a_last_day_before_the_first_is_told_at_the_last(operator_key: APIClient) -> None:
    answer = operator_key.get(REPORT, {"from": "2026-11-02", "to": "2026-11-01"})
    assert [each["field"] for each in answer.json()["errors"]] == ["to"]


def test_an_unknown_format_is_told_with_the_known_ones(operator_key: APIClient) -> None:
    answer = operator_key.get(REPORT, {"format": "xml"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"] == [
        {"field": "format", "message": "'xml' is no format of a report. Formats are: json, csv."}
    ]


def test_a_group_named_twice_is_one_group(operator_key: APIClient) -> None:
    assert operator_key.get(REPORT, {"group_by": "day,day"}).json()["group_by"] == ["day"]


def test_amounts_are_spelt_as_in_the_answer_to_the_call() -> None:
    row = UsageLine(quantity=Decimal("2.0000000000"), cost=Decimal("0E-10"), price=Decimal("0.0002000000"))
    shown = UsageSerializer(row, context={"customer_keys": {}, "actor": SYSTEM}).data
    assert (shown["quantity"], shown["cost"], shown["price"]) == ("2", "0", "0.0002")
