"""Ranges in A1 notation: sheet names in quotes, columns by letters, and what an answer's range says.

Source: https://developers.google.com/workspace/sheets/api/guides/concepts#cell
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COLUMN, _ROW = r"\$?[A-Za-z]{1,3}", r"\$?[1-9]\d*"
_CELLS = re.compile(
    rf"{_COLUMN}{_ROW}(:({_COLUMN}{_ROW}|{_COLUMN}|{_ROW}))?|{_COLUMN}:{_COLUMN}({_ROW})?|{_ROW}:({_COLUMN})?{_ROW}"
)
_QUOTED = re.compile(r"'((?:[^']|'')+)'(?:!(.*))?", re.DOTALL)
_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d+)?")


@dataclass(frozen=True)
class Place:
    """Where cells are: rows and columns counted from 1; an end that the range leaves open is None."""

    sheet: str
    """Name of the sheet as it is shown; empty where the range names none."""
    top: int = 1
    left: int = 1
    bottom: int | None = None
    right: int | None = None

    @property
    def width(self) -> int | None:
        return None if self.right is None else self.right - self.left + 1


def quoted(title: str) -> str:
    """A sheet's name as ranges take it, whatever is in it."""
    return "'{}'".format(title.replace("'", "''"))


def is_cells(text: str) -> bool:
    """Whether it is cells, columns or rows (`A1`, `A1:C`, `A:C`, `2:5`) and no name."""
    return _CELLS.fullmatch(text) is not None


def split(text: str) -> tuple[str, str]:
    """Sheet and cells of a range; either may be empty. A bare name counts as cells: it may be a named range."""
    if match := _QUOTED.fullmatch(text):
        return match[1].replace("''", "'"), match[2] or ""
    sheet, _, cells = text.rpartition("!")
    return sheet, cells


def joined(sheet: str, cells: str) -> str:
    """The range of some cells of a sheet; without cells the whole sheet."""
    if not sheet:
        return cells
    return f"{quoted(sheet)}!{cells}" if cells else quoted(sheet)


def place(text: str) -> Place:
    """What a range of an answer says, such as `'My sheet'!B2:C10`."""
    sheet, cells = split(text)
    if not is_cells(cells):
        return Place(sheet or cells)
    first, _, last = cells.partition(":")
    left, top = _corner(first)
    right, bottom = _corner(last) if last else (left, top)
    return Place(sheet, top or 1, left or 1, bottom, right)


def column(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def block(sheet: str, top: int, left: int, bottom: int, right: int) -> str:
    """The range from one corner to the other."""
    return joined(sheet, f"{column(left)}{top}:{column(right)}{bottom}")


def _corner(text: str) -> tuple[int | None, int | None]:
    match = _CORNER.fullmatch(text)
    if match is None:
        return None, None
    return column_number(match[1]) if match[1] else None, int(match[2]) if match[2] else None
