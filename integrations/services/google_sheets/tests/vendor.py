"""Sheets' answers for tests, trimmed from its documentation."""

from __future__ import annotations

from typing import Any

from integrations.catalog.testing import FakeContext

ID = "1qpyC0XzvTcKT6EISywvqESX3A0MwQoFDE8p-Bll4hps"
API = f"/v4/spreadsheets/{ID}"
FILES = "/drive/v3/files"
UNHEARD_OF = {"moodOfTheCells": {"value": "cheerful"}}
"""What Google may add one day."""
SHEET: dict[str, Any] = {
    "properties": {
        "sheetId": 0,
        "title": "Orders",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 1000, "columnCount": 26, "frozenRowCount": 1},
    }
}
STOCK: dict[str, Any] = {
    "properties": {
        "sheetId": 1204,
        "title": "What's left!",
        "index": 1,
        "hidden": True,
        "gridProperties": {"rowCount": 50, "columnCount": 3},
    }
}
HEADER = ["No", "Who", "Sum"]


def sent(ctx: FakeContext, number: int = -1) -> Any:
    """The JSON body of a request, the last one if not said otherwise."""
    return ctx.vendor.requests[number].json


def tells_sheets(ctx: FakeContext, *sheets: dict[str, Any]) -> None:
    """The next answer lists the sheets of the spreadsheet."""
    ctx.vendor.will_answer("GET", API, {"sheets": list(sheets or (SHEET, STOCK))})


def cells(*rows: list[Any], text: str = "Orders!A1:C9") -> dict[str, Any]:
    """A ValueRange."""
    return {"range": text, "majorDimension": "ROWS", **({"values": list(rows)} if rows else {})}


def values_path(text: str) -> str:
    """The path of a range's values."""
    return f"{API}/values/{text}"


def tells_header(ctx: FakeContext, *titles: str, text: str = "1:1", found: str = "Orders!A1:Z1") -> None:
    """The next answer is a header row."""
    ctx.vendor.will_answer("GET", values_path(text), cells(list(titles or HEADER), text=found))
