"""spreadsheets.values: cells read, written, appended and cleared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.sheets import grid
from integrations.sandbox.google.sheets.a1 import Area, Target, find_range, write_range
from integrations.sandbox.google.sheets.cells import Cell, enter, show
from integrations.sandbox.google.sheets.store import find_spreadsheet
from integrations.sandbox.models import Spreadsheet

INPUT_OPTIONS = ("RAW", "USER_ENTERED")


@dataclass(frozen=True)
class Look:
    """How values are shown."""

    dimension: str = "ROWS"
    values: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"


def get_values(call: ApiCall) -> Resource:
    """values.get"""
    return _shown(find_range(find_spreadsheet(call), call.parameters.text("range")), _look(call))


def get_many(call: ApiCall) -> Resource:
    """values.batchGet"""
    spreadsheet, look = find_spreadsheet(call), _look(call)
    ranges = [_shown(find_range(spreadsheet, text), look) for text in call.parameters.texts("ranges")]
    return {"spreadsheetId": spreadsheet.spreadsheet_id, "valueRanges": ranges}


def update_values(call: ApiCall, spreadsheet: Spreadsheet) -> Resource:
    """values.update"""
    option = _input_option(call.parameters.text("valueInputOption"))
    look = _answer_look(call) if call.parameters.flag("includeValuesInResponse") else None
    return _written(spreadsheet, {**call.body, "range": _one_range(call)}, option, look)


def update_many(call: ApiCall, spreadsheet: Spreadsheet) -> Resource:
    """values.batchUpdate"""
    option = _input_option(call.body.get("valueInputOption") or "")
    answers = [_written(spreadsheet, data, option, None) for data in call.body.get("data") or ()]
    sheets = {answer["updatedRange"].rpartition("!")[0] for answer in answers}
    totals = {
        f"totalUpdated{what}": sum(answer[f"updated{what}"] for answer in answers)
        for what in ("Rows", "Columns", "Cells")
    }
    return {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        **totals,
        "totalUpdatedSheets": len(sheets),
        "responses": answers,
    }


def append_values(call: ApiCall, spreadsheet: Spreadsheet) -> Resource:
    """values.append: under the last table in the range, from the table's first column on."""
    option = _input_option(call.parameters.text("valueInputOption"))
    target, rows = find_range(spreadsheet, call.parameters.text("range")), _rows(call.body)
    sheet, closed = target.sheet, target.closed
    table = grid.last_table(sheet, closed)
    top, left = (table.bottom or 0, table.left) if table else (closed.top, closed.left)
    if call.parameters.text("insertDataOption") == "INSERT_ROWS":
        grid.insert(sheet, "ROWS", top, len(rows))
    sheet.row_count = max(sheet.row_count, top + len(rows))
    sheet.column_count = max(sheet.column_count, left + max(map(len, rows), default=0))
    look = _answer_look(call) if call.parameters.flag("includeValuesInResponse") else None
    answer: Resource = {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        "updates": _put(spreadsheet, replace(target, area=Area(top, left)), rows, option, look),
    }
    return answer | ({"tableRange": write_range(sheet, table)} if table else {})


def clear_values(call: ApiCall, spreadsheet: Spreadsheet) -> Resource:
    """values.clear"""
    return {"spreadsheetId": spreadsheet.spreadsheet_id, "clearedRange": _cleared(spreadsheet, _one_range(call))}


def clear_many(call: ApiCall, spreadsheet: Spreadsheet) -> Resource:
    """values.batchClear"""
    cleared = [_cleared(spreadsheet, text) for text in call.body.get("ranges") or ()]
    return {"spreadsheetId": spreadsheet.spreadsheet_id, "clearedRanges": cleared}


def _one_range(call: ApiCall) -> str:
    """The range in the path. Raises 400 where the body names another one."""
    text = call.parameters.text("range")
    named = call.body.get("range") if call.method.endswith("values.update") else None
    if named and named != text:
        raise invalid(f"Requested writing within range [{text}], but the body says [{named}]")
    return text


def _look(call: ApiCall) -> Look:
    return Look(
        dimension=_one_of(call.parameters.text("majorDimension"), "ROWS"),
        values=call.parameters.text("valueRenderOption") or "FORMATTED_VALUE",
        dates=call.parameters.text("dateTimeRenderOption") or "SERIAL_NUMBER",
    )


