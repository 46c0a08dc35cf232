"""Spreadsheets and sheets over declared answers, whatever Google adds to them and leaves out."""

from __future__ import annotations

import pytest

from integrations.catalog.testing import FakeContext
from integrations.errors import RemoteRejected
from integrations.services.google_sheets.models.spreadsheets import (
    SheetAdd,
    SheetList,
    SheetRename,
    SpreadsheetCreate,
    SpreadsheetGet,
    SpreadsheetSearch,
)
from integrations.services.google_sheets.operations.sheets import add_sheet, list_sheets, rename_sheet
from integrations.services.google_sheets.operations.spreadsheets import (
    create_spreadsheet,
    get_spreadsheet,
    list_spreadsheets,
)
from integrations.services.google_sheets.tests.vendor import (
    API,
    FILES,
    ID,
    SHEET,
    STOCK,
    UNHEARD_OF,
    sent,
    tells_sheets,
)


def test_a_spreadsheet_may_say_more_and_less(ctx: FakeContext) -> None:
    stock = {"name": "Stock", "namedRangeId": "n1", "range": {"sheetId": 1204, "endRowIndex": 4, "endColumnIndex": 3}}
    full: dict[str, object] = {
        "spreadsheetId": ID,
        "properties": {"title": "Book", "locale": "en_GB", "timeZone": "Europe/London", **UNHEARD_OF},
        "sheets": [{**SHEET, **UNHEARD_OF}, STOCK],
        "namedRanges": [stock, {"name": "All", "range": {"sheetId": 0}}],
        "spreadsheetUrl": "https://docs.google.com/spreadsheets/d/1/edit",
        **UNHEARD_OF,
    }
    ctx.vendor.will_answer("GET", API, full)
    ctx.vendor.will_answer("GET", API, {"spreadsheetId": ID, "sheets": [{}]})

    read = get_spreadsheet(ctx, SpreadsheetGet(spreadsheet_id=ID))
    bare = get_spreadsheet(ctx, SpreadsheetGet(spreadsheet_id=ID))

    assert (read.title, read.count, read.warnings) == ("Book", 2, [])
    assert [(each.name, each.range) for each in read.named_ranges] == [
        ("Stock", "'What''s left!'!A1:C4"),
        ("All", "'Orders'!A1"),
    ]
    assert (read.sheets[0].frozen_row_count, read.sheets[1].is_hidden) == (1, True)
    assert (bare.sheets[0].sheet_id, bare.title, bare.time_zone) == ("0", "", None)


def test_sheets_may_say_more_and_less(ctx: FakeContext) -> None:
    tells_sheets(ctx, {**SHEET, **UNHEARD_OF}, {"properties": {"sheetId": 7, "gridProperties": {"rowCount": "many"}}})
    ctx.vendor.will_answer("GET", API, {})

    listed = list_sheets(ctx, SheetList(spreadsheet_id=ID))

    assert [(each.sheet_id, each.title) for each in listed.sheets] == [("0", "Orders"), ("7", "")]
    assert listed.sheets[1].warnings == ["row_count could not be read: 'many'"]
    assert list_sheets(ctx, SheetList(spreadsheet_id=ID)).count == 0


def test_a_list_of_spreadsheets_may_say_more_and_less(ctx: FakeContext) -> None:
    file = {"id": ID, "name": "Book", "modifiedTime": "2026-03-01T08:00:00.000Z", **UNHEARD_OF}
    ctx.vendor.will_answer("GET", FILES, {"files": [file, {"id": "2", "modifiedTime": "soon"}], "nextPageToken": "n"})
    ctx.vendor.will_answer("GET", FILES, {})

    found = list_spreadsheets(ctx, SpreadsheetSearch(query="it's new", max_results=5))
    empty = list_spreadsheets(ctx, SpreadsheetSearch())

    assert [(each.spreadsheet_id, each.title, bool(each.warnings)) for each in found.spreadsheets] == [
        (ID, "Book", False),
        ("2", "", True),
    ]
    assert (found.next_page_token, empty.count) == ("n", 0)
    query = ctx.vendor.requests[0].query
    kind = "mimeType = 'application/vnd.google-apps.spreadsheet' and trashed = false"
    assert query["q"] == [f"{kind} and name contains 'it\\'s' and name contains 'new'"]
    assert (query["pageSize"], query["corpora"]) == (["5"], ["allDrives"])
    assert query["supportsAllDrives"] == query["includeItemsFromAllDrives"] == ["true"]


def test_all_pages_of_spreadsheets_are_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", FILES, {"files": [{"id": "1"}], "nextPageToken": "second"})
    ctx.vendor.will_answer("GET", FILES, {"files": [{"id": "2"}]})

    assert list_spreadsheets(ctx, SpreadsheetSearch(all_pages=True)).count == 2
    assert ctx.vendor.requests[1].query["pageToken"] == ["second"]


def test_a_new_spreadsheet_bears_the_calls_own_key(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", "/v4/spreadsheets", {"spreadsheetId": ID})

    create_spreadsheet(ctx, SpreadsheetCreate(title="Book", sheets=["A", "B"], columns=["Day"], locale=""))

    cell = {"userEnteredValue": {"stringValue": "Day"}}
    assert sent(ctx) == {
        "properties": {"title": "Book"},
        "developerMetadata": [
            {
                "metadataKey": "machina.call",
                "metadataValue": "call-1",
                "visibility": "PROJECT",
                "location": {"spreadsheet": True},
            }
        ],
        "sheets": [
            {"properties": {"title": "A"}, "data": [{"rowData": [{"values": [cell]}]}]},
            {"properties": {"title": "B"}},
        ],
    }


TAKEN = RemoteRejected("Google answered 400: A sheet with the name already exists.", vendor_status=400)


def test_a_new_sheet_has_an_id_of_ours_and_is_made_once(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}:batchUpdate", {"replies": [{"addSheet": SHEET}]})
    assert add_sheet(ctx, SheetAdd(spreadsheet_id=ID, title="Orders")).title == "Orders"
    ours = sent(ctx)["requests"][0]["addSheet"]["properties"]["sheetId"]
    assert 0 < ours < 2**31

    ctx.vendor.will_answer("POST", f"{API}:batchUpdate", error=TAKEN)
    tells_sheets(ctx, SHEET, {"properties": {"sheetId": ours, "title": "Orders again"}})
    assert add_sheet(ctx, SheetAdd(spreadsheet_id=ID, title="Orders again")).sheet_id == str(ours)


def test_a_name_that_another_sheet_has_is_refused(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}:batchUpdate", error=TAKEN)
    tells_sheets(ctx)
    with pytest.raises(RemoteRejected, match="already exists"):
        add_sheet(ctx, SheetAdd(spreadsheet_id=ID, title="Orders"))


def test_a_renamed_sheet_is_found_on_a_later_attempt(ctx: FakeContext) -> None:
    ctx.attempt = 2
    tells_sheets(ctx, {"properties": {"sheetId": 5, "title": "New"}}, STOCK)
    ctx.vendor.will_answer("POST", f"{API}:batchUpdate", {"replies": [{}]})

    renamed = rename_sheet(ctx, SheetRename(spreadsheet_id=ID, sheet_id="Old", title="New"))

    assert (renamed.sheet_id, renamed.title) == ("5", "New")
    properties = {"properties": {"sheetId": 5, "title": "New"}, "fields": "title"}
    assert sent(ctx) == {"requests": [{"updateSheetProperties": properties}]}
