"""Ranges as people write them: A1 notation with sheet names, whole columns and rows, and named ranges.

Source: https://developers.google.com/workspace/sheets/api/guides/concepts#cell
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.models import Sheet, Spreadsheet

CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,7})?")
QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.+))?", re.DOTALL)
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Area:
    """Cells of one sheet: from row and column (counted from 0) up to before the ends; None is open."""

    top: int = 0
    left: int = 0
    bottom: int | None = None
    right: int | None = None

    @property
    def is_one_cell(self) -> bool:
        return self.bottom == self.top + 1 and self.right == self.left + 1


@dataclass(frozen=True)
class Target:
    """What a range names."""

    sheet: Sheet
    area: Area

    @property
    def closed(self) -> Area:
        """The area as far as the sheet goes."""
        rows, columns = self.sheet.row_count, self.sheet.column_count
        bottom = rows if self.area.bottom is None else min(self.area.bottom, rows)
        right = columns if self.area.right is None else min(self.area.right, columns)
        return Area(self.area.top, self.area.left, bottom, right)


def find_range(spreadsheet: Spreadsheet, text: str) -> Target:
    """The cells that a range names. Raises 400 where it names none, or begins beyond the sheet."""
    target = _find(spreadsheet, text)
    sheet, area = target.sheet, target.area
    if area.top >= sheet.row_count or area.left >= sheet.column_count:
        limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
        raise invalid(f"Range ({write_range(sheet, area)}) exceeds grid limits. {limits}")
    return target


def _find(spreadsheet: Spreadsheet, text: str) -> Target:
    if quoted := QUOTED.fullmatch(text):
        sheet = _sheet(spreadsheet, quoted[1].replace("''", "'"), text)
        return Target(sheet, _area(quoted[2], text) if quoted[2] else Area())
    name, has_name, cells = text.rpartition("!")
    if has_name:
        return Target(_sheet(spreadsheet, name, text), _area(cells, text))
    for named in spreadsheet.named_ranges:
        if named["name"].casefold() == text.casefold():
            return _named(spreadsheet, named["range"])
    area = _read_area(text)
    if area is not None:
        return Target(_first(spreadsheet), area)
    return Target(_sheet(spreadsheet, text, text), Area())


def _first(spreadsheet: Spreadsheet) -> Sheet:
    """The first sheet that people see."""
    sheets = spreadsheet.sheets.all()
    return next((sheet for sheet in sheets if not sheet.body.get("hidden")), sheets[0])


def _named(spreadsheet: Spreadsheet, grid: dict[str, int]) -> Target:
    """A named range. Raises 400 where its sheet is gone."""
    sheet = spreadsheet.sheets.filter(sheet_id=grid.get("sheetId", 0)).first()
    if sheet is None:
        raise invalid("Unable to parse range: the sheet of this named range is gone")
    area = Area(
        grid.get("startRowIndex", 0),
        grid.get("startColumnIndex", 0),
        grid.get("endRowIndex"),
        grid.get("endColumnIndex"),
    )
    return Target(sheet, area)


def _sheet(spreadsheet: Spreadsheet, title: str, text: str) -> Sheet:
    for sheet in spreadsheet.sheets.all():
        if sheet.title.casefold() == title.casefold():
            return sheet
    raise unreadable(text)


def _area(cells: str, text: str) -> Area:
    area = _read_area(cells)
    if area is None:
        raise unreadable(text)
    return area


def _read_area(cells: str) -> Area | None:
    """`A1`, `A1:B2`, `A:B`, `1:2`, `A5:B`; None for anything else, also for a column without a colon."""
    first_text, has_second, second_text = cells.partition(":")
    first, second = _corner(first_text), _corner(second_text) if has_second else None
    if first is None or (has_second and second is None):
        return None
    if second is None:
        row, column = first
        return None if row is None or column is None else Area(row, column, row + 1, column + 1)
    top, bottom = _span(first[0], second[0])
    left, right = _span(first[1], second[1])
    return Area(top, left, bottom, right)


def _corner(text: str) -> tuple[int | None, int | None] | None:
    match = CORNER.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return None
    return int(match[2]) - 1 if match[2] else None, read_column(match[1]) if match[1] else None


def _span(first: int | None, second: int | None) -> tuple[int, int | None]:
    """From the smaller to after the larger; where one end is open, from the other on."""
    if first is None or second is None:
        return (first if first is not None else second) or 0, None
    return min(first, second), max(first, second) + 1


def read_column(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def write_column(number: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def write_range(sheet: Sheet, area: Area) -> str:
    """The area in A1 notation with its sheet, as answers have it."""
    first = f"{write_column(area.left)}{area.top + 1}"
    last = f"{write_column((area.right or 0) - 1) if area.right else ''}{area.bottom or ''}"
    cells = first if area.is_one_cell or not last else f"{first}:{last}"
    return f"{write_name(sheet.title)}!{cells}"


def write_name(title: str) -> str:
    """In quotes where it needs them."""
    return title if PLAIN_NAME.fullmatch(title) else "'{}'".format(title.replace("'", "''"))


def unreadable(text: str) -> GoogleError:
    """400 in Google's words."""
    return invalid(f"Unable to parse range: {text}")
