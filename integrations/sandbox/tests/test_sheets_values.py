"""Cells of the sandbox's spreadsheets: ranges, ways of entering and showing, tables, what is empty."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.sandbox import clock
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.seed.accounts import add_account
from integrations.sandbox.google.seed.drive import fill_drive
from integrations.sandbox.models import Account, DriveItem
from integrations.sandbox.tests.client import INSIDE, InsideHttp, build, run
from integrations.sandbox.tests.conftest import SPREADSHEETS, MakeToken
from integrations.sandbox.tests.test_calendar_events import refused
from integrations.sandbox.vendor import Person

STRANGE = "Mara's plans, 2031! (a/b)"
QUOTED = "'Mara''s plans, 2031! (a/b)'"


class Book:
    """A spreadsheet with a sheet called Sheet1 and one with a strange name."""

    def __init__(self, client: Any) -> None:
        self.spreadsheets = client.spreadsheets()
        self.values = self.spreadsheets.values()
        sheets = [{"properties": {"title": "Sheet1", "sheetId": 0}}, {"properties": {"title": STRANGE, "sheetId": 7}}]
        made = run(self.spreadsheets.create(body={"properties": {"title": "Book"}, "sheets": sheets}))
        self.id = made["spreadsheetId"]

    def put(self, text: str, *rows: list[Any], option: str = "RAW", **more: Any) -> Resource:
        body = {"values": list(rows)}
        return run(self.values.update(spreadsheetId=self.id, range=text, valueInputOption=option, body=body, **more))

    def shown(self, text: str, **more: Any) -> Any:
        return run(self.values.get(spreadsheetId=self.id, range=text, **more)).get("values")

    def append(self, text: str, *rows: list[Any], **more: Any) -> Resource:
        body = {"values": list(rows)}
        return run(self.values.append(spreadsheetId=self.id, range=text, valueInputOption="RAW", body=body, **more))


@pytest.fixture
def book(sheets: Any) -> Book:
    return Book(sheets)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Sheet1!A1:B2", "Sheet1!A1:B2"),
        ("sheet1!b2:a1", "Sheet1!A1:B2"),
        ("Sheet1!$A$1:$B$2", "Sheet1!A1:B2"),
        ("A1:B2", "Sheet1!A1:B2"),
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("'Sheet1'", "Sheet1!A1:Z1000"),
        ("Sheet1!A:A", "Sheet1!A1:A1000"),
        ("Sheet1!1:2", "Sheet1!A1:Z2"),
        ("Sheet1!A5:A", "Sheet1!A5:A1000"),
        ("Sheet1!Y1:AZ2", "Sheet1!Y1:Z2"),
        ("Sheet1!C3", "Sheet1!C3"),
        (QUOTED, f"{QUOTED}!A1:Z1000"),
        (f"{QUOTED}!B2:C3", f"{QUOTED}!B2:C3"),
        (f"{STRANGE}!B2", f"{QUOTED}!B2"),
    ],
)
def test_ranges_are_read_and_written_in_a1_notation(book: Book, text: str, read: str) -> None:
    assert run(book.values.get(spreadsheetId=book.id, range=text)) == {"range": read, "majorDimension": "ROWS"}


@pytest.mark.parametrize(
    "text", ["Nowhere!A1", "'Sheet1", "Sheet1!", "Sheet1!A", "Sheet1!A0", "Sheet1!ABCD1", "A1:B2:C3"]
)
def test_a_range_that_names_nothing_is_refused(book: Book, text: str) -> None:
    error = refused(book.values.get(spreadsheetId=book.id, range=text))
    assert (error.resp.status, "Unable to parse range" in str(error)) == (400, True)


def test_a_range_that_begins_beyond_the_sheet_is_refused(book: Book) -> None:
    error = refused(book.values.get(spreadsheetId=book.id, range="Sheet1!A1001"))
    assert "exceeds grid limits. Max rows: 1000, max columns: 26" in str(error)


def test_what_is_empty_at_the_ends_is_not_shown(book: Book) -> None:
    book.put("Sheet1!A1", ["a", "", "c", ""], [], ["", "y"], ["", ""])
    assert book.shown("Sheet1!A1:D10") == [["a", "", "c"], [], ["", "y"]]
    assert book.shown("Sheet1!A1:D10", majorDimension="COLUMNS") == [["a"], ["", "", "y"], ["c"]]
    assert book.shown("Sheet1!F1:G9") is None


def test_null_leaves_a_cell_and_an_empty_text_clears_it(book: Book) -> None:
    book.put("Sheet1!A1", ["a", "b", "c"])
    answer = book.put("Sheet1!A1", ["x", None, ""])
    assert book.shown("Sheet1!A1:C1") == [["x", "b"]]
    assert (answer["updatedRange"], answer["updatedCells"], answer["updatedColumns"]) == ("Sheet1!A1:C1", 2, 3)


def test_raw_keeps_text_that_typing_would_read(book: Book) -> None:
    typed = [
        "1,234.5",
        "5%",
        "$45.00",
        "2026-03-09",
        "3/9/2026",
        "10:30",
        "2026-03-09 12:00",
        "TRUE",
        "'007",
        "=A1+1",
        "x",
    ]
    book.put("Sheet1!A1", typed)
    book.put("Sheet1!A2", typed, option="USER_ENTERED")
    (raw, entered) = book.shown("Sheet1!1:2", valueRenderOption="UNFORMATTED_VALUE")
    assert raw == typed
    assert entered == [1234.5, 0.05, 45, 46090, 46090, 0.4375, 46090.5, True, "007", "=A1+1", "x"]


def test_dates_are_serial_numbers_from_30_december_1899_only_where_unformatted_values_are_asked_for(book: Book) -> None:
    book.put("Sheet1!A1", ["1899-12-31", "2026-03-09 06:00:00", "12:00", 1.5, True], option="USER_ENTERED")
    shown = ["1899-12-31", "2026-03-09 06:00:00", "12:00", "1.5", "TRUE"]
    assert book.shown("Sheet1!1:1") == [shown]
    assert book.shown("Sheet1!1:1", dateTimeRenderOption="SERIAL_NUMBER") == [shown]
    unformatted = {"valueRenderOption": "UNFORMATTED_VALUE"}
    assert book.shown("Sheet1!1:1", **unformatted) == [[1, 46090.25, 0.5, 1.5, True]]
    assert book.shown("Sheet1!1:1", **unformatted, dateTimeRenderOption="FORMATTED_STRING") == [[*shown[:3], 1.5, True]]


def test_formulas_are_kept_and_shown_as_text(book: Book) -> None:
    book.put("Sheet1!A1", ["=SUM(B1:B3)", "12"], option="USER_ENTERED")
    assert book.shown("Sheet1!1:1", valueRenderOption="FORMULA") == [["=SUM(B1:B3)", 12]]


@pytest.mark.parametrize(("text", "rows"), [("Sheet1!A1:B1", [["a"], ["b"]]), ("Sheet1!A1:B1", [["a", "b", "c"]])])
def test_values_beyond_the_range_are_refused_and_nothing_is_written(book: Book, text: str, rows: Any) -> None:
    update = book.values.update(spreadsheetId=book.id, range=text, valueInputOption="RAW", body={"values": rows})
    assert "Requested writing within range" in str(refused(update))
    assert book.shown("Sheet1") is None


def test_a_write_without_a_way_of_entering_is_refused(book: Book) -> None:
    body = {"values": [["a"]]}
    assert refused(book.values.update(spreadsheetId=book.id, range="A1", body=body)).resp.status == 400
    assert refused(book.values.append(spreadsheetId=book.id, range="A1", body=body)).resp.status == 400
    many = {"data": [{"range": "A1", **body}]}
    assert refused(book.values.batchUpdate(spreadsheetId=book.id, body=many)).resp.status == 400


def test_what_no_database_keeps_harms_nothing(book: Book) -> None:
    book.put("Sheet1!A1", ["a\0b", "\ud800", "c"])
    ((first, _, last),) = book.shown("Sheet1")
    assert (first, last) == ("a\ufffdb", "c")


def test_lists_and_objects_are_no_values(book: Book) -> None:
    for value in ([1], {"a": 1}):
        update = book.values.update(
            spreadsheetId=book.id, range="A1", valueInputOption="RAW", body={"values": [[value]]}
        )
        assert refused(update).resp.status == 400


def test_many_ranges_are_written_all_or_none(book: Book) -> None:
    good, bad = {"range": "Sheet1!A1", "values": [["a"]]}, {"range": "Nowhere!A1", "values": [["b"]]}
    body = {"valueInputOption": "RAW", "data": [good, bad]}
    refused(book.values.batchUpdate(spreadsheetId=book.id, body=body))
    assert book.shown("Sheet1") is None
    columns = {"range": f"{QUOTED}!B1", "majorDimension": "COLUMNS", "values": [["p", "q"]]}
    answer = run(book.values.batchUpdate(spreadsheetId=book.id, body={**body, "data": [good, columns]}))
    assert (answer["totalUpdatedCells"], answer["totalUpdatedSheets"]) == (3, 2)
    many = run(book.values.batchGet(spreadsheetId=book.id, ranges=["Sheet1", QUOTED]))
    assert [each["values"] for each in many["valueRanges"]] == [[["a"]], [["", "p"], ["", "q"]]]


TABLES = [["x", "y", "z"], ["x", "y", "z"], [], ["", "x", "y"], ["", "", "y", "z"], ["", "x", "y", "z"]]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Sheet1", "Sheet1!B7:C7"),
        ("Sheet1!B4", "Sheet1!B7:C7"),
        ("Sheet1!C5:D5", "Sheet1!B7:C7"),
        ("Sheet1!B2:D4", "Sheet1!B7:C7"),
        ("Sheet1!A3:G10", "Sheet1!B7:C7"),
        ("Sheet1!A1", "Sheet1!A3:B3"),
        ("Sheet1!E4", "Sheet1!E4:F4"),
    ],
)
def test_append_finds_the_table_as_googles_guide_says(book: Book, text: str, written: str) -> None:
    book.put("Sheet1!A1", *TABLES)
    assert book.append(text, ["new", "row"])["updates"]["updatedRange"] == written


def test_append_inserts_rows_where_it_is_told_to(book: Book) -> None:
    book.put("Sheet1!A1", ["a"], [], ["below"])
    answer = book.append("Sheet1!A1", ["b"], ["c"], insertDataOption="INSERT_ROWS")
    assert answer["tableRange"] == "Sheet1!A1"
    assert book.shown("Sheet1") == [["a"], ["b"], ["c"], [], ["below"]]
    assert "tableRange" not in book.append(QUOTED, ["first"])


def test_append_makes_a_full_sheet_longer(book: Book) -> None:
    book.put("Sheet1!A1000", ["last"])
    assert book.append("Sheet1", ["new"])["updates"]["updatedRange"] == "Sheet1!A1001"
    assert book.shown("Sheet1!A1001") == [["new"]]


def test_clearing_says_what_was_cleared(book: Book) -> None:
    book.put("Sheet1!A1", ["a", "b"], ["c", "d"])
    assert run(book.values.clear(spreadsheetId=book.id, range="Sheet1!B:B"))["clearedRange"] == "Sheet1!B1:B1000"
    assert book.shown("Sheet1") == [["a"], ["c"]]
    many = run(book.values.batchClear(spreadsheetId=book.id, body={"ranges": ["Sheet1!A1", QUOTED]}))
    assert many["clearedRanges"] == ["Sheet1!A1", f"{QUOTED}!A1:Z1000"]
    assert book.shown("Sheet1") == [[], ["c"]]


def test_nobody_elses_spreadsheet_is_found(book: Book, make_token: MakeToken) -> None:
    other = add_account(Person(email="ben@lab.example", given_name="Ben"), with_content=False)
    theirs = build("sheets", INSIDE, InsideHttp(make_token(other, SPREADSHEETS))).spreadsheets()
    assert refused(theirs.get(spreadsheetId=book.id)).resp.status == 404
    assert refused(theirs.values().get(spreadsheetId=book.id, range="A1")).resp.status == 404


def test_a_spreadsheet_is_a_file_of_drive(book: Book, drive: Any) -> None:
    book.put("Sheet1!A1", ["Day", "Sum"], ["2026-03-09", "$5.00"], option="USER_ENTERED")
    query = "mimeType = 'application/vnd.google-apps.spreadsheet' and name contains 'Boo'"
    assert [each["id"] for each in run(drive.files().list(q=query))["files"]] == [book.id]
    assert drive.files().export(fileId=book.id, mimeType="text/csv").execute() == b"Day,Sum\r\n2026-03-09,$5.00\r\n"
    run(drive.files().update(fileId=book.id, body={"name": "Ledger"}))
    assert run(book.spreadsheets.get(spreadsheetId=book.id))["properties"]["title"] == "Ledger"
    run(drive.files().delete(fileId=book.id))
    assert refused(book.spreadsheets.get(spreadsheetId=book.id)).resp.status == 404


def test_a_table_that_was_made_in_drive_opens_as_a_spreadsheet(account: Account, sheets: Any, drive: Any) -> None:
    fill_drive(account, clock.now())
    (table,) = run(drive.files().list(q="mimeType = 'application/vnd.google-apps.spreadsheet'"))["files"]
    values = sheets.spreadsheets().values()
    shown = run(values.get(spreadsheetId=table["id"], range="Sheet1!A2:B3", valueRenderOption="UNFORMATTED_VALUE"))
    assert shown["values"] == [[46054, 41], [46061, 39]]
    plain = run(drive.files().create(body={"name": "notes.txt", "mimeType": "text/plain"}))
    assert refused(sheets.spreadsheets().get(spreadsheetId=plain["id"])).resp.status == 400


def test_what_may_only_be_read_is_not_written(book: Book) -> None:
    DriveItem.objects.filter(file_id=book.id).update(role="reader")
    assert run(book.spreadsheets.get(spreadsheetId=book.id))["spreadsheetId"] == book.id
    clear = book.values.clear(spreadsheetId=book.id, range="Sheet1", body={})
    assert refused(clear).resp.status == 403
