"""Rows by the titles of their columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import InputError
from integrations.services.google_sheets.parsing import parse_range
from integrations.services.google_sheets.records import field_names, filled, find_column, record_of, rows_of
from integrations.services.google_sheets.tests.vendor import cells


def test_columns_without_a_title_have_their_letter_and_doubles_too() -> None:
    names = field_names(["Item", "", "Price", "Price"], 6, left=2)
    assert names == ["Item", "C", "Price", "Price (E)", "F", "G"]


@given(st.lists(st.sampled_from(["Item", "Price", ""]), min_size=1, max_size=8), st.integers(0, 8))
def test_an_empty_cell_never_moves_those_after_it(header: list[str], length: int) -> None:
    names = field_names(header, len(header))
    row = [f"v{number}" for number in range(min(length, len(header)))]
    record = record_of(names, row)
    assert list(record) == names
    assert list(record.values()) == filled(row, len(header))


def test_records_become_rows_in_the_order_of_the_columns() -> None:
    assert rows_of([{"price": 1, " Item ": "x"}, {}], ["Item", "Note", "Price"], field="records") == [
        ["x", None, 1],
        [None, None, None],
    ]


def test_a_title_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="no column is called 'Prise'; the header row has 'Item', 'Price'") as raised:
        rows_of([{"Prise": 1}], ["Item", "Price"], field="records")
    assert raised.value.errors[0].field == "records"


@pytest.mark.parametrize(("wanted", "number"), [("", 3), ("price", 4), ("Price", 4), ("C", 3), ("AA", 27)])
def test_a_column_is_named_by_its_title_or_its_letter(wanted: str, number: int) -> None:
    assert find_column(wanted, ["Item", "Price"], left=3, field="key_column") == number


@pytest.mark.parametrize("wanted", ["Sum", "c", "A1"])
def test_a_column_that_is_not_there_is_refused(wanted: str) -> None:
    with pytest.raises(InputError, match="no column is called"):
        find_column(wanted, ["Item", "Price"], left=3, field="key_column")


@pytest.mark.parametrize(
    ("asked", "told", "width"),
    [
        ("Orders!A1:E9", "Orders!A1:E9", 5),
        ("Orders!A:E", "Orders!A1:E1000", 5),
        ("'Orders'", "Orders!A1:Z1000", 2),
        ("Orders", "Orders!A1:Z1000", 2),
        ("2:5", "Orders!A2:Z5", 2),
        ("Stock", "Orders!B2:D9", 3),
    ],
)
def test_rows_are_as_wide_as_what_was_asked_for(asked: str, told: str, width: int) -> None:
    read = parse_range(cells(["a"], ["b", "c"], text=told), asked=asked, as_records=False)
    assert {len(row) for row in read.values} == {width}


def test_nothing_but_empty_cells_is_no_row() -> None:
    read = parse_range(cells(), asked="A1:C9", as_records=True)
    assert (read.values, read.records, read.header, read.count) == ([], [], [], 0)
