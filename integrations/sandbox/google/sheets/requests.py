"""spreadsheets.batchUpdate: its requests one after another, all of them or none."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.sheets import grid, metadata
from integrations.sandbox.google.sheets.cells import read_extended
from integrations.sandbox.google.sheets.shifting import shift
from integrations.sandbox.google.sheets.spreadsheets import duplicate, spreadsheet_resource
from integrations.sandbox.google.sheets.store import (
    add_sheet,
    find_sheet,
    move_sheet,
    refuse_last_sheet,
    retitle,
    sheet_properties,
    write_properties,
)
from integrations.sandbox.models import Sheet, Spreadsheet


def batch_update(call: ApiCall, spreadsheet: Spreadsheet) -> Resource:
    """Replies stand in the order of the requests. Raises 400 for a request that cannot be done: then none is."""
    requests = call.body.get("requests") or []
    if not requests:
        raise invalid("Must specify at least one request.")
    replies = [_performed(spreadsheet, number, request) for number, request in enumerate(requests)]
    spreadsheet.save()
    answer: Resource = {"spreadsheetId": spreadsheet.spreadsheet_id, "replies": replies}
    if call.body.get("includeSpreadsheetInResponse"):
        answer["updatedSpreadsheet"] = spreadsheet_resource(spreadsheet)
    return answer


def _performed(spreadsheet: Spreadsheet, number: int, request: Resource) -> Resource:
    names = [name for name, value in request.items() if value is not None]
    if len(names) != 1:
        raise invalid(f"Invalid requests[{number}]: exactly one kind of request has to be set.")
    (name,) = names
    if name not in REQUESTS:
        raise GoogleError(501, "notImplemented", f"The sandbox does not implement requests[{number}].{name}.")
    reply = REQUESTS[name](spreadsheet, request[name])
    return {} if reply is None else {name: reply}


def _add_sheet(spreadsheet: Spreadsheet, request: Resource) -> Resource:
    return {"properties": sheet_properties(add_sheet(spreadsheet, request.get("properties") or {}))}


def _delete_sheet(spreadsheet: Spreadsheet, request: Resource) -> None:
    sheet = find_sheet(spreadsheet, request.get("sheetId"))
    refuse_last_sheet(spreadsheet)
    spreadsheet.named_ranges = [
        each for each in spreadsheet.named_ranges if each["range"].get("sheetId", 0) != sheet.sheet_id
    ]
    sheet.delete()
    for index, other in enumerate(spreadsheet.sheets.all()):
        Sheet.objects.filter(pk=other.pk).update(index=index)


def _duplicate_sheet(spreadsheet: Spreadsheet, request: Resource) -> Resource:
    source = find_sheet(spreadsheet, request.get("sourceSheetId"))
    chosen = {
        "sheetId": request.get("newSheetId"),
        "title": request.get("newSheetName"),
        "index": request.get("insertSheetIndex") or 0,
    }
    properties = {name: value for name, value in chosen.items() if value is not None}
    return {"properties": sheet_properties(duplicate(source, spreadsheet, properties))}


def _update_sheet(spreadsheet: Spreadsheet, request: Resource) -> None:
    properties = request.get("properties") or {}
    sheet = find_sheet(spreadsheet, properties.get("sheetId"))
    fields = _fields(request, "updateSheetProperties")
    if "title" in fields or "*" in fields:
        retitle(sheet, properties.get("title") or "")
    kept = {name for field in fields for name in properties if field in ("*", name) or field.startswith(f"{name}.")}
    write_properties(sheet, {name: properties[name] for name in kept - {"title", "index"}})
    sheet.save()
    if "index" in kept:
        move_sheet(sheet, properties["index"])


def _update_spreadsheet(spreadsheet: Spreadsheet, request: Resource) -> None:
    properties = request.get("properties") or {}
    fields = _fields(request, "updateSpreadsheetProperties")
    if "title" in fields and properties.get("title"):
        spreadsheet.item.name = properties["title"]
    if "locale" in fields and properties.get("locale"):
        spreadsheet.locale = properties["locale"]
    if "timeZone" in fields and properties.get("timeZone"):
        spreadsheet.time_zone = properties["timeZone"]


def _insert_dimension(spreadsheet: Spreadsheet, request: Resource) -> None:
    sheet, dimension, start, end = _dimension(spreadsheet, request.get("range") or {}, "insertDimension")
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    if start > size or (start == size and not request.get("inheritFromBefore")):
        raise invalid(
            f"Invalid requests[0].insertDimension: range.startIndex[{start}] must be less than the grid size ({size})"
            + (" if inheritFromBefore is false." if start == size else ".")
        )
    grid.insert(sheet, dimension, start, end - start)
    sheet.save()
    shift(spreadsheet, sheet, dimension, start, end - start)


def _delete_dimension(spreadsheet: Spreadsheet, request: Resource) -> None:
    sheet, dimension, start, end = _dimension(spreadsheet, request.get("range") or {}, "deleteDimension")
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    if start >= size:
        raise invalid(f"Invalid requests[0].deleteDimension: Cannot delete a {dimension} that doesn't exist.")
    grid.delete(sheet, dimension, start, end)
    sheet.save()
    shift(spreadsheet, sheet, dimension, start, start - end)


def _append_dimension(spreadsheet: Spreadsheet, request: Resource) -> None:
    sheet = find_sheet(spreadsheet, request.get("sheetId"))
    dimension = request.get("dimension") or ""
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    grid.insert(sheet, dimension, size, request.get("length") or 0)
    sheet.save()


def _append_cells(spreadsheet: Spreadsheet, request: Resource) -> None:
    """After the last row that holds anything."""
    sheet = find_sheet(spreadsheet, request.get("sheetId"))
    rows = [
        [read_extended(cell.get("userEnteredValue") or {}) for cell in row.get("values") or ()]
        for row in request.get("rows") or ()
    ]
    top = len(sheet.rows)
    sheet.row_count = max(sheet.row_count, top + len(rows))
    grid.write_at(sheet, top, 0, rows)
    sheet.save()


def _add_named_range(spreadsheet: Spreadsheet, request: Resource) -> Resource:
    named = {"namedRangeId": secrets.token_hex(6), **(request.get("namedRange") or {})}
    if not named.get("name") or not named.get("range"):
        raise invalid("Invalid requests[0].addNamedRange: it needs a name and a range.")
    if named["name"].casefold() in {each["name"].casefold() for each in spreadsheet.named_ranges}:
        raise invalid(f"Invalid requests[0].addNamedRange: The name {named['name']} is in use already.")
    find_sheet(spreadsheet, named["range"].get("sheetId"))
    spreadsheet.named_ranges = [*spreadsheet.named_ranges, named]
    return {"namedRange": named}


def _delete_named_range(spreadsheet: Spreadsheet, request: Resource) -> None:
    left = [each for each in spreadsheet.named_ranges if each["namedRangeId"] != request.get("namedRangeId")]
    if len(left) == len(spreadsheet.named_ranges):
        raise invalid(f"Invalid requests[0].deleteNamedRange: No named range with id: {request.get('namedRangeId')}")
    spreadsheet.named_ranges = left


def _create_metadata(spreadsheet: Spreadsheet, request: Resource) -> Resource:
    return {"developerMetadata": metadata.attach(spreadsheet, request.get("developerMetadata") or {})}


def _delete_metadata(spreadsheet: Spreadsheet, request: Resource) -> Resource:
    gone = metadata.detach(spreadsheet, request.get("dataFilter") or {})
    return {"deletedDeveloperMetadata": gone} if gone else {}


def _dimension(spreadsheet: Spreadsheet, place: Resource, name: str) -> tuple[Sheet, str, int, int]:
    """Sheet, kind, first and after-last. Raises 400 for a range that is not whole."""
    sheet, dimension = find_sheet(spreadsheet, place.get("sheetId")), place.get("dimension") or ""
    start, end = place.get("startIndex") or 0, place.get("endIndex")
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid(f"Invalid requests[0].{name}: No dimension specified.")
    if end is None and name == "deleteDimension":
        end = sheet.row_count if dimension == "ROWS" else sheet.column_count
    if end is None or not 0 <= start < end:
        raise invalid(f"Invalid requests[0].{name}: endIndex has to be greater than startIndex.")
    return sheet, dimension, start, end


def _fields(request: Resource, name: str) -> list[str]:
    fields = [field.strip() for field in (request.get("fields") or "").split(",") if field.strip()]
    if not fields:
        raise invalid(f"Invalid requests[0].{name}: At least one field must be listed in 'fields'. (Use '*'.)")
    return fields


REQUESTS: dict[str, Callable[[Spreadsheet, Resource], Resource | None]] = {
    "addNamedRange": _add_named_range,
    "addSheet": _add_sheet,
    "appendCells": _append_cells,
    "appendDimension": _append_dimension,
    "createDeveloperMetadata": _create_metadata,
    "deleteDeveloperMetadata": _delete_metadata,
    "deleteDimension": _delete_dimension,
    "deleteNamedRange": _delete_named_range,
    "deleteSheet": _delete_sheet,
    "duplicateSheet": _duplicate_sheet,
    "insertDimension": _insert_dimension,
    "updateSheetProperties": _update_sheet,
    "updateSpreadsheetProperties": _update_spreadsheet,
}
