"""spreadsheets: made, shown, and their sheets copied elsewhere."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.sheets import grid, metadata
from integrations.sandbox.google.sheets.a1 import Area, Target, find_range
from integrations.sandbox.google.sheets.cells import Cell, formatted, read_extended, write_extended
from integrations.sandbox.google.sheets.store import (
    add_sheet,
    add_spreadsheet,
    address_of,
    find_sheet,
    find_spreadsheet,
    sheet_properties,
    touch,
)
from integrations.sandbox.models import Sheet, Spreadsheet


def create_spreadsheet(call: ApiCall) -> Resource:
    """spreadsheets.create"""
    given, body = call.body.get("properties") or {}, call.body
    sheets = [{**(sheet.get("properties") or {})} for sheet in body.get("sheets") or ()]
    title = given.get("title") or "Untitled spreadsheet"
    spreadsheet = add_spreadsheet(call.account, title, sheets, now=call.now, locale=given.get("locale") or "en_US")
    spreadsheet.time_zone = given.get("timeZone") or spreadsheet.time_zone
    spreadsheet.named_ranges = body.get("namedRanges") or []
    for entry in body.get("developerMetadata") or ():
        metadata.attach(spreadsheet, entry)
    spreadsheet.save()
    for sheet, source in zip(spreadsheet.sheets.all(), body.get("sheets") or (), strict=False):
        _fill(sheet, source)
    touch(spreadsheet, call.now)
    return spreadsheet_resource(spreadsheet)


def get_spreadsheet(call: ApiCall) -> Resource:
    """spreadsheets.get: cells only where includeGridData asks for them."""
    spreadsheet = find_spreadsheet(call)
    targets = [find_range(spreadsheet, text) for text in call.parameters.texts("ranges")]
    return spreadsheet_resource(spreadsheet, targets, with_cells=call.parameters.flag("includeGridData"))


def copy_sheet(call: ApiCall) -> Resource:
    """sheets.copyTo"""
    source = find_sheet(find_spreadsheet(call), call.parameters.number("sheetId", default=0))
    wanted = call.body.get("destinationSpreadsheetId") or ""
    if not wanted:
        raise invalid("Missing destinationSpreadsheetId.", location="destinationSpreadsheetId")
    destination = find_spreadsheet(call, name=wanted, writes=True)
    copy = duplicate(source, destination, {})
    touch(destination, call.now)
    return sheet_properties(copy)


def duplicate(source: Sheet, spreadsheet: Spreadsheet, properties: Resource) -> Sheet:
    """A sheet with the same cells; without a title of its own it is "Copy of" the other."""
    titles = {each.title.casefold() for each in spreadsheet.sheets.all()}
    names = [f"Copy of {source.title}", *(f"Copy of {source.title} {number}" for number in range(2, 1000))]
    title = next(name for name in names if name.casefold() not in titles)
    size = {"gridProperties": {"rowCount": source.row_count, "columnCount": source.column_count}}
    copy = add_sheet(spreadsheet, {"title": title, **size, **properties})
    copy.rows, copy.body = source.rows, source.body
    copy.save()
    return copy


def spreadsheet_resource(
    spreadsheet: Spreadsheet, targets: list[Target] | None = None, *, with_cells: bool = False
) -> Resource:
    """A Spreadsheet; with ``targets`` only the sheets in which they are."""
    chosen = {target.sheet.pk for target in targets or ()}
    sheets = [sheet for sheet in spreadsheet.sheets.all() if not chosen or sheet.pk in chosen]
    shown: Resource = {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        "properties": {
            "title": spreadsheet.title,
            "locale": spreadsheet.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": spreadsheet.time_zone,
        },
        "sheets": [_sheet_resource(sheet, targets or [], with_cells=with_cells) for sheet in sheets],
        "spreadsheetUrl": address_of(spreadsheet),
    }
    shown |= {"namedRanges": spreadsheet.named_ranges} if spreadsheet.named_ranges else {}
    attached = metadata.of_spreadsheet(spreadsheet)
    return shown | ({"developerMetadata": attached} if attached else {})


def _sheet_resource(sheet: Sheet, targets: list[Target], *, with_cells: bool) -> Resource:
    shown: Resource = {"properties": sheet_properties(sheet)}
    if not with_cells:
        return shown
    mine = [target for target in targets if target.sheet.pk == sheet.pk] or [Target(sheet, Area())]
    return shown | {"data": [_grid_data(sheet, target.closed) for target in mine]}


def _grid_data(sheet: Sheet, area: Area) -> Resource:
    rows = [{"values": [_cell_data(cell) for cell in row]} for row in grid.read_area(sheet, area)]
    start: Resource = {name: at for name, at in (("startRow", area.top), ("startColumn", area.left)) if at}
    return start | ({"rowData": rows} if rows else {})


def _cell_data(cell: Cell) -> Resource:
    if cell is None:
        return {}
    entered = write_extended(cell)
    effective = {"stringValue": cell["v"]} if "f" in cell else entered
    return {"userEnteredValue": entered, "effectiveValue": effective, "formattedValue": formatted(cell)}


def _fill(sheet: Sheet, source: Resource) -> None:
    """Cells that came with a new spreadsheet."""
    for data in source.get("data") or ():
        rows = [
            [read_extended(cell.get("userEnteredValue") or {}) for cell in row.get("values") or ()]
            for row in data.get("rowData") or ()
        ]
        grid.write_at(sheet, data.get("startRow") or 0, data.get("startColumn") or 0, rows)
    sheet.save()
