"""The cells of a sheet: read, written, shifted, and seen as tables."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.sheets.a1 import Area
from integrations.sandbox.google.sheets.cells import Cell
from integrations.sandbox.models import Sheet

MOST_CELLS = 10_000_000
Rows = list[list[Cell]]


def read_area(sheet: Sheet, area: Area) -> Rows:
    """The cells of a closed area, without what is empty at the ends of rows and below."""
    rows = [row[area.left : area.right] for row in sheet.rows[area.top : area.bottom]]
    return trimmed(rows)


def write_at(sheet: Sheet, top: int, left: int, rows: Sequence[Sequence[Cell | bool]]) -> None:
    """Put cells from a corner on; True leaves a cell as it is."""
    cells = sheet.rows
    for number, row in enumerate(rows, top):
        while len(cells) <= number:
            cells.append([])
        target = cells[number]
        target.extend([None] * (left + len(row) - len(target)))
        for column, cell in enumerate(row, left):
            if not isinstance(cell, bool):
                target[column] = cell
    sheet.rows = trimmed(cells)


def clear_area(sheet: Sheet, area: Area) -> None:
    """Empty the cells of a closed area."""
    for row in sheet.rows[area.top : area.bottom]:
        for column in range(area.left, min(area.right or 0, len(row))):
            row[column] = None
    sheet.rows = trimmed(sheet.rows)


def trimmed(rows: Rows) -> Rows:
    """Without empty cells at the ends of rows, and empty rows at the end."""
    short = [row[: _filled(row)] for row in rows]
    return short[: _filled(short)]


def _filled(entries: Sequence[object]) -> int:
    return next((number for number in range(len(entries), 0, -1) if entries[number - 1]), 0)


def insert(sheet: Sheet, dimension: str, start: int, count: int) -> None:
    """New empty rows or columns before ``start``. Raises 400 for more cells than a spreadsheet may have."""
    if dimension == "ROWS":
        sheet.row_count += count
        if start < len(sheet.rows):
            sheet.rows[start:start] = [[] for _ in range(count)]
    else:
        sheet.column_count += count
        for row in sheet.rows:
            if start < len(row):
                row[start:start] = [None] * count
    if sheet.row_count * sheet.column_count > MOST_CELLS:
        raise invalid(f"This action would increase the number of cells above the limit of {MOST_CELLS} cells.")


def delete(sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Take rows or columns away. Raises 400 where none would be left."""
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    end = min(end, size)
    if end - start >= size:
        raise invalid(f"Invalid deleteDimension: You can't delete all the {dimension.lower()} on the sheet.")
    if dimension == "ROWS":
        sheet.row_count -= end - start
        del sheet.rows[start:end]
    else:
        sheet.column_count -= end - start
        for row in sheet.rows:
            del row[start:end]
        sheet.rows = trimmed(sheet.rows)


def last_table(sheet: Sheet, area: Area) -> Area | None:
    """The lowest block of cells that touch one another and that lies, if only in part, in a closed area.

    As in https://developers.google.com/workspace/sheets/api/guides/values#append_values
    """
    inside = [table for table in _tables(sheet) if _overlap(table, area)]
    return max(inside, key=lambda table: (table.bottom or 0, table.right or 0), default=None)


def _tables(sheet: Sheet) -> list[Area]:
    left = {(row, column) for row, cells in enumerate(sheet.rows) for column, cell in enumerate(cells) if cell}
    tables = []
    while left:
        found, edge = set(), [left.pop()]
        while edge:
            row, column = edge.pop()
            found.add((row, column))
            around = {(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)} & left
            left -= around
            edge += around
        rows, columns = [each[0] for each in found], [each[1] for each in found]
        tables.append(Area(min(rows), min(columns), max(rows) + 1, max(columns) + 1))
    return tables


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.top < (other.bottom or 0)
        and other.top < (one.bottom or 0)
        and one.left < (other.right or 0)
        and other.left < (one.right or 0)
    )
