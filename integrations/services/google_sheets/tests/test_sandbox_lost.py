"""What happens at the sandbox when an answer gets lost: nothing is done twice, and what was done is found."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.tests.google_account import GoogleAccount

YARA = "yara.keller@globex.example"
VALUES = "sheets.spreadsheets.values"


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> GoogleAccount:
    return GoogleAccount(sandbox, YARA)


@pytest.fixture
def table(yara: GoogleAccount) -> dict[str, Any]:
    """A sheet with a header and two rows."""
    made = yara.run("google_sheets.create_spreadsheet", title="Book", sheets=["Items"])
    book = {"spreadsheet_id": made["spreadsheet_id"], "sheet_id": "Items"}
    rows = [["Item", "Price", "Day"], ["Lamp", "$45.00", "2026-03-09"], ["Desk", 7, ""]]
    yara.run("google_sheets.write_range", **book, range="A1", values=rows)
    return book


def rows(yara: GoogleAccount, table: dict[str, Any]) -> list[list[Any]]:
    return list(yara.run("google_sheets.read_range", **table)["values"])


def test_a_lost_append_is_found_and_nothing_is_appended_twice(yara: GoogleAccount, table: dict[str, Any]) -> None:
    yara.misbehave(f"{VALUES}.append", times=1, drop_after_effect=True)
    records = [{"Item": "Chair", "Price": "$9.00", "Day": "2026-03-10"}, {"Item": "Sofa", "Price": 12.5}]

    outcome = yara.outcome("google_sheets.append_rows", {**table, "records": records})

    assert outcome.result is not None
    assert (outcome.result["first_row"], outcome.result["updated_range"]) == (4, "'Items'!A4:C5")
    assert rows(yara, table)[3:] == [["Chair", "$9.00", "2026-03-10"], ["Sofa", "12.5", ""]]


def test_an_append_that_cannot_be_told_from_an_earlier_one_is_left_open(
    yara: GoogleAccount, table: dict[str, Any]
) -> None:
    """The same row stands twice: it may be ours, or somebody else's."""
    yara.misbehave(f"{VALUES}.append", times=1, drop_after_effect=True)

    outcome = yara.outcome("google_sheets.append_rows", {**table, "values": [["Desk", 7]]})

    assert outcome.error is not None
    assert outcome.error["code"] == "outcome_unknown"
    assert len(rows(yara, table)) == 4


def test_an_append_that_was_refused_is_not_found(yara: GoogleAccount, table: dict[str, Any]) -> None:
    yara.misbehave(f"{VALUES}.append", times=1, status=500)

    outcome = yara.outcome("google_sheets.append_rows", {**table, "values": [["Chair", 9]]})

    assert outcome.error is not None
    assert outcome.error["code"] == "outcome_unknown"
    assert len(rows(yara, table)) == 3


def test_a_lost_insert_is_found_by_its_note_and_finished(yara: GoogleAccount, table: dict[str, Any]) -> None:
    yara.misbehave("sheets.spreadsheets.batchUpdate", times=1, drop_after_effect=True)

    made = yara.run("google_sheets.insert_rows", **table, row=2, values=[["Chair", 9]])

    assert (made["first_row"], made["updated_range"]) == (2, "Items!A2:B2")
    assert [row[0] for row in rows(yara, table)] == ["Item", "Chair", "Lamp", "Desk"]


@pytest.mark.parametrize("method", [f"{VALUES}.update", "sheets.spreadsheets.developerMetadata.search"])
def test_an_insert_is_never_done_twice(yara: GoogleAccount, table: dict[str, Any], method: str) -> None:
    yara.misbehave(method, times=1, drop_after_effect=True)

    yara.run("google_sheets.insert_rows", **table, row=2, values=[["Chair", 9]])

    assert [row[0] for row in rows(yara, table)] == ["Item", "Chair", "Lamp", "Desk"]


def test_a_lost_upsert_is_found(yara: GoogleAccount, table: dict[str, Any]) -> None:
    yara.misbehave(f"{VALUES}.append", times=1, drop_after_effect=True)
    added = yara.run("google_sheets.upsert_row", **table, key="Chair", fields={"Price": "$9.00"})
    yara.misbehave(f"{VALUES}.batchUpdate", times=1, drop_after_effect=True)
    changed = yara.run("google_sheets.upsert_row", **table, key="Chair", fields={"Price": 10})

    assert [each["row_number"] for each in (added, changed)] == [4, 4]
    assert rows(yara, table)[3:] == [["Chair", "10", ""]]


def test_a_lost_write_is_written_again(yara: GoogleAccount, table: dict[str, Any]) -> None:
    yara.misbehave(f"{VALUES}.update", times=1, drop_after_effect=True)

    assert yara.run("google_sheets.write_range", **table, range="A2", values=[["Bulb"]])["updated_cells"] == 1


def test_a_lost_new_sheet_is_made_once(yara: GoogleAccount, table: dict[str, Any]) -> None:
    yara.misbehave("sheets.spreadsheets.batchUpdate", times=1, drop_after_effect=True)
    book = {"spreadsheet_id": table["spreadsheet_id"]}

    made = yara.run("google_sheets.add_sheet", **book, title="Second")

    listed = yara.run("google_sheets.list_sheets", **book)["sheets"]
    assert [each["title"] for each in listed] == ["Items", "Second"]
    assert listed[1]["sheet_id"] == made["sheet_id"]


def test_a_lost_copy_is_found_by_its_id(yara: GoogleAccount, table: dict[str, Any]) -> None:
    yara.misbehave("sheets.spreadsheets.batchUpdate", times=1, drop_after_effect=True)

    copy = yara.run("google_sheets.copy_sheet", **table, title="Twin")

    assert copy["title"] == "Twin"
    listed = yara.run("google_sheets.list_sheets", spreadsheet_id=table["spreadsheet_id"])
    assert [each["title"] for each in listed["sheets"]] == ["Items", "Twin"]


def test_a_lost_copy_into_another_spreadsheet_is_left_open(yara: GoogleAccount, table: dict[str, Any]) -> None:
    other = yara.run("google_sheets.create_spreadsheet", title="Other")["spreadsheet_id"]
    yara.misbehave("sheets.spreadsheets.sheets.copyTo", times=1, drop_after_effect=True)

    outcome = yara.outcome("google_sheets.copy_sheet", {**table, "to_spreadsheet_id": other})

    assert outcome.error is not None
    assert outcome.error["code"] == "outcome_unknown"
    assert yara.run("google_sheets.list_sheets", spreadsheet_id=other)["count"] == 2


def test_a_lost_new_spreadsheet_is_found_by_the_calls_key(yara: GoogleAccount) -> None:
    yara.run("google_sheets.create_spreadsheet", title="Ledger")
    yara.misbehave("sheets.spreadsheets.create", times=1, drop_after_effect=True)

    made = yara.run("google_sheets.create_spreadsheet", title="Ledger", columns=["Day"])

    found = yara.run("google_sheets.list_spreadsheets", query="Ledger")["spreadsheets"]
    assert len(found) == 2
    read = yara.run("google_sheets.read_range", spreadsheet_id=made["spreadsheet_id"])
    assert read["values"] == [["Day"]]
