"""What goes into cells: converted or refused before it leaves."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from integrations.services.google_sheets.cells import CellValue, outgoing, spoken
from integrations.services.google_sheets.models.fields import Key

CELL: TypeAdapter[Any] = TypeAdapter(CellValue)


def typed(value: Any, **more: Any) -> Any:
    """What is sent for a value that is entered as if typed."""
    return outgoing([[value]], **{"entry": "user_entered", "with_formulas": False, **more})[0][0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("12.50"), 12.5),
        (Decimal("0.1"), 0.1),
        (Decimal("123456789.123456789123456789"), "123456789.123456789123456789"),
        (date(2026, 3, 9), "2026-03-09"),
        (datetime(2026, 3, 9, 10, 5), "2026-03-09 10:05:00"),
        (time(10, 5), "10:05:00"),
        (2**60, str(2**60)),
        (True, True),
        (None, None),
        ("", ""),
        (1.5, 1.5),
    ],
)
def test_decimals_and_dates_are_converted(value: object, expected: object) -> None:
    cell = CELL.validate_python(value)
    assert (cell, type(cell)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "no number that a cell can hold"),
        (float("inf"), "no number that a cell can hold"),
        (Decimal("NaN"), "no number that a cell can hold"),
        (datetime(2026, 3, 9, tzinfo=UTC), "has an offset, which no cell can hold"),
        ({"a": 1}, "an object does not fit into a cell"),
        ([1], "a list does not fit into a cell"),
        ("x" * 50_001, "a cell holds 50,000 characters at most"),
    ],
)
def test_what_no_cell_takes_is_refused_before_it_leaves(value: object, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        CELL.validate_python(value)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=IMPORTXML(A1)", "+1+1", "-A1", "+49 151 1", "007", "0049", "'quoted", "12345678901234567890", "+5"],
)
def test_text_that_typing_would_change_stays_text(text: str) -> None:
    assert typed(text) == f"'{text}"
    assert typed(text, entry="raw") == text


@pytest.mark.parametrize(
    "value", ["Lamp", "12", "-5", "0.5", "0", "1,234.50", "5%", "2026-03-09", "1e5", "", None, 7, True]
)
def test_what_typing_reads_rightly_is_sent_as_it_is(value: object) -> None:
    assert typed(value) == value


def test_formulas_are_sent_where_they_are_wished() -> None:
    assert typed("=SUM(A1:A3)", with_formulas=True) == "=SUM(A1:A3)"
    assert typed("+1+1", with_formulas=True) == "'+1+1"


@given(st.lists(st.lists(st.text(max_size=8) | st.integers() | st.floats() | st.booleans() | st.none(), max_size=3)))
def test_whatever_is_accepted_can_be_sent(rows: list[list[Any]]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(list[list[CellValue]])
    try:
        accepted = adapter.validate_python(rows)
    except ValidationError:
        return
    sent = outgoing(accepted, entry="user_entered", with_formulas=False)
    assert [len(row) for row in sent] == [len(row) for row in rows]
    json.dumps(sent, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "text"), [(7, "7"), (7.0, "7"), (7.5, "7.5"), (True, "TRUE"), (None, ""), (" a ", "a")]
)
def test_values_are_compared_by_what_they_say(value: object, text: str) -> None:
    assert spoken(value) == text


def test_a_key_may_be_given_as_a_number() -> None:
    key: TypeAdapter[Any] = TypeAdapter(Key)
    assert [key.validate_python(each) for each in (7, 7.0, "007", True)] == ["7", "7", "007", "TRUE"]
