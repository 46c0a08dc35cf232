"""Rows put between others, with a note on them by which a lost answer is found out.

The note is developer metadata with the call's own key, on the first of the rows: Google takes none on several. It comes
in the same request as the rows, so it is there if and only if they are, and it is taken away once everything is done.
"""

from __future__ import annotations

from contextlib import suppress

from integrations.catalog.context import Ctx
from integrations.errors import MachinaError
from integrations.services.google_sheets import a1, values
from integrations.services.google_sheets.appending import Writing
from integrations.services.google_sheets.finding import find_sheet
from integrations.services.google_sheets.models.rows import SheetRowsInsert, SheetRowsInserted
from integrations.services.google_sheets.models.spreadsheets import SpreadsheetSheet
from integrations.services.google_sheets.parsing import Resource

NOTE = "machina.call"


def insert(ctx: Ctx, data: SheetRowsInsert) -> SheetRowsInserted:
    """Make room before a row, and write into it."""
    sheet = find_sheet(ctx, data.spreadsheet_id, data.sheet_id)
    rows = {
        "sheetId": int(sheet.sheet_id),
        "dimension": "ROWS",
        "startIndex": data.row - 1,
        "endIndex": data.row - 1 + data.total,
    }
    note = {
        "metadataKey": NOTE,
        "metadataValue": ctx.call_key,
        "visibility": "PROJECT",
        "location": {"dimensionRange": {**rows, "endIndex": data.row}},
    }
    requests = [
        {"insertDimension": {"range": rows, "inheritFromBefore": data.row > 1}},
        {"createDeveloperMetadata": {"developerMetadata": note}},
    ]
    spreadsheets = ctx.google("sheets", "v4").spreadsheets()
    spreadsheets.batchUpdate(spreadsheetId=data.spreadsheet_id, body={"requests": requests}).execute()
    return _filled(ctx, data, sheet, data.row)


def inserted_before(ctx: Ctx, data: SheetRowsInsert) -> SheetRowsInserted | None:
    """The rows of an earlier request of this call, by their note, with what was to be written into them."""
    metadata = ctx.google("sheets", "v4").spreadsheets().developerMetadata()
    found = metadata.search(spreadsheetId=data.spreadsheet_id, body={"dataFilters": [_lookup(ctx)]}).execute()
    places: list[Resource] = [
        each["developerMetadata"]["location"]["dimensionRange"] for each in found.get("matchedDeveloperMetadata", ())
    ]
    if not places:
        return None
    sheet = find_sheet(ctx, data.spreadsheet_id, str(places[0].get("sheetId", 0)))
    return _filled(ctx, data, sheet, places[0].get("startIndex", 0) + 1)


def _filled(ctx: Ctx, data: SheetRowsInsert, sheet: SpreadsheetSheet, top: int) -> SheetRowsInserted:
    """Write the values, and take the note away; that it could not be is no failure of the rows."""
    spreadsheets = ctx.google("sheets", "v4").spreadsheets()
    written: str | None = None
    if any(data.values):
        writing = Writing(entry=data.value_input, with_formulas=data.formulas)
        rows = writing.sent(data.values)
        place = a1.joined(sheet.title, f"A{top}")
        answer = values.write(ctx, data.spreadsheet_id, place, rows, data.value_input)
        written = answer.get("updatedRange")
    forget = {"requests": [{"deleteDeveloperMetadata": {"dataFilter": _lookup(ctx)}}]}
    with suppress(MachinaError):
        spreadsheets.batchUpdate(spreadsheetId=data.spreadsheet_id, body=forget).execute()
    return SheetRowsInserted(
        spreadsheet_id=data.spreadsheet_id,
        sheet_id=sheet.sheet_id,
        first_row=top,
        row_count=data.total,
        updated_range=written,
    )


def _lookup(ctx: Ctx) -> Resource:
    return {"developerMetadataLookup": {"metadataKey": NOTE, "metadataValue": ctx.call_key}}