def _answer_look(call: ApiCall) -> Look:
    return Look(
        values=call.parameters.text("responseValueRenderOption") or "FORMATTED_VALUE",
        dates=call.parameters.text("responseDateTimeRenderOption") or "SERIAL_NUMBER",
    )


def _one_of(dimension: str, default: str) -> str:
    return default if dimension in ("", "DIMENSION_UNSPECIFIED") else dimension


def _input_option(option: str) -> str:
    if option not in INPUT_OPTIONS:
        raise invalid("'valueInputOption' is required but not specified", location="valueInputOption")
    return option


def _shown(target: Target, look: Look) -> Resource:
    """A ValueRange; what is empty at the ends is not in it."""
    rows = grid.read_area(target.sheet, target.closed)
    values = [[show(cell, look.values, look.dates) for cell in row] for row in rows]
    if look.dimension == "COLUMNS":
        values = [
            _cut([row[n] if n < len(row) else "" for row in values]) for n in range(max(map(len, values), default=0))
        ]
    shown: Resource = {"range": write_range(target.sheet, target.closed), "majorDimension": look.dimension}
    return shown | ({"values": values} if values else {})


def _cut(values: list[object]) -> list[object]:
    while values and values[-1] == "":
        values.pop()
    return values


def _rows(data: Resource) -> list[list[object]]:
    """The values of a ValueRange by rows, whichever way they were given; null stands for a cell to leave."""
    values: list[list[object]] = [list(each) for each in data.get("values") or ()]
    if _one_of(data.get("majorDimension") or "", "ROWS") == "ROWS":
        return values
    return [[each[n] if n < len(each) else None for each in values] for n in range(max(map(len, values), default=0))]


def _written(spreadsheet: Spreadsheet, data: Resource, option: str, look: Look | None) -> Resource:
    target, rows = find_range(spreadsheet, data.get("range") or ""), _rows(data)
    _check_fits(target, rows)
    return _put(spreadsheet, target, rows, option, look)


def _check_fits(target: Target, rows: Sequence[Sequence[object]]) -> None:
    """Raise 400 for values beyond the range; one that is a single cell only says where they begin."""
    sheet, closed, area = target.sheet, target.closed, target.area
    bottom, right = closed.top + len(rows), closed.left + max(map(len, rows), default=0)
    if bottom > sheet.row_count or right > sheet.column_count:
        written = write_range(sheet, Area(closed.top, closed.left, bottom, right))
        limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
        raise invalid(f"Range ({written}) exceeds grid limits. {limits}")
    if area.is_one_cell:
        return
    asked = f"Requested writing within range [{write_range(sheet, closed)}], but tried writing to"
    if bottom > (closed.bottom or 0):
        raise invalid(f"{asked} row [{(closed.bottom or 0) + 1}]")
    if right > (closed.right or 0):
        raise invalid(f"{asked} column [{(closed.right or 0) + 1}]")


def _put(
    spreadsheet: Spreadsheet, target: Target, rows: Sequence[Sequence[object]], option: str, look: Look | None
) -> Resource:
    """Write from the corner of the target on; an UpdateValuesResponse."""
    sheet, top, left = target.sheet, target.area.top, target.area.left
    cells: list[list[Cell | bool]] = [
        [
            True if value is None else enter(value, option, spreadsheet.locale, place=f"values[{row}][{column}]")
            for column, value in enumerate(values)
        ]
        for row, values in enumerate(rows)
    ]
    grid.write_at(sheet, top, left, cells)
    sheet.save()
    width = max(map(len, rows), default=0)
    area = Area(top, left, top + max(len(rows), 1), left + max(width, 1))
    answer: Resource = {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        "updatedRange": write_range(sheet, area),
        "updatedRows": len(rows) if width else 0,
        "updatedColumns": width,
        "updatedCells": sum(value is not None for row in rows for value in row),
    }
    return answer | ({"updatedData": _shown(Target(sheet, area), look)} if look else {})


def _cleared(spreadsheet: Spreadsheet, text: str) -> str:
    target = find_range(spreadsheet, text)
    grid.clear_area(target.sheet, target.closed)
    target.sheet.save()
    return write_range(target.sheet, target.closed)
