"""From Google's resources to ours, whatever is missing in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.catalog.readable import as_far_as_readable, part, parts, present
from integrations.services.google_sheets import a1
from integrations.services.google_sheets.cells import CellValue
from integrations.services.google_sheets.models.ranges import SheetRange
from integrations.services.google_sheets.models.spreadsheets import (
    SpreadsheetFile,
    SpreadsheetNamedRange,
    SpreadsheetSheet,
    SpreadsheetSummary,
)
from integrations.services.google_sheets.records import field_names, filled, record_of

Resource = Mapping[str, Any]  # JSON as Google sent it; every key may be missing


def parse_spreadsheet(spreadsheet: Resource) -> SpreadsheetFile:
    """A spreadsheet with its sheets and named ranges."""
    properties = part(spreadsheet, "properties")
    sheets = [parse_sheet(each) for each in parts(spreadsheet, "sheets")]
    titles = {each.sheet_id: each.title for each in sheets}
    fields = {
        "spreadsheet_id": spreadsheet.get("spreadsheetId") or "",
        "title": properties.get("title"),
        "link": spreadsheet.get("spreadsheetUrl"),
        "locale": properties.get("locale"),
        "time_zone": properties.get("timeZone"),
        "sheets": sheets,
        "named_ranges": [_named_range(each, titles) for each in parts(spreadsheet, "namedRanges")],
        "count": len(sheets),
    }
    return as_far_as_readable(SpreadsheetFile, present(fields))


def parse_sheet(sheet: Resource) -> SpreadsheetSheet:
    """A sheet of a spreadsheet, by its entry there."""
    return as_far_as_readable(SpreadsheetSheet, present(sheet_fields(part(sheet, "properties"))))


def sheet_fields(properties: Resource) -> dict[str, object]:
    """Our names for what SheetProperties say; Google leaves an id, place or flag out that is zero or false."""
    grid = part(properties, "gridProperties")
    return {
        "sheet_id": str(properties.get("sheetId", 0)),
        "title": properties.get("title"),
        "index": properties.get("index"),
        "sheet_type": properties.get("sheetType"),
        "row_count": grid.get("rowCount"),
        "column_count": grid.get("columnCount"),
        "frozen_row_count": grid.get("frozenRowCount"),
        "frozen_column_count": grid.get("frozenColumnCount"),
        "is_hidden": properties.get("hidden"),
    }


def parse_file(file: Resource) -> SpreadsheetSummary:
    """A spreadsheet as a file of Drive."""
    owners = parts(file, "owners")
    fields = {
        "spreadsheet_id": file.get("id") or "",
        "title": file.get("name"),
        "link": file.get("webViewLink"),
        "modified": file.get("modifiedTime"),
        "owner": owners[0].get("emailAddress") if owners else None,
        "shared_drive_id": file.get("driveId"),
    }
    return as_far_as_readable(SpreadsheetSummary, present(fields))


def parse_range(answer: Resource, *, asked: str, as_records: bool) -> SheetRange:
    """The cells of a ValueRange, as wide as what was asked for.

    Google cuts empty cells off at the ends of rows: each row gets back what it lacks, so that a column stays a column.
    """
    place = a1.place(str(answer.get("range") or ""))
    rows = rows_in(answer)
    width = max(asked_width(asked, place), *(len(row) for row in rows), 0)
    fields: dict[str, object] = {
        "range": answer.get("range") or asked,
        "values": [filled(row, width) for row in rows],
        "first_row": place.top,
        "count": len(rows),
    }
    if as_records and rows:
        names = field_names(rows[0], width, left=place.left)
        records = [record_of(names, row) for row in rows[1:]]
        fields |= {"header": names, "records": records, "count": len(records)}
    return as_far_as_readable(SheetRange, fields)


def asked_width(asked: str, place: a1.Place) -> int:
    """How many columns a range asks for; 0 where it names none: whole rows, or a whole sheet."""
    cells = a1.split(asked)[1]
    is_whole_sheet = not cells or (not a1.is_cells(cells) and cells.casefold() == place.sheet.casefold())
    names_columns = not a1.is_cells(cells) or any(character.isalpha() for character in cells)
    return 0 if is_whole_sheet or not names_columns else place.width or 0


def rows_in(answer: Resource) -> list[list[CellValue]]:
    """The rows of a ValueRange; none where all cells are empty, for then Google sends no values."""
    values = answer.get("values")
    return [row for row in values if isinstance(row, list)] if isinstance(values, Sequence) else []


def _named_range(named: Resource, titles: Mapping[str, str]) -> SpreadsheetNamedRange:
    grid = part(named, "range")
    title = titles.get(str(grid.get("sheetId", 0)), "")
    first = f"{_letter(grid.get('startColumnIndex', 0))}{grid.get('startRowIndex', 0) + 1}"
    end_column, end_row = grid.get("endColumnIndex"), grid.get("endRowIndex")
    last = f"{_letter(end_column - 1) if end_column else ''}{end_row or ''}"
    fields = {
        "name": named.get("name") or "",
        "range": a1.joined(title, first if not last or last == first else f"{first}:{last}"),
        "named_range_id": named.get("namedRangeId"),
    }
    return SpreadsheetNamedRange.model_validate(present(fields))


def _letter(index: int) -> str:
    return a1.column(index + 1)
