"""Finding what an input means: the sheet by its id or name, the cells by a range."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.catalog.context import Ctx
from integrations.errors import FieldError, InputError
from integrations.services.google_sheets import a1
from integrations.services.google_sheets.models.spreadsheets import SpreadsheetSheet
from integrations.services.google_sheets.parsing import Resource, parse_sheet

PROPERTIES = "sheets(properties)"
_SHOWN = 20


def sheets_of(ctx: Ctx, spreadsheet_id: str) -> list[SpreadsheetSheet]:
    """All sheets of a spreadsheet, in their order."""
    spreadsheets = ctx.google("sheets", "v4").spreadsheets()
    found: Resource = spreadsheets.get(spreadsheetId=spreadsheet_id, fields=PROPERTIES).execute()
    return [parse_sheet(each) for each in found.get("sheets", ())]


def find_sheet(ctx: Ctx, spreadsheet_id: str, wanted: str | None) -> SpreadsheetSheet:
    """The sheet with this id or name; without either the first that people see. Raises InputError for none."""
    return chosen(sheets_of(ctx, spreadsheet_id), wanted)


def chosen(sheets: Sequence[SpreadsheetSheet], wanted: str | None) -> SpreadsheetSheet:
    """An id comes before a name, and a name with the same capitals before one with others.

    Where none is wanted it is the first that people see, as for Google.
    """
    if not wanted:
        seen = [each for each in sheets if not each.is_hidden]
        return [*seen, *sheets][0] if sheets else _none_such("", sheets)
    ways = (
        [each for each in sheets if each.sheet_id == wanted],
        [each for each in sheets if each.title == wanted],
        [each for each in sheets if each.title.casefold() == wanted.casefold()],
    )
    return next((found[0] for found in ways if found), None) or _none_such(wanted, sheets)


def title_of(ctx: Ctx, spreadsheet_id: str, sheet_id: str | None) -> str:
    """The name of the sheet that is meant, empty where none is; Google is asked only for that of an id."""
    if sheet_id and sheet_id.isdecimal():
        return find_sheet(ctx, spreadsheet_id, sheet_id).title
    return sheet_id or ""


def whole_range(ctx: Ctx, spreadsheet_id: str, sheet_id: str | None, text: str) -> str:
    """The range as Google takes it; without sheet and cells it is the whole first sheet."""
    title = title_of(ctx, spreadsheet_id, sheet_id)
    if not title and not text.strip():
        title = find_sheet(ctx, spreadsheet_id, None).title
    return in_sheet(title, text)


def in_sheet(title: str, text: str) -> str:
    """Cells of a sheet, its name in quotes. Raises InputError where the range names another one."""
    text = text.strip()
    named, cells = a1.split(text)
    if named and title and named.casefold() != title.casefold():
        message = f"the range {text!r} is in another sheet than {title!r}; leave one of them out"
        raise InputError(f"range: {message}.", errors=[FieldError("range", message)])
    if text and not named and not a1.is_cells(text):
        return text
    return a1.joined(named or title, cells)


def _none_such(wanted: str, sheets: Sequence[SpreadsheetSheet]) -> SpreadsheetSheet:
    names = ", ".join(repr(each.title) for each in sheets[:_SHOWN]) or "none"
    message = f"there is no sheet {wanted!r}; the spreadsheet has {names}"
    raise InputError(f"sheet_id: {message}.", errors=[FieldError("sheet_id", message)])
