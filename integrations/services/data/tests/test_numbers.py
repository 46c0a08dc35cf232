"""Numbers with every digit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.services.data.exact import is_lossless
from integrations.services.data.tests.conftest import Run

quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Refused = Callable[..., dict[str, str]]
AMOUNTS = st.decimals(-(10**20), 10**20, places=4)


@pytest.mark.parametrize(
    ("value", "places", "mode", "result"),
    [
        ("2.675", 2, "half_up", "2.68"),
        (2.675, 2, "half_up", 2.68),
        ("2.5", 0, "half_even", "2"),
        ("-2.5", 0, "half_up", "-3"),
        ("-0.001", 2, "half_up", "0.00"),
        ("1250", -2, "half_up", "1300"),
        ("1.01", 1, "up", "1.1"),
        ("1.09", 1, "down", "1.0"),
        ("-1.01", 1, "ceiling", "-1.0"),
        ("-1.01", 1, "floor", "-1.1"),
        (7, 2, "half_up", 7),
        ("12345678901234567890.125", 2, "half_up", "12345678901234567890.13"),
    ],
)
def test_a_number_is_rounded(run: Run, value: object, places: int, mode: str, result: object) -> None:
    found = run("round_number", value=value, places=places, mode=mode)["value"]

    assert (found, type(found)) == (result, type(result))


@pytest.mark.parametrize(
    ("operation", "values", "result"),
    [
        ("add", ["0.1", "0.2"], "0.3"),
        ("add", [0.1, 0.2], 0.3),
        ("subtract", ["10", "0.01", "9"], "0.99"),
        ("multiply", ["19.99", 3], "59.97"),
        ("divide", ["1", "3"], "0.33333333333333333333"),
        ("divide", ["1.50", "2"], "0.75"),
        ("divide", [1, 4], 0.25),
        ("divide", ["100", "4"], "25"),
        ("remainder", [7, 3], 1),
        ("percent_of", ["30", "120"], "25"),
        ("min", ["9.99", "10"], "9.99"),
        ("max", [9, 10], 10),
    ],
)
def test_numbers_are_worked_out(run: Run, operation: str, values: list[Any], result: object) -> None:
    found = run("calculate", operation=operation, values=values)["value"]

    assert (found, type(found)) == (result, type(result))


def test_what_has_no_result_is_refused(refused: Refused) -> None:
    zero = {"values": "Dividing by zero has no result. Leave such values out before."}
    assert refused("calculate", operation="divide", values=["1", "0.00"]) == zero
    assert list(refused("calculate", operation="percent_of", values=[1])) == ["values"]
    assert refused("calculate", operation="multiply", values=["9" * 100] * 20) == {
        "values": "The result has too many digits. Calculate with fewer numbers."
    }
    assert refused("calculate", values=["1,5"])["values.0"].startswith("'1,5' is no number. Write digits with a point")
    assert refused("calculate", values=[True, None]) == {
        "values.0": "True is no number. Give one, or a text such as 1234.50",
        "values.1": "None is no number. Give one, or a text such as 1234.50",
    }
    assert list(refused("convert_number", value=None)) == ["value"]
    assert list(refused("round_number", value=[1])) == ["value"]


@quick
@given(values=st.lists(AMOUNTS, min_size=1, max_size=10))
def test_sums_are_exact(run: Run, values: list[Decimal]) -> None:
    total = run("calculate", values=[str(each) for each in values])["value"]

    assert Decimal(total) == sum(values, Decimal(0))


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"value": 1234.5}, "1,234.50"),
        ({"value": "-1234567.891", "places": None, "thousands": "'", "prefix": "CHF "}, "-CHF 1'234'567.891"),
        ({"value": "999.995", "thousands": ""}, "1000.00"),
        ({"value": 7, "places": 0, "min_digits": 4, "thousands": ""}, "0007"),
        ({"value": "-0.001"}, "0.00"),
    ],
)
def test_a_number_is_written(run: Run, params: dict[str, Any], text: str) -> None:
    assert run("format_number", **params) == {"text": text}


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1.234,50 €", "guess", "1234.50"),
        ("$1,234.50", "guess", "1234.50"),
        ("(1,234.50)", "guess", "-1234.50"),
        ("12,5 %", "guess", "12.5"),
        ("1.234.567", "guess", "1234567"),
        ("1'234.50", "guess", "1234.50"),
        ("1 234,50", "guess", "1234.50"),
        ("1.234", "point", "1.234"),
        ("1.234", "comma", "1234"),
        ("0.500", "guess", "0.500"),
        ("50-", "guess", "-50"),
        ("EUR 7", "guess", "7"),
    ],
)
def test_a_number_is_read(run: Run, text: str, decimal: str, value: str) -> None:
    assert run("parse_number", text=text, decimal=decimal)["value"] == value


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("1.234", "decimal", "'1.234' could be 1234 or 1.234. Say with decimal which sign it has."),
        ("many", "text", "'many' says no number, or several. Give one of them."),
        ("1-2", "text", "'1-2' says no number, or several. Give one of them."),
        ("1,23,456.7", "text", "'1,23,456.7' is no number with groups of three digits. Correct it."),
    ],
)
def test_what_is_no_number_is_refused(refused: Refused, text: str, field: str, words: str) -> None:
    assert refused("parse_number", text=text) == {field: words}


@quick
@given(value=AMOUNTS, signs=st.sampled_from([(",", "."), (".", ","), ("'", "."), (" ", ",")]))
def test_what_was_written_is_read_again(run: Run, value: Decimal, signs: tuple[str, str]) -> None:
    thousands, decimal = signs
    text = run("format_number", value=str(value), places=2, thousands=thousands, decimal=decimal)["text"]
    name = "point" if decimal == "." else "comma"

    rounded = run("round_number", value=str(value), places=2)["value"]
    assert Decimal(run("parse_number", text=text, decimal=name)["value"]) == Decimal(rounded)


@pytest.mark.parametrize(
    ("params", "value"),
    [
        ({"value": "19.99"}, "1999"),
        ({"value": 1999, "source": "minor_units", "target": "decimal"}, 19.99),
        ({"value": "1999", "source": "minor_units", "target": "decimal"}, "19.99"),
        ({"value": "500", "places": 0}, "500"),
        ({"value": "0.125", "target": "percent"}, "12.5"),
        ({"value": "12.5", "source": "percent", "target": "decimal"}, "0.125"),
        ({"value": "ff", "source": "hexadecimal", "target": "decimal"}, "255"),
        ({"value": 10, "target": "binary"}, "1010"),
    ],
)
def test_a_number_is_written_otherwise(run: Run, params: dict[str, Any], value: object) -> None:
    assert run("convert_number", **params)["value"] == value


def test_what_does_not_come_out_even_is_refused(refused: Refused) -> None:
    assert list(refused("convert_number", value="19.999")) == ["value"]
    assert list(refused("convert_number", value="1.5", target="binary")) == ["value"]
    assert list(refused("convert_number", value="zz", source="hexadecimal")) == ["value"]
    assert list(refused("convert_number", value="1.5", source="minor_units", target="decimal")) == ["value"]


@pytest.mark.parametrize(
    ("text", "survives"),
    [
        ("0", True), ("-5", True), ("12.50", True), ("0.5", True), ("123456789012345", True),
        ("1234567890123456", False),
        ("007", False), ("+5", False), ("-0", False), ("1e5", False), ("", False), ("1.", False), ("00", False),
    ],
)  # fmt: skip
def test_only_what_loses_nothing_becomes_a_number(text: str, survives: bool) -> None:
    assert is_lossless(text) is survives
