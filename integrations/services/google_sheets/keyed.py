"""Rows that are changed by a key in one of their columns."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.catalog.context import Ctx
from integrations.services.google_sheets import a1
from integrations.services.google_sheets.appending import Writing
from integrations.services.google_sheets.cells import VENDOR_ENTRY, spoken
from integrations.services.google_sheets.models.fields import Record
from integrations.services.google_sheets.models.rows import SheetRowUpsert, SheetRowWritten
from integrations.services.google_sheets.parsing import Resource
from integrations.services.google_sheets.records import rows_of
from integrations.services.google_sheets.tables import Table, read_rows, read_table, rows_with_key


def changed_rows(ctx: Ctx, table: Table, numbers: Sequence[int], fields: Record, writing: Writing) -> SheetRowWritten:
    """The same cells of each row, all of them or none. Raises InputError for a title that no column has."""
    (cells,) = rows_of([fields], table.names, field="fields")
    given = [at for at, cell in enumerate(cells) if cell is not None]
    first, last = (given[0], given[-1]) if given else (0, 0)
    (sent,) = writing.sent([cells[first : last + 1]])
    ranges = [a1.block(table.sheet, number, table.left + first, number, table.left + last) for number in numbers]
    body = {
        "valueInputOption": VENDOR_ENTRY[writing.entry],
        "data": [{"range": each, "values": [sent]} for each in ranges],
    }
    values = ctx.google("sheets", "v4").spreadsheets().values()
    answer: Resource = values.batchUpdate(spreadsheetId=table.spreadsheet_id, body=body).execute()
    return SheetRowWritten(
        spreadsheet_id=table.spreadsheet_id,
        row_number=numbers[0],
        updated_range=ranges[0],
        updated_rows=len(numbers),
        updated_cells=answer.get("totalUpdatedCells", 0),
    )


def upserted_before(ctx: Ctx, data: SheetRowUpsert) -> SheetRowWritten | None:
    """The row of an earlier request whose answer got lost: the only one with the key, if it says what was sent.

    Whoever wrote it, the row is as it was to be. Whether it is new is not known then.
    """
    table = read_table(ctx, data.spreadsheet_id, data.sheet_id, data.header_row)
    numbers = rows_with_key(ctx, table, data.key_column, data.key)
    if len(numbers) != 1:
        return None
    (row,) = read_rows(ctx, table, numbers)
    (plain,) = read_rows(ctx, table, numbers, value_render="UNFORMATTED_VALUE")
    (cells,) = rows_of([data.fields], table.names, field="fields")
    wanted = [(at, spoken(cell)) for at, cell in enumerate(cells) if cell is not None]
    if any(cell not in (spoken(row.values[at]), spoken(plain.values[at])) for at, cell in wanted):
        return None
    return SheetRowWritten(
        spreadsheet_id=data.spreadsheet_id,
        row_number=numbers[0],
        updated_range=row.range,
        updated_cells=len(wanted),
    )
