"""The usage report: what it is asked for, and how it says what is wrong with that."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from integrations.api.views.usage import UsageSerializer
from integrations.models import UsageLine

REPORT = "/api/v1/usage/report"


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
    shown = UsageSerializer(row, context={"customer_keys": {}}).data
    assert (shown["quantity"], shown["cost"], shown["price"]) == ("2", "0", "0.0002")
