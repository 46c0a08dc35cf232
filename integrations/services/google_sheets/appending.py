"""Rows put below a table: anchored to its header, checked where they have landed, and found again when the answer
got lost.

Google looks for the table around the range it is given and begins at that table's first column, which need not be the
header's: a note beside the table makes it wider. New rows are inserted, so whatever they hold is ours to put right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from integrations.catalog.context import Ctx
from integrations.services.google_sheets import a1, values
from integrations.services.google_sheets.cells import CellValue, Entry, outgoing, spoken
from integrations.services.google_sheets.models.rows import SheetRowsAppended
from integrations.services.google_sheets.parsing import Resource, rows_in
from integrations.services.google_sheets.records import rows_of
from integrations.services.google_sheets.tables import Table


@dataclass(frozen=True, kw_only=True)
class Writing:
    """How values are entered."""

    entry: Entry
    with_formulas: bool

    def sent(self, rows: Sequence[Sequence[CellValue]]) -> list[list[CellValue]]:
        return outgoing(rows, entry=self.entry, with_formulas=self.with_formulas)


def rows_for(
    table: Table, records: Sequence[Mapping[str, CellValue]], rows: Sequence[Sequence[CellValue]], *, field: str
) -> list[list[CellValue]]:
    """The rows to append. Records of a sheet without a header bring one along."""
    if rows:
        return [list(row) for row in rows]
    if table.names:
        return rows_of(records, table.names, field=field)
    names = list(dict.fromkeys(key for record in records for key in record))
    return [[*names], *rows_of(records, names, field=field)]


def append(ctx: Ctx, table: Table, rows: Sequence[Sequence[CellValue]], writing: Writing) -> SheetRowsAppended:
    """Append the rows and see to it that they begin in the table's first column."""
    sent = writing.sent(rows)
    answer = values.append(ctx, table.spreadsheet_id, table.header_range, sent, writing.entry)
    updates: Resource = answer.get("updates") or {}
    landed = a1.place(str(updates.get("updatedRange") or table.header_range))
    result = SheetRowsAppended(
        spreadsheet_id=table.spreadsheet_id,
        updated_range=str(updates.get("updatedRange") or ""),
        table_range=answer.get("tableRange"),
        first_row=landed.top,
        updated_rows=updates.get("updatedRows", len(rows)),
        updated_cells=updates.get("updatedCells", 0),
    )
    if table.names and landed.left != table.left:
        return _moved(ctx, table, sent, landed, result, writing)
    if result.updated_rows != len(rows):
        told = f"{len(rows)} rows were sent, and Google says that it wrote {result.updated_rows}; look at the table."
        return result.model_copy(update={"warnings": [told]})
    return result


def _moved(
    ctx: Ctx,
    table: Table,
    sent: Sequence[Sequence[CellValue]],
    landed: a1.Place,
    result: SheetRowsAppended,
    writing: Writing,
) -> SheetRowsAppended:
    """The new rows with every cell under its title."""
    width = max(map(len, sent))
    first, last = min(landed.left, table.left), max(landed.left, table.left) + width - 1
    rows = [
        ["" if not 0 <= at - table.left < len(row) else row[at - table.left] for at in range(first, last + 1)]
        for row in sent
    ]
    emptied = [["" if cell is None else cell for cell in row] for row in rows]
    bottom = landed.top + len(rows) - 1
    place = a1.block(table.sheet, landed.top, first, bottom, last)
    values.write(ctx, table.spreadsheet_id, place, emptied, writing.entry)
    right = table.left + width - 1
    told = f"Google put the rows at {result.updated_range}; they were moved under their titles."
    put = a1.block(table.sheet, landed.top, table.left, bottom, right)
    return result.model_copy(update={"updated_range": put, "warnings": [told]})


def appended_before(
    ctx: Ctx, table: Table, rows: Sequence[Sequence[CellValue]], writing: Writing
) -> SheetRowsAppended | None:
    """The rows of an earlier request whose answer got lost: the last ones of the table, if they say what was sent.

    None where they do not, or where the same rows stand further up as well: then nobody can tell.
    """
    width = max((len(row) for row in rows), default=0)
    if not width:
        return None
    last = a1.column(table.left + width - 1)
    cells = a1.joined(table.sheet, f"{a1.column(table.left)}{table.header_row}:{last}")
    shown = rows_in(values.read(ctx, table.spreadsheet_id, cells))
    plain = rows_in(values.read(ctx, table.spreadsheet_id, cells, render="UNFORMATTED_VALUE"))
    start = len(plain) - len(rows)
    places = [at for at in range(1, start + 1) if _is_same(rows, plain[at:], shown[at:], width)]
    if places != [start]:
        return None
    top = table.header_row + start
    return SheetRowsAppended(
        spreadsheet_id=table.spreadsheet_id,
        updated_range=a1.block(table.sheet, top, table.left, top + len(rows) - 1, table.left + width - 1),
        first_row=top,
        updated_rows=len(rows),
        updated_cells=sum(cell is not None for row in rows for cell in row),
        warnings=["The answer got lost; these rows were found at the end of the table."],
    )


def _is_same(
    rows: Sequence[Sequence[CellValue]],
    plain: Sequence[Sequence[CellValue]],
    shown: Sequence[Sequence[CellValue]],
    width: int,
) -> bool:
    """Whether the table goes on with these rows, each cell as it is or as people see it."""
    for row, one, other in zip(rows, plain, shown, strict=False):
        wanted, bare, seen = ([spoken(cell) for cell in each] + [""] * width for each in (row, one, other))
        if any(cell not in (bare[at], seen[at]) for at, cell in enumerate(wanted[:width])):
            return False
    return len(plain) >= len(rows)
