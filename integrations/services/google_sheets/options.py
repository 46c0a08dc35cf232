"""Choices for fields that would otherwise ask a person for an id."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.identifiers import identifier_problem
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.errors import FieldError, InputError
from integrations.services.google_sheets.files import list_files
from integrations.services.google_sheets.finding import sheets_of
from integrations.services.google_sheets.parsing import parse_file
from integrations.services.google_sheets.service import NAMES, SPREADSHEETS, service
from integrations.services.google_sheets.tables import read_table

PAGE = 50


@service.options(scopes=[NAMES], price="choices")
def spreadsheets(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Spreadsheets by title, those first that were changed last."""
    files, token = list_files(ctx, words=query.query, page_size=PAGE, page_token=query.page_token)
    found = [parse_file(each) for each in files]
    return OptionsPage(
        options=[Option(value=each.spreadsheet_id, label=each.title or "(no title)") for each in found], next=token
    )


@service.options(scopes=[SPREADSHEETS], price="choices")
def sheets(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Sheets of the chosen spreadsheet by name."""
    wanted = query.query.casefold()
    found = sheets_of(ctx, _spreadsheet_of(query))
    options = [Option(value=each.sheet_id, label=each.title) for each in found if wanted in each.title.casefold()]
    return OptionsPage(options=options)


@service.options(scopes=[SPREADSHEETS], price="choices", quota=2)
def columns(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Columns of the chosen sheet by their titles in the header row."""
    header_row, sheet_id = query.form.get("header_row"), query.form.get("sheet_id")
    table = read_table(
        ctx,
        _spreadsheet_of(query),
        str(sheet_id) if sheet_id else None,
        header_row if isinstance(header_row, int) and header_row > 0 else 1,
    )
    wanted = query.query.casefold()
    return OptionsPage(options=[Option(value=each, label=each) for each in table.names if wanted in each.casefold()])


def _spreadsheet_of(query: OptionsQuery) -> str:
    """The spreadsheet that the form names. Raises InputError as long as it names none."""
    given = query.form.get("spreadsheet_id")
    if not isinstance(given, str) or identifier_problem(given):
        message = "choose a spreadsheet first"
        raise InputError(f"spreadsheet_id: {message}.", errors=[FieldError("spreadsheet_id", message)])
    return given
