"""A1 notation: names in quotes, columns by letters, what is a range and what is a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.services.google_sheets import a1
from integrations.services.google_sheets.a1 import Place


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A1", ("", "A1")),
        ("Orders!A1:B2", ("Orders", "A1:B2")),
        ("'Mara''s plans!'!A:A", ("Mara's plans!", "A:A")),
        ("'Mara''s plans!'", ("Mara's plans!", "")),
        ("What's left!!A1", ("What's left!", "A1")),
        ("Stock", ("", "Stock")),
    ],
)
def test_a_range_is_taken_apart_at_its_sheet(text: str, parts: tuple[str, str]) -> None:
    assert a1.split(text) == parts


@given(st.text(min_size=1, max_size=30), st.sampled_from(["", "A1", "A1:C9", "B:B", "2:5", "Stock"]))
def test_any_name_in_quotes_comes_back_as_it_was(title: str, cells: str) -> None:
    assert a1.split(a1.joined(title, cells)) == (title, cells)


@given(st.integers(1, 20_000))
def test_columns_have_letters(number: int) -> None:
    assert a1.column_number(a1.column(number)) == number


def test_letters_go_on_after_z() -> None:
    assert [a1.column(number) for number in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@pytest.mark.parametrize("text", ["A1", "$A$1", "a1:b2", "A1:B", "A:B", "A:B5", "2:5", "2:B5", "AAA1000"])
def test_cells_are_told_from_names(text: str) -> None:
    assert a1.is_cells(text)


@pytest.mark.parametrize("text", ["", "A", "Orders", "A0", "Stock!A1", "2026", "A1:", "ABCD1", "A1,B2"])
def test_names_are_told_from_cells(text: str) -> None:
    assert not a1.is_cells(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Orders!B2:C10", Place("Orders", 2, 2, 10, 3)),
        ("'My sheet'!C3", Place("My sheet", 3, 3, 3, 3)),
        ("Orders!A5:Z", Place("Orders", 5, 1, None, 26)),
        ("Orders!2:3", Place("Orders", 2, 1, 3, None)),
        ("Orders", Place("Orders")),
    ],
)
def test_an_answers_range_says_where_the_cells_are(text: str, place: Place) -> None:
    assert a1.place(text) == place
    assert a1.place("Orders!B2:C10").width == 2
