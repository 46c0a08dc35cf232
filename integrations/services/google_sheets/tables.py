"""A table in a sheet: where its header is, and the rows that have a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from integrations.catalog.context import Ctx
from integrations.services.google_sheets import a1, values
from integrations.services.google_sheets.cells import CellValue, spoken
from integrations.services.google_sheets.finding import in_sheet, title_of
from integrations.services.google_sheets.models.rows import SheetRow
from integrations.services.google_sheets.parsing import rows_in
from integrations.services.google_sheets.records import field_names, filled, find_column, record_of


@dataclass(frozen=True)
class Table:
    """A header row and what is below it."""

    spreadsheet_id: str
    sheet: str
    """Name of the sheet."""
    header_row: int
    left: int
    """First column, counted from 1: the first one that has a title."""
    names: list[str]
    """What the columns are called, from ``left`` on; none where the header row is empty."""

    @property
    def right(self) -> int:
        return self.left + len(self.names) - 1

    @property
    def header_range(self) -> str:
        """The titles' own cells; without any the whole sheet."""
        if not self.names:
            return a1.joined(self.sheet, "")
        return a1.block(self.sheet, self.header_row, self.left, self.header_row, self.right)

    def row_range(self, number: int) -> str:
        return a1.block(self.sheet, number, self.left, number, self.right)


def read_table(ctx: Ctx, spreadsheet_id: str, sheet_id: str | None, header_row: int, cells: str | None = None) -> Table:
    """The table with this header row of a sheet, or with the header in ``cells``.

    One request, and a further one where the sheet is given by its id.
    """
    title = title_of(ctx, spreadsheet_id, sheet_id)
    asked = in_sheet(title, cells) if cells else a1.joined(title, f"{header_row}:{header_row}")
    answer = values.read(ctx, spreadsheet_id, asked)
    rows, place = rows_in(answer), a1.place(str(answer.get("range") or asked))
    number = place.top if cells else header_row
    return table_of(spreadsheet_id, place.sheet or title, number, rows[0] if rows else [], left=place.left)


def table_of(spreadsheet_id: str, sheet: str, header_row: int, titles: Sequence[CellValue], *, left: int) -> Table:
    """The table under these titles, which begin in the column ``left``; it begins with the first that is no blank."""
    empty = next((offset for offset, each in enumerate(titles) if spoken(each)), len(titles))
    first = left + (empty if titles[empty:] else 0)
    return Table(spreadsheet_id, sheet, header_row, first, field_names(titles[empty:], len(titles) - empty, left=first))


def rows_with_key(ctx: Ctx, table: Table, key_column: str, key: object) -> list[int]:
    """Numbers of the rows below the header whose cell in a column is the key.

    Numbers are compared as such, days as people see them. Raises InputError for a column that is not there.
    """
    number = find_column(key_column, table.names, left=table.left, field="key_column")
    letters = a1.column(number)
    answer = values.read(
        ctx,
        table.spreadsheet_id,
        a1.joined(table.sheet, f"{letters}{table.header_row}:{letters}"),
        render="UNFORMATTED_VALUE",
        dates="FORMATTED_STRING",
    )
    wanted = spoken(key)
    below = enumerate(rows_in(answer), table.header_row)
    return [row for row, cells in below if row > table.header_row and cells and spoken(cells[0]) == wanted]


def read_rows(
    ctx: Ctx, table: Table, numbers: Sequence[int], *, value_render: str = "FORMATTED_VALUE"
) -> list[SheetRow]:
    """Rows of the table by their numbers, all in one request."""
    if not numbers:
        return []
    ranges = [table.row_range(number) for number in numbers]
    question = {"spreadsheetId": table.spreadsheet_id, "ranges": ranges, "valueRenderOption": value_render}
    answer = ctx.google("sheets", "v4").spreadsheets().values().batchGet(**question).execute()
    found = list(answer.get("valueRanges", ()))
    return [
        row_of(table, number, rows_in(each)[0] if rows_in(each) else [])
        for number, each in zip(numbers, found, strict=True)
    ]


def row_of(table: Table, number: int, cells: Sequence[CellValue]) -> SheetRow:
    """One row as it is handed on."""
    return SheetRow(
        row_number=number,
        range=table.row_range(number) if table.names else a1.joined(table.sheet, f"{number}:{number}"),
        values=filled(cells, len(table.names)),
        record=record_of(table.names, cells),
    )
