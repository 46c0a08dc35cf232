"""Rows over declared answers: where they are put, and what is made of broken answers."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.services.google_sheets.models.rows import (
    SheetRowFind,
    SheetRowsAppend,
    SheetRowsInsert,
    SheetRowUpdateByKey,
)
from integrations.services.google_sheets.operations.rows import append_rows, find_row, update_row_by_key
from integrations.services.google_sheets.tests.vendor import (
    API,
    ID,
    UNHEARD_OF,
    cells,
    sent,
    tells_header,
    values_path,
)

APPEND = values_path("'Orders'!A1:C1:append")
LANDED = {"updatedRange": "Orders!A5:C5", "updatedRows": 1, "updatedCells": 2}


def test_an_append_is_anchored_to_the_header_and_inserts_rows(ctx: FakeContext) -> None:
    tells_header(ctx)
    ctx.vendor.will_answer("POST", APPEND, {"tableRange": "Orders!A1:C4", "updates": LANDED})

    added = append_rows(ctx, SheetRowsAppend(spreadsheet_id=ID, records=[{"Sum": 5, "No": "A-5"}]))

    assert ctx.vendor.requests[1].query == {"valueInputOption": ["USER_ENTERED"], "insertDataOption": ["INSERT_ROWS"]}
    assert sent(ctx) == {"values": [["A-5", None, 5]]}
    assert (added.updated_range, added.table_range, added.first_row, added.warnings) == (
        "Orders!A5:C5",
        "Orders!A1:C4",
        5,
        [],
    )


def test_rows_that_landed_elsewhere_are_written_once_more_under_their_titles(ctx: FakeContext) -> None:
    tells_header(ctx, "", "No", "Who", "Sum")
    landed = {"updates": {"updatedRange": "Orders!A5:C5", "updatedRows": 1}}
    ctx.vendor.will_answer("POST", values_path("'Orders'!B1:D1:append"), landed)
    ctx.vendor.will_answer("PUT", values_path("'Orders'!A5:D5"), {})

    added = append_rows(ctx, SheetRowsAppend(spreadsheet_id=ID, values=[["A-5", None, 5]]))

    assert sent(ctx) == {"values": [["", "A-5", "", 5]]}
    assert added.updated_range == "'Orders'!B5:D5"
    assert added.warnings == ["Google put the rows at Orders!A5:C5; they were moved under their titles."]


def test_rows_that_google_did_not_write_are_told(ctx: FakeContext) -> None:
    tells_header(ctx)
    ctx.vendor.will_answer("POST", APPEND, {"updates": LANDED})

    added = append_rows(ctx, SheetRowsAppend(spreadsheet_id=ID, values=[["A-5"], ["A-6"]]))

    assert added.warnings == ["2 rows were sent, and Google says that it wrote 1; look at the table."]


def test_an_empty_sheet_gets_the_titles_too(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", values_path("'Orders'!1:1"), {"range": "Orders!A1:Z1"})
    landed = {"updates": {"updatedRange": "Orders!A1:B2"}}
    ctx.vendor.will_answer("POST", values_path("'Orders':append"), landed)

    added = append_rows(ctx, SheetRowsAppend(spreadsheet_id=ID, sheet_id="Orders", records=[{"No": 1, "Who": "Mara"}]))

    assert sent(ctx) == {"values": [["No", "Who"], [1, "Mara"]]}
    assert (added.first_row, added.updated_rows, added.table_range) == (1, 2, None)


@pytest.mark.parametrize("rows", [{}, {"records": [{"No": 1}], "values": [[1]]}])
def test_rows_are_given_in_one_way(rows: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="either as records or as values"):
        SheetRowsAppend.model_validate({"spreadsheet_id": ID, **rows})


def test_more_values_than_rows_are_refused() -> None:
    with pytest.raises(ValidationError, match="2 rows of values do not fit into 1 rows"):
        SheetRowsInsert(spreadsheet_id=ID, sheet_id="0", row=1, row_count=1, values=[[1], [2]])


def test_found_rows_are_read_in_one_request_whatever_google_adds(ctx: FakeContext) -> None:
    for extra in (UNHEARD_OF, {}):
        tells_header(ctx)
        ctx.vendor.will_answer("GET", values_path("'Orders'!A1:A"), {**cells(["No"], ["7"], [], ["8"], [7]), **extra})
        ranges = [{**cells(["7", "Mara"]), **extra}, {"range": "Orders!A5:C5"}]
        ctx.vendor.will_answer("GET", f"{API}/values:batchGet", {"valueRanges": ranges, **extra})

        found = find_row(ctx, SheetRowFind.model_validate({"spreadsheet_id": ID, "key": 7}))

        assert [(each.row_number, each.values) for each in found.rows] == [(2, ["7", "Mara", ""]), (5, ["", "", ""])]
    assert ctx.vendor.requests[2].query["ranges"] == ["'Orders'!A2:C2", "'Orders'!A5:C5"]
    assert ctx.vendor.requests[1].query["valueRenderOption"] == ["UNFORMATTED_VALUE"]


def test_nothing_found_asks_no_further(ctx: FakeContext) -> None:
    tells_header(ctx)
    ctx.vendor.will_answer("GET", values_path("'Orders'!B1:B"), {"range": "Orders!B1:B1000"})

    found = find_row(ctx, SheetRowFind(spreadsheet_id=ID, key_column="Who", key="Mara"))

    assert (found.rows, found.count, found.total) == ([], 0, 0)


def test_a_change_names_only_the_cells_that_were_given(ctx: FakeContext) -> None:
    tells_header(ctx, "No", "Who", "Sum", "Note")
    ctx.vendor.will_answer("GET", values_path("'Orders'!A1:A"), cells(["No"], ["A-1"]))
    ctx.vendor.will_answer("POST", f"{API}/values:batchUpdate", {"totalUpdatedCells": 2})

    changed = update_row_by_key(
        ctx, SheetRowUpdateByKey(spreadsheet_id=ID, key="A-1", fields={"Who": "Ines", "Note": ""})
    )

    assert sent(ctx) == {
        "valueInputOption": "USER_ENTERED",
        "data": [{"range": "'Orders'!B2:D2", "values": [["Ines", None, ""]]}],
    }
    assert (changed.row_number, changed.updated_cells) == (2, 2)
