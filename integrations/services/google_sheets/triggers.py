"""New rows of a table, by the number and content of the last row that was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from pydantic import BaseModel

from integrations.catalog.context import Ctx
from integrations.catalog.schema import Input
from integrations.catalog.triggers import Poll, PolledEvent
from integrations.services.google_sheets import a1, samples
from integrations.services.google_sheets.cells import CellValue, spoken
from integrations.services.google_sheets.finding import find_sheet
from integrations.services.google_sheets.models.fields import HeaderRow, OptionalSheetId, SpreadsheetId
from integrations.services.google_sheets.models.rows import SheetRow
from integrations.services.google_sheets.models.spreadsheets import SpreadsheetSheet
from integrations.services.google_sheets.parsing import rows_in
from integrations.services.google_sheets.service import SPREADSHEETS, service
from integrations.services.google_sheets.tables import Table, row_of, table_of

MOST_AT_ONCE = 500
"""Rows that one poll hands over; the next one goes on behind them."""


class SheetRowFilter(Input):
    """Which table to watch."""

    spreadsheet_id: SpreadsheetId
    sheet_id: OptionalSheetId = None
    header_row: HeaderRow = 1


class SheetRowAdded(SheetRow):
    """A row that is new."""

    spreadsheet_id: str
    """The spreadsheet."""
    sheet_id: str
    """The sheet's id."""
    sheet_title: str = ""
    """The name on its tab."""


class SheetRowCheckpoint(BaseModel):
    """Up to which row a table has been read."""

    sheet_id: str
    row: int
    """Number of the last row that was seen; that of the header where there was none."""
    digest: str
    """What that row said, so that it is known again when rows above it come or go."""
    handed_over: int = 0
    """How many rows were handed over so far; it numbers the next ones."""


@dataclass(frozen=True)
class _Seen:
    """The rows of a sheet from a number on, as far as any cell is filled."""

    top: int
    rows: list[list[CellValue]]

    @property
    def last(self) -> int:
        """Number of the last row that is filled; one before ``top`` where none is."""
        return self.top + len(self.rows) - 1

    def digest(self, number: int) -> str:
        at = number - self.top
        return _digest(self.rows[at]) if 0 <= at < len(self.rows) else _digest([])

    def where(self, digest: str) -> int | None:
        """Number of the last row that says this."""
        numbers = range(self.last, self.top - 1, -1)
        return next((number for number in numbers if self.digest(number) == digest), None)


@service.poller(
    event=SheetRowAdded,
    checkpoint=SheetRowCheckpoint,
    scopes=[SPREADSHEETS],
    price="row_poll",
    icon="bell",
    sample={**samples.ROW, "spreadsheet_id": samples.ORDERS, "sheet_id": "0", "sheet_title": "Orders"},
    example={"spreadsheet_id": samples.ORDERS, "sheet_id": "Orders"},
    label="New row",
    every_seconds=60,
)
def new_row(
    ctx: Ctx, params: SheetRowFilter, checkpoint: SheetRowCheckpoint | None
) -> Poll[SheetRowAdded, SheetRowCheckpoint]:
    """Starts with each row that is added below a table.

    Counts from the moment it is switched on. A row counts once any of its cells is filled, also while somebody is still
    typing. Rows that are put between others, or that are changed, start nothing. Where rows above come or go, the last
    row that was seen is known by what it says; once that was deleted or changed together with others, counting begins
    anew, and the trigger says so.
    """
    sheet = find_sheet(ctx, params.spreadsheet_id, checkpoint.sheet_id if checkpoint else params.sheet_id)
    first = params.header_row + 1
    if checkpoint is None:
        _, seen = _read(ctx, params, sheet, first)
        return Poll[SheetRowAdded, SheetRowCheckpoint](events=[], checkpoint=_place(sheet, seen.last, seen))
    table, seen = _read(ctx, params, sheet, max(checkpoint.row, first))
    last, gap = checkpoint.row, None
    if checkpoint.row >= first and seen.digest(checkpoint.row) != checkpoint.digest:
        table, seen = _read(ctx, params, sheet, first)
        last, gap = _found_again(seen, checkpoint)
    fresh = [number for number in range(last + 1, seen.last + 1) if _is_filled(seen.rows[number - seen.top])]
    handed, end = fresh[:MOST_AT_ONCE], seen.last if len(fresh) <= MOST_AT_ONCE else fresh[MOST_AT_ONCE - 1]
    events = [
        PolledEvent[SheetRowAdded](
            delivery_id=f"{sheet.sheet_id}:{checkpoint.handed_over + count}:{seen.digest(number)[:12]}",
            data=_event(params, sheet, row_of(table, number, seen.rows[number - seen.top][table.left - 1 :])),
        )
        for count, number in enumerate(handed, start=1)
    ]
    reached = _place(sheet, max(end, last), seen, handed_over=checkpoint.handed_over + len(handed))
    return Poll(events=events, checkpoint=reached, gap=gap)


def _read(ctx: Ctx, params: SheetRowFilter, sheet: SpreadsheetSheet, first: int) -> tuple[Table, _Seen]:
    """The header, and the rows from a number on; a sheet that has become shorter has none there."""
    header = f"{params.header_row}:{params.header_row}"
    is_there = first <= sheet.row_count
    cells = [header, f"{first}:{sheet.row_count}"] if is_there else [header]
    values = ctx.google("sheets", "v4").spreadsheets().values()
    ranges = [a1.joined(sheet.title, each) for each in cells]
    answer = values.batchGet(spreadsheetId=params.spreadsheet_id, ranges=ranges).execute()
    found = [rows_in(each) for each in answer.get("valueRanges", ())]
    titles = found[0][0] if found and found[0] else []
    table = table_of(params.spreadsheet_id, sheet.title, params.header_row, titles, left=1)
    return table, _Seen(first, found[1] if is_there and len(found) > 1 else [])


def _found_again(seen: _Seen, checkpoint: SheetRowCheckpoint) -> tuple[int, str | None]:
    """Behind which row to go on when the last one is not where it was, and what may have been missed."""
    moved = seen.where(checkpoint.digest)
    if moved is not None:
        return moved, None
    if seen.last >= checkpoint.row:  # somebody went on typing in that row
        return checkpoint.row, None
    gap = (
        f"Row {checkpoint.row} is gone, and what it said is in no other row: rows were deleted. Counting goes on "
        f"behind row {seen.last}; rows that were added meanwhile may be missing."
    )
    return seen.last, gap


def _place(sheet: SpreadsheetSheet, row: int, seen: _Seen, *, handed_over: int = 0) -> SheetRowCheckpoint:
    return SheetRowCheckpoint(sheet_id=sheet.sheet_id, row=row, digest=seen.digest(row), handed_over=handed_over)


def _event(params: SheetRowFilter, sheet: SpreadsheetSheet, row: SheetRow) -> SheetRowAdded:
    where = {"spreadsheet_id": params.spreadsheet_id, "sheet_id": sheet.sheet_id, "sheet_title": sheet.title}
    return SheetRowAdded(**row.model_dump(), **where)


def _is_filled(row: Sequence[CellValue]) -> bool:
    return any(spoken(cell) for cell in row)


def _digest(row: Sequence[CellValue]) -> str:
    return sha256("\x1f".join(spoken(cell) for cell in row).encode("utf-8", "surrogatepass")).hexdigest()[:32]
