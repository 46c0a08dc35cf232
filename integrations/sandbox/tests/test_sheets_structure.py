"""Sheets of the sandbox's spreadsheets: made, renamed, copied, grown and shrunk, all or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.sandbox.google.resource import Resource
from integrations.sandbox.tests.client import run
from integrations.sandbox.tests.test_calendar_events import refused
from integrations.sandbox.tests.test_sheets_values import QUOTED, Book


@pytest.fixture
def book(sheets: Any) -> Book:
    return Book(sheets)


def change(book: Book, *requests: Resource) -> list[Resource]:
    return list(run(book.spreadsheets.batchUpdate(spreadsheetId=book.id, body={"requests": list(requests)}))["replies"])


def wrong(book: Book, *requests: Resource) -> Any:
    return refused(book.spreadsheets.batchUpdate(spreadsheetId=book.id, body={"requests": list(requests)}))


def titles(book: Book) -> list[str]:
    return [sheet["properties"]["title"] for sheet in run(book.spreadsheets.get(spreadsheetId=book.id))["sheets"]]


def rows(start: int, end: int, sheet_id: int = 0, dimension: str = "ROWS") -> Resource:
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


def test_a_new_spreadsheet_has_one_sheet(book: Book) -> None:
    made = run(book.spreadsheets.create(body={}))
    assert made["properties"]["title"] == "Untitled spreadsheet"
    (sheet,) = made["sheets"]
    assert (sheet["properties"]["title"], sheet["properties"]["sheetId"]) == ("Sheet1", 0)
    assert sheet["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}
    assert made["spreadsheetUrl"].startswith("https://docs.google.com/spreadsheets/d/")


def test_a_spreadsheet_comes_with_cells_and_names(book: Book) -> None:
    cell = {"userEnteredValue": {"numberValue": 5}}
    sheet = {"properties": {"title": "Data"}, "data": [{"startRow": 1, "rowData": [{"values": [{}, cell]}]}]}
    made = run(book.spreadsheets.create(body={"sheets": [sheet], "namedRanges": [{"name": "All", "range": {}}]}))
    shown = run(book.spreadsheets.get(spreadsheetId=made["spreadsheetId"], ranges=["Data!B2"], includeGridData=True))
    assert shown["sheets"][0]["data"][0]["rowData"][0]["values"][0]["formattedValue"] == "5"


def test_a_sheet_takes_the_id_and_title_it_is_given_once(book: Book) -> None:
    (reply,) = change(book, {"addSheet": {"properties": {"title": "New", "sheetId": 12, "index": 0}}})
    assert reply["addSheet"]["properties"]["sheetId"] == 12
    assert titles(book)[0] == "New"
    assert "already exists" in str(wrong(book, {"addSheet": {"properties": {"title": "Other", "sheetId": 12}}}))
    assert "already exists" in str(wrong(book, {"addSheet": {"properties": {"title": "NEW"}}}))
    assert len(titles(book)) == 3


def test_a_sheet_is_renamed_and_moved_without_touching_the_rest(book: Book) -> None:
    properties = {"sheetId": 7, "title": "Plans", "index": 0, "hidden": True}
    change(book, {"updateSheetProperties": {"properties": properties, "fields": "title,index"}})
    first = run(book.spreadsheets.get(spreadsheetId=book.id))["sheets"][0]["properties"]
    assert (first["title"], first["index"], "hidden" in first) == ("Plans", 0, False)
    assert wrong(book, {"updateSheetProperties": {"properties": properties}}).resp.status == 400
    assert wrong(book, {"updateSheetProperties": {"properties": {"sheetId": 99}, "fields": "title"}}).resp.status == 400


def test_cells_without_a_sheet_are_in_the_first_that_people_see(book: Book) -> None:
    change(book, {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}})
    book.put("A1", ["here"])
    assert (book.shown("Sheet1"), book.shown(f"{QUOTED}!A1")) == (None, [["here"]])


def test_the_last_sheet_cannot_be_deleted(book: Book) -> None:
    change(book, {"deleteSheet": {"sheetId": 7}})
    assert "You can't remove all the sheets" in str(wrong(book, {"deleteSheet": {"sheetId": 0}}))
    assert "No grid with id: 7" in str(wrong(book, {"deleteSheet": {"sheetId": 7}}))


def test_a_copy_has_the_cells_and_another_title(book: Book) -> None:
    book.put("Sheet1!A1", ["a"])
    (reply,) = change(book, {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 5, "newSheetName": "Twin"}})
    assert reply["duplicateSheet"]["properties"]["title"] == "Twin"
    assert book.shown("Twin") == [["a"]]
    other = Book.__new__(Book)
    other.spreadsheets, other.values = book.spreadsheets, book.values
    other.id = run(book.spreadsheets.create(body={}))["spreadsheetId"]
    copy = book.spreadsheets.sheets().copyTo(
        spreadsheetId=book.id, sheetId=0, body={"destinationSpreadsheetId": other.id}
    )
    assert [run(copy)["title"], run(copy)["title"]] == ["Copy of Sheet1", "Copy of Sheet1 2"]
    assert other.shown("'Copy of Sheet1'") == [["a"]]


def test_rows_come_and_go_and_named_ranges_move_along(book: Book) -> None:
    book.put("Sheet1!A1", ["a"], ["b"], ["c"])
    place = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}
    change(book, {"addNamedRange": {"namedRange": {"name": "Tail", "range": place}}})
    change(book, {"insertDimension": {"range": rows(1, 3)}})
    assert book.shown("Sheet1") == [["a"], [], [], ["b"], ["c"]]
    assert book.shown("tail") == [["b"], ["c"]]
    change(book, {"deleteDimension": {"range": rows(1, 4)}})
    assert book.shown("Tail") == [["c"]]
    change(book, {"deleteDimension": {"range": rows(1, 2)}})
    assert refused(book.values.get(spreadsheetId=book.id, range="Tail")).resp.status == 400


def test_columns_come_and_go(book: Book) -> None:
    book.put("Sheet1!A1", ["a", "b"])
    change(book, {"insertDimension": {"range": rows(1, 2, dimension="COLUMNS")}})
    assert book.shown("Sheet1") == [["a", "", "b"]]
    change(book, {"deleteDimension": {"range": rows(0, 2, dimension="COLUMNS")}})
    assert book.shown("Sheet1") == [["b"]]


def test_rows_at_the_very_end_need_something_to_inherit_from(book: Book) -> None:
    end = {"range": rows(1000, 1001)}
    assert "must be less than the grid size" in str(wrong(book, {"insertDimension": end}))
    change(book, {"insertDimension": {**end, "inheritFromBefore": True}})
    assert "can't delete all the rows" in str(wrong(book, {"deleteDimension": {"range": rows(0, 5000)}}))


def test_a_batch_is_done_as_a_whole_or_not_at_all(book: Book) -> None:
    before = titles(book)
    assert wrong(book, {"addSheet": {}}, {"deleteSheet": {"sheetId": 99}}).resp.status == 400
    assert titles(book) == before
    assert wrong(book).resp.status == 400
    assert wrong(book, {"addSheet": {}, "deleteSheet": {"sheetId": 7}}).resp.status == 400
    assert wrong(book, {"sortRange": {}}).resp.status == 501


def test_notes_of_programs_are_found_by_key_and_value_and_move_with_their_rows(book: Book) -> None:
    note = {"metadataKey": "call", "metadataValue": "k1", "visibility": "PROJECT"}
    change(
        book, {"createDeveloperMetadata": {"developerMetadata": {**note, "location": {"dimensionRange": rows(4, 5)}}}}
    )
    change(book, {"insertDimension": {"range": rows(0, 1)}})
    lookup = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "call", "metadataValue": "k1"}}]}
    search = book.spreadsheets.developerMetadata().search(spreadsheetId=book.id, body=lookup)
    ((found,),) = [run(search)["matchedDeveloperMetadata"]]
    place = found["developerMetadata"]["location"]["dimensionRange"]
    assert (place["startIndex"], place["endIndex"]) == (5, 6)
    change(book, {"deleteDeveloperMetadata": {"dataFilter": lookup["dataFilters"][0]}})
    assert run(search) == {}
    several = {"createDeveloperMetadata": {"developerMetadata": {**note, "location": {"dimensionRange": rows(4, 6)}}}}
    assert "must be a single row or column" in str(wrong(book, several))
