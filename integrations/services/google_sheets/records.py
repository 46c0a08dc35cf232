"""Rows as records: the header row names the fields, and an empty cell never moves those after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from integrations.errors import FieldError, InputError
from integrations.services.google_sheets.a1 import column, column_number
from integrations.services.google_sheets.cells import CellValue, spoken

Row = list[CellValue]


def filled(row: Sequence[CellValue], width: int) -> Row:
    """The row with empty texts where Google has cut empty cells off."""
    return [*("" if cell is None else cell for cell in row), *[""] * (width - len(row))]


def field_names(header: Sequence[CellValue], width: int, *, left: int = 1) -> list[str]:
    """A name for each column: its title; its letter where it has none, and behind a title that comes again."""
    names: list[str] = []
    for offset in range(width):
        letter = column(left + offset)
        title = spoken(header[offset]) if offset < len(header) else ""
        names.append(letter if not title else f"{title} ({letter})" if title in names else title)
    return names


def record_of(names: Sequence[str], row: Sequence[CellValue]) -> dict[str, CellValue]:
    """The row by the names of its columns; cells that are not there are empty texts."""
    return dict(zip(names, filled(row, len(names)), strict=False))


def rows_of(records: Sequence[Mapping[str, CellValue]], names: Sequence[str], *, field: str) -> list[Row]:
    """Records in the order of the columns; what a record lacks is null.

    Raises InputError for a name that no column has, at ``field``.
    """
    known = {name.casefold(): name for name in names}
    unknown = sorted({key for record in records for key in record if key.strip().casefold() not in known})
    if unknown:
        shown = ", ".join(map(repr, names[:30])) or "none yet"
        message = f"no column is called {', '.join(map(repr, unknown))}; the header row has {shown}"
        raise InputError(f"{field}: {message}.", errors=[FieldError(field, message)])
    rows = []
    for record in records:
        by_name = {known[key.strip().casefold()]: value for key, value in record.items()}
        rows.append([by_name.get(name) for name in names])
    return rows


def find_column(wanted: str, names: Sequence[str], *, left: int, field: str) -> int:
    """Which column is meant, counted from 1: by its title, else by its letter; empty is the first one.

    Raises InputError where none is, at ``field``.
    """
    if not wanted:
        return left
    titles = [name.casefold() for name in names]
    if wanted.strip().casefold() in titles:
        return left + titles.index(wanted.strip().casefold())
    if wanted.isascii() and wanted.isalpha() and len(wanted) <= 3 and wanted == wanted.upper():
        return column_number(wanted)
    message = (
        f"no column is called {wanted!r}; the header row has {', '.join(map(repr, names[:30])) or 'nothing in it'}"
    )
    raise InputError(f"{field}: {message}.", errors=[FieldError(field, message)])
