"""Reading and writing ranges over declared answers."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError
from integrations.services.google_sheets.models.ranges import (
    SheetRangeClear,
    SheetRangeRead,
    SheetRangesRead,
    SheetRangeWrite,
)
from integrations.services.google_sheets.operations.ranges import clear_range, read_range, read_ranges, write_range
from integrations.services.google_sheets.tests.vendor import (
    API,
    ID,
    SHEET,
    STOCK,
    UNHEARD_OF,
    cells,
    sent,
    tells_sheets,
    values_path,
)


def test_what_google_adds_to_cells_one_day_disturbs_nobody(ctx: FakeContext) -> None:
    path = values_path("'Orders'!A1:C9")
    ctx.vendor.will_answer("GET", path, {**cells(["a"]), **UNHEARD_OF})
    ctx.vendor.will_answer("GET", path, {})

    full = read_range(ctx, SheetRangeRead(spreadsheet_id=ID, range="Orders!A1:C9"))
    bare = read_range(ctx, SheetRangeRead(spreadsheet_id=ID, range="Orders!A1:C9"))

    assert (full.values, full.warnings, full.range) == ([["a", "", ""]], [], "Orders!A1:C9")
    assert (bare.values, bare.range) == ([], "'Orders'!A1:C9")


def test_several_ranges_are_one_request(ctx: FakeContext) -> None:
    path = f"{API}/values:batchGet"
    ctx.vendor.will_answer("GET", path, {"valueRanges": [{**cells(["a"], text="Orders!A1:B2"), **UNHEARD_OF}, cells()]})
    ctx.vendor.will_answer("GET", path, {"valueRanges": [{}]})

    found = read_ranges(ctx, SheetRangesRead(spreadsheet_id=ID, ranges=["A1:B2", "What's left!!A:A"]))
    bare = read_ranges(ctx, SheetRangesRead(spreadsheet_id=ID, ranges=["A1"]))

    assert [each.values for each in found.ranges] == [[["a", ""]], []]
    assert bare.ranges[0].values == []
    assert ctx.vendor.requests[0].query["ranges"] == ["A1:B2", "'What''s left!'!A:A"]


def test_how_values_are_shown_is_always_said(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", values_path("A1:B2"), cells())

    read_range(ctx, SheetRangeRead(spreadsheet_id=ID, range="A1:B2", value_render="unformatted"))

    assert ctx.vendor.requests[0].query == {
        "majorDimension": ["ROWS"],
        "valueRenderOption": ["UNFORMATTED_VALUE"],
        "dateTimeRenderOption": ["SERIAL_NUMBER"],
    }


def test_a_cell_that_cannot_be_read_fails_nothing(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", values_path("A1:B2"), cells(["a", {"odd": 1}], text="Orders!A1:B2"))

    read = read_range(ctx, SheetRangeRead(spreadsheet_id=ID, range="A1:B2"))

    assert read.range == "Orders!A1:B2"
    assert "values could not be read" in read.warnings[0]


@pytest.mark.parametrize(
    ("sheet_id", "text", "asked"),
    [
        ("1204", "A1", "'What''s left!'!A1"),
        ("1204", "", "'What''s left!'"),
        ("orders", "Orders!A1", "'Orders'!A1"),
        ("1204", "Stock", "Stock"),
        (None, "", "'Orders'"),
    ],
)
def test_a_sheet_goes_out_by_its_name_in_quotes(ctx: FakeContext, sheet_id: str | None, text: str, asked: str) -> None:
    if sheet_id is None or sheet_id.isdecimal():
        tells_sheets(ctx)
    ctx.vendor.will_answer("GET", values_path(asked), cells())

    read_range(ctx, SheetRangeRead(spreadsheet_id=ID, sheet_id=sheet_id, range=text))


def test_the_first_sheet_is_the_first_that_people_see(ctx: FakeContext) -> None:
    tells_sheets(ctx, STOCK, SHEET)
    ctx.vendor.will_answer("GET", values_path("'Orders'"), cells())

    read_range(ctx, SheetRangeRead(spreadsheet_id=ID))


def test_a_range_in_another_sheet_than_the_chosen_one_is_refused(ctx: FakeContext) -> None:
    with pytest.raises(InputError, match="is in another sheet than 'Stock'"):
        read_range(ctx, SheetRangeRead(spreadsheet_id=ID, sheet_id="Stock", range="Orders!A1"))
    assert ctx.vendor.requests == []


def test_an_update_says_in_the_query_how_values_are_entered(ctx: FakeContext) -> None:
    answer = {"updatedRange": "Orders!A1:B1", "updatedRows": 1, "updatedColumns": 2, "updatedCells": 1}
    ctx.vendor.will_answer("PUT", values_path("'Orders'!A1"), answer)

    written = write_range(ctx, SheetRangeWrite(spreadsheet_id=ID, range="Orders!A1", values=[[None, "=A1"]]))

    assert ctx.vendor.requests[0].query == {"valueInputOption": ["USER_ENTERED"]}
    assert sent(ctx) == {"values": [[None, "'=A1"]]}
    assert (written.updated_range, written.updated_cells) == ("Orders!A1:B1", 1)


def test_a_write_of_several_ranges_says_it_in_the_body(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/values:batchUpdate", {"totalUpdatedCells": 2})

    write_range(
        ctx,
        SheetRangeWrite.model_validate(
            {
                "spreadsheet_id": ID,
                "range": "A1",
                "values": [["a"]],
                "value_input": "raw",
                "more": [{"range": "Orders!B2", "values": [["=b"]]}],
            }
        ),
    )

    assert "valueInputOption" not in ctx.vendor.requests[0].query
    assert sent(ctx) == {
        "valueInputOption": "RAW",
        "data": [{"range": "A1", "values": [["a"]]}, {"range": "'Orders'!B2", "values": [["=b"]]}],
    }


def test_too_much_at_once_is_refused() -> None:
    with pytest.raises(ValidationError, match="at most 500,000 cells at once; these are 500,040"):
        SheetRangeWrite(spreadsheet_id=ID, range="A1", values=[["x"] * 10_000] * 50 + [["x"] * 40])


@pytest.mark.parametrize("spreadsheet_id", ["", "..", "a/b", "a\\b", "a\n"])
def test_an_id_cannot_lead_to_another_path(spreadsheet_id: str) -> None:
    with pytest.raises(ValidationError):
        SheetRangeRead(spreadsheet_id=spreadsheet_id)


def test_clearing_needs_a_range_or_a_sheet(ctx: FakeContext) -> None:
    with pytest.raises(ValidationError, match="say what to clear"):
        SheetRangeClear(spreadsheet_id=ID)
    ctx.vendor.will_answer("POST", f"{values_path(chr(39) + 'Orders' + chr(39))}:clear", {})
    cleared = clear_range(ctx, SheetRangeClear(spreadsheet_id=ID, sheet_id="Orders"))
    assert cleared.cleared_range == "'Orders'"


def test_records_and_columns_do_not_go_together() -> None:
    with pytest.raises(ValidationError, match="records are made of rows"):
        SheetRangeRead(spreadsheet_id=ID, as_records=True, by_columns=True)
