"""Cells by range: read, written and cleared."""

from __future__ import annotations

from typing import NamedTuple

from integrations.catalog.context import Ctx
from integrations.services.google_sheets import samples, values
from integrations.services.google_sheets.cells import VENDOR_ENTRY, CellValue, outgoing
from integrations.services.google_sheets.finding import in_sheet, title_of, whole_range
from integrations.services.google_sheets.models.fields import VENDOR_DATES, VENDOR_RENDER
from integrations.services.google_sheets.models.ranges import (
    SheetRange,
    SheetRangeClear,
    SheetRangeCleared,
    SheetRangeRead,
    SheetRanges,
    SheetRangesRead,
    SheetRangeWrite,
    SheetRangeWritten,
)
from integrations.services.google_sheets.parsing import Resource, parse_range, rows_in
from integrations.services.google_sheets.service import SPREADSHEETS, service

REFERENCE = "https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values"


@service.operation(
    effect="read",
    scopes=[SPREADSHEETS],
    price="values_read",
    icon="table",
    sample=samples.RANGE,
    example={"spreadsheet_id": samples.ORDERS, "range": "Orders!A1:H6", "as_records": True},
    documentation_url=f"{REFERENCE}/get",
)
def read_range(ctx: Ctx, data: SheetRangeRead) -> SheetRange:
    """Read cells of a spreadsheet, as rows or as records.

    Every row is as wide as the range: empty cells are empty texts. Days are numbers only among unformatted values.
    """
    asked = whole_range(ctx, data.spreadsheet_id, data.sheet_id, data.range)
    answer = values.read(
        ctx,
        data.spreadsheet_id,
        asked,
        render=VENDOR_RENDER[data.value_render],
        dates=VENDOR_DATES[data.dates],
        dimension="COLUMNS" if data.by_columns else "ROWS",
    )
    if not data.by_columns:
        return parse_range(answer, asked=asked, as_records=data.as_records)
    columns = rows_in(answer)
    return parse_range({**answer, "values": columns}, asked="", as_records=False)


@service.operation(
    effect="read",
    scopes=[SPREADSHEETS],
    price="values_read",
    icon="sheets",
    sample={"ranges": [samples.RANGE], "count": 1},
    example={"spreadsheet_id": samples.ORDERS, "ranges": ["Orders!A1:C3", "Stock"]},
    documentation_url=f"{REFERENCE}/batchGet",
)
def read_ranges(ctx: Ctx, data: SheetRangesRead) -> SheetRanges:
    """Read several ranges of a spreadsheet at once.

    At most a hundred; if one of them cannot be read, none is.
    """
    asked = [in_sheet("", text) for text in data.ranges]
    answer = (
        ctx.google("sheets", "v4")
        .spreadsheets()
        .values()
        .batchGet(
            spreadsheetId=data.spreadsheet_id,
            ranges=asked,
            valueRenderOption=VENDOR_RENDER[data.value_render],
            dateTimeRenderOption=VENDOR_DATES[data.dates],
        )
        .execute()
    )
    found = list(answer.get("valueRanges", ()))
    ranges = [
        parse_range(each, asked=text, as_records=data.as_records) for text, each in zip(asked, found, strict=False)
    ]
    return SheetRanges(ranges=ranges, count=len(ranges))


@service.operation(
    effect="idempotent_write",
    scopes=[SPREADSHEETS],
    price="values_write",
    icon="table-edit",
    sample={
        "spreadsheet_id": samples.ORDERS,
        "updated_range": "Draft!A6:B6",
        "updated_ranges": ["Draft!A6:B6"],
        "updated_rows": 1,
        "updated_columns": 2,
        "updated_cells": 2,
    },
    example={"spreadsheet_id": samples.ORDERS, "range": "Draft!A6:B6", "values": [["Open day", "Mara"]]},
    documentation_url=f"{REFERENCE}/update",
)
def write_range(ctx: Ctx, data: SheetRangeWrite) -> SheetRangeWritten:
    """Write cells of a spreadsheet over what is there.

    Null leaves a cell as it is, an empty text empties it. What lies outside the values stays.
    """
    option, title = VENDOR_ENTRY[data.value_input], title_of(ctx, data.spreadsheet_id, data.sheet_id)
    parts = [
        _Part(in_sheet(title, text), outgoing(rows, entry=data.value_input, with_formulas=data.formulas))
        for text, rows in ((data.range, data.values), *((each.range, each.values) for each in data.more))
    ]
    if not data.more:
        (part,) = parts
        answer = values.write(ctx, data.spreadsheet_id, part.range, part.rows, data.value_input)
        return _written(data, [answer], answer, prefix="updated")
    body = {"valueInputOption": option, "data": [{"range": each.range, "values": each.rows} for each in parts]}
    spreadsheets = ctx.google("sheets", "v4").spreadsheets()
    answer = spreadsheets.values().batchUpdate(spreadsheetId=data.spreadsheet_id, body=body).execute()
    return _written(data, list(answer.get("responses", ())), answer, prefix="totalUpdated")


@service.operation(
    effect="idempotent_write",
    scopes=[SPREADSHEETS],
    price="values_write",
    icon="eraser",
    sample={"spreadsheet_id": samples.ORDERS, "cleared_range": "Draft!B3:B5"},
    example={"spreadsheet_id": samples.ORDERS, "range": "Draft!B3:B5"},
    documentation_url=f"{REFERENCE}/clear",
)
def clear_range(ctx: Ctx, data: SheetRangeClear) -> SheetRangeCleared:
    """Empty cells of a spreadsheet; their formats stay, and nothing moves.

    To take rows away with all that is in them, delete them.
    """
    asked = whole_range(ctx, data.spreadsheet_id, data.sheet_id, data.range)
    cleared = values.clear(ctx, data.spreadsheet_id, asked)
    return SheetRangeCleared(spreadsheet_id=data.spreadsheet_id, cleared_range=cleared)


class _Part(NamedTuple):
    """Rows for one range."""

    range: str
    rows: list[list[CellValue]]


def _written(data: SheetRangeWrite, answers: list[Resource], totals: Resource, *, prefix: str) -> SheetRangeWritten:
    ranges = [str(each.get("updatedRange") or "") for each in answers]
    return SheetRangeWritten(
        spreadsheet_id=data.spreadsheet_id,
        updated_range=ranges[0] if ranges else data.range,
        updated_ranges=ranges,
        updated_rows=totals.get(f"{prefix}Rows", 0),
        updated_columns=totals.get(f"{prefix}Columns", 0),
        updated_cells=totals.get(f"{prefix}Cells", 0),
    )
