"""Times, durations and money are written as in the editor: its tests read the same cases."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from integrations.admin.written import absolute, duration, money, quantity, relative, sums

CASES: dict[str, Any] = json.loads((settings.BASE_DIR / "frontend/src/lib/format/cases.json").read_text())


@pytest.mark.parametrize(("milliseconds", "text"), CASES["duration"])
def test_durations(milliseconds: int, text: str) -> None:
    assert duration(milliseconds) == text


@pytest.mark.parametrize(("amount", "currency", "text"), CASES["money"])
def test_money(amount: str, currency: str, text: str) -> None:
    assert money(Decimal(amount), currency) == text


@pytest.mark.parametrize("zero", ["0E-10", "0E+3", "-0", "0"])
def test_zero_has_one_spelling(zero: str) -> None:
    assert money(Decimal(zero), "USD") == "$0.00"
    assert quantity(Decimal(zero), "call") == "0 calls"


@pytest.mark.parametrize(("time", "text"), CASES["relative"]["cases"])
def test_moments_in_words(time: str, text: str) -> None:
    assert relative(datetime.fromisoformat(time), datetime.fromisoformat(CASES["relative"]["now"])) == text


def test_moments_exactly() -> None:
    assert absolute(datetime(2026, 3, 1, 12, 5, 7, tzinfo=UTC)) == "1 Mar 2026, 12:05:07 UTC"


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [("1", "call", "1 call"), ("2.50", "quota_unit", "2.5 quota units"), ("1E+3", "request", "1,000 requests")],
)
def test_quantities_have_units(amount: str, unit: str, text: str) -> None:
    assert quantity(Decimal(amount), unit) == text


def test_sums_of_several_currencies_stand_side_by_side() -> None:
    assert sums({"CHF": Decimal(2), "USD": Decimal("3.5")}) == "$3.50, 2.00 CHF"
    assert sums({}) == "nothing yet"
