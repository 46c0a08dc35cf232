"""Realistic outputs, shown before a node has run and offered as variables; and what examples of inputs name.

The ids are those of the spreadsheet Orders that every demo account of the sandbox has.
"""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.services.google_sheets.models.ranges import SheetRange
from integrations.services.google_sheets.models.rows import SheetRow, SheetRowsAppended, SheetRowWritten
from integrations.services.google_sheets.models.spreadsheets import (
    SpreadsheetFile,
    SpreadsheetNamedRange,
    SpreadsheetSheet,
    SpreadsheetSummary,
)

ORDERS = "1Tw-VuE3WtLvptpDUKqeIyp2NeCLTpdrF"
_LINK = f"https://docs.google.com/spreadsheets/d/{ORDERS}/edit"

SHEET: dict[str, object] = SpreadsheetSheet(
    sheet_id="1204", title="Stock", index=1, row_count=1000, column_count=26, frozen_row_count=1
).model_dump(mode="json")

SPREADSHEET: dict[str, object] = SpreadsheetFile(
    spreadsheet_id=ORDERS,
    title="Orders",
    link=_LINK,
    locale="en_GB",
    time_zone="Europe/Berlin",
    sheets=[
        SpreadsheetSheet(sheet_id="0", title="Orders", index=0, row_count=1000, column_count=26, frozen_row_count=1),
        SpreadsheetSheet(sheet_id="1204", title="Stock", index=1, row_count=1000, column_count=26),
    ],
    named_ranges=[SpreadsheetNamedRange(name="Prices", range="'Stock'!A1:C4", named_range_id="1kz3")],
    count=2,
).model_dump(mode="json")

SPREADSHEETS: dict[str, object] = {
    "spreadsheets": [
        SpreadsheetSummary(
            spreadsheet_id=ORDERS,
            title="Orders",
            link=_LINK,
            modified=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
            owner="ada@globex.example",
        ).model_dump(mode="json")
    ],
    "count": 1,
    "next_page_token": None,
}

_HEADER = ["Order", "Customer", "Item", "Quantity", "Price", "Paid"]
_CELLS = ["A-1001", "Northwind", "Lamp", "4", "$45.00", "TRUE"]
_RECORD = dict(zip(_HEADER, _CELLS, strict=True))

RANGE: dict[str, object] = SheetRange(
    range="Orders!A1:F2",
    values=[[*_HEADER], [*_CELLS]],
    header=_HEADER,
    records=[{**_RECORD}],
    first_row=1,
    count=1,
).model_dump(mode="json")

ROW: dict[str, object] = SheetRow(
    row_number=2, range="'Orders'!A2:F2", values=[*_CELLS], record={**_RECORD}
).model_dump(mode="json")

APPENDED: dict[str, object] = SheetRowsAppended(
    spreadsheet_id=ORDERS,
    updated_range="Orders!A7:F7",
    table_range="Orders!A1:F6",
    first_row=7,
    updated_rows=1,
    updated_cells=6,
).model_dump(mode="json")

WRITTEN_ROW: dict[str, object] = SheetRowWritten(
    spreadsheet_id=ORDERS, row_number=4, updated_range="'Orders'!F4:F4", updated_rows=1, updated_cells=1
).model_dump(mode="json")
