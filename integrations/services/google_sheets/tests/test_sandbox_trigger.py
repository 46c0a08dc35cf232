"""New rows and choices at the sandbox, over real HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.catalog.options import OptionsQuery
from integrations.catalog.triggers import Poll
from integrations.errors import InputError
from integrations.services.google_sheets import options, triggers
from integrations.services.google_sheets.models.ranges import SheetRangeWrite
from integrations.services.google_sheets.models.rows import SheetRowsAppend, SheetRowsDelete, SheetRowsInsert
from integrations.services.google_sheets.models.spreadsheets import SheetRename, SpreadsheetCreate
from integrations.services.google_sheets.operations.ranges import write_range
from integrations.services.google_sheets.operations.rows import append_rows, delete_rows, insert_rows
from integrations.services.google_sheets.operations.sheets import rename_sheet
from integrations.services.google_sheets.operations.spreadsheets import create_spreadsheet
from integrations.services.google_sheets.triggers import SheetRowAdded, SheetRowCheckpoint, SheetRowFilter, new_row
from integrations.tests.sandbox_context import SandboxContext

Polled = Poll[SheetRowAdded, SheetRowCheckpoint]


@pytest.fixture
def ctx(sandbox: str) -> SandboxContext:
    return SandboxContext()


class Watched:
    """A sheet with a header, and how it changes."""

    def __init__(self, ctx: SandboxContext) -> None:
        self.ctx = ctx
        made = create_spreadsheet(ctx, SpreadsheetCreate(title="Book", sheets=["It's new"], columns=["No", "Who"]))
        self.book = {"spreadsheet_id": made.spreadsheet_id}
        self.sheet = {**self.book, "sheet_id": "It's new"}

    def add(self, *rows: list[Any]) -> None:
        append_rows(self.ctx, SheetRowsAppend.model_validate({**self.sheet, "values": list(rows)}))

    def write(self, text: str, *rows: list[Any]) -> None:
        write_range(self.ctx, SheetRangeWrite.model_validate({**self.sheet, "range": text, "values": list(rows)}))

    def take(self, row: int, count: int = 1) -> None:
        delete_rows(self.ctx, SheetRowsDelete.model_validate({**self.sheet, "row": row, "row_count": count}))

    def put(self, row: int) -> None:
        insert_rows(self.ctx, SheetRowsInsert.model_validate({**self.sheet, "row": row, "values": [["in between"]]}))

    def poll(self, checkpoint: SheetRowCheckpoint | None) -> Polled:
        return new_row(self.ctx, SheetRowFilter(spreadsheet_id=self.book["spreadsheet_id"]), checkpoint)


@pytest.fixture
def watched(ctx: SandboxContext) -> Watched:
    return Watched(ctx)


def told(polled: Polled) -> list[tuple[int, object]]:
    return [(event.data.row_number, event.data.record["No"]) for event in polled.events]


def test_each_new_row_is_handed_over_once(watched: Watched) -> None:
    watched.add(["old", "Mara"])
    first = watched.poll(None)
    watched.add(["a", "Mara"], ["b", "Jonas"])

    second = watched.poll(first.checkpoint)
    again = watched.poll(first.checkpoint)
    third = watched.poll(second.checkpoint)

    assert first.events == []
    assert told(second) == [(3, "a"), (4, "b")]
    assert second.events[0].data.record == {"No": "a", "Who": "Mara"}
    assert second.events[0].data.sheet_title == "It's new"
    assert [event.delivery_id for event in again.events] == [event.delivery_id for event in second.events]
    assert (third.events, third.gap) == ([], None)


def test_an_empty_table_is_watched_from_its_header_on(watched: Watched) -> None:
    first = watched.poll(None)
    watched.add(["a"])
    second = watched.poll(first.checkpoint)
    assert (first.checkpoint.row, told(second)) == (1, [(2, "a")])


def test_rows_that_come_and_go_above_are_no_news(watched: Watched) -> None:
    watched.add(["a"], ["b"], ["c"])
    first = watched.poll(None)
    watched.take(2)
    watched.add(["d"])
    second = watched.poll(first.checkpoint)
    watched.put(2)
    watched.add(["e"])
    third = watched.poll(second.checkpoint)

    assert (told(second), told(third)) == ([(4, "d")], [(6, "e")])
    assert (second.gap, third.gap) == (None, None)


def test_going_on_typing_in_the_last_row_is_no_news(watched: Watched) -> None:
    watched.add(["a"])
    first = watched.poll(None)
    watched.write("B2", ["Mara"])
    second = watched.poll(first.checkpoint)
    watched.write("B2", ["Ines"])
    watched.add(["b"])
    third = watched.poll(second.checkpoint)
    assert (told(second), second.gap, told(third)) == ([], None, [(3, "b")])


def test_the_same_row_once_more_is_another_delivery(watched: Watched) -> None:
    first = watched.poll(None)
    watched.add(["a"])
    second = watched.poll(first.checkpoint)
    watched.take(2)
    third = watched.poll(second.checkpoint)
    watched.add(["a"])
    fourth = watched.poll(third.checkpoint)

    assert third.events == []
    assert "Row 2 is gone" in (third.gap or "")
    assert [told(each) for each in (second, fourth)] == [[(2, "a")], [(2, "a")]]
    assert second.events[0].delivery_id != fourth.events[0].delivery_id


def test_a_renamed_sheet_is_watched_on(watched: Watched) -> None:
    first = watched.poll(None)
    rename_sheet(watched.ctx, SheetRename.model_validate({**watched.sheet, "title": "Renamed"}))
    watched.sheet["sheet_id"] = "Renamed"
    watched.add(["a"])
    assert told(watched.poll(first.checkpoint)) == [(2, "a")]


def test_blank_rows_are_passed_over_and_many_come_in_parts(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "MOST_AT_ONCE", 2)
    first = watched.poll(None)
    watched.write("A2", ["a"], [""], ["b"], ["c"], ["", "d"])
    second = watched.poll(first.checkpoint)
    third = watched.poll(second.checkpoint)
    assert (told(second), told(third)) == ([(2, "a"), (4, "b")], [(5, "c"), (6, "")])


def test_spreadsheets_sheets_and_columns_are_offered(watched: Watched) -> None:
    offered = options.spreadsheets(watched.ctx, OptionsQuery(query="boo")).options
    sheets = options.sheets(watched.ctx, OptionsQuery(form=dict(watched.book))).options
    form: dict[str, object] = {**watched.book, "sheet_id": sheets[0].value, "header_row": 1}
    columns = options.columns(watched.ctx, OptionsQuery(query="wh", form=form)).options

    assert [(each.value, each.label) for each in offered] == [(watched.book["spreadsheet_id"], "Book")]
    assert [each.label for each in sheets] == ["It's new"]
    assert [each.value for each in columns] == ["Who"]
    assert options.sheets(watched.ctx, OptionsQuery(query="x", form=dict(watched.book))).options == []


@pytest.mark.parametrize("form", [{}, {"spreadsheet_id": ""}, {"spreadsheet_id": "../x"}, {"spreadsheet_id": 7}])
def test_sheets_are_offered_once_a_spreadsheet_is_chosen(ctx: SandboxContext, form: dict[str, object]) -> None:
    with pytest.raises(InputError, match="choose a spreadsheet first"):
        options.sheets(ctx, OptionsQuery(form=form))
