"""The spreadsheets of a demo account: the same two, with the same ids, in each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from integrations.sandbox.google.drive.ids import id_of
from integrations.sandbox.google.sheets import grid
from integrations.sandbox.google.sheets.cells import enter
from integrations.sandbox.google.sheets.store import add_spreadsheet, touch
from integrations.sandbox.models import Account, Spreadsheet

ORDERS_ID = id_of("orders")
PLANS_ID = id_of("plans")
STOCK_SHEET = "What's left!"


def fill_spreadsheets(account: Account, now: datetime) -> None:
    """Orders with their stock, and plans with little in them."""
    orders = add_spreadsheet(
        account,
        "Orders",
        [
            {"title": "Orders", "sheetId": 0, "gridProperties": {"frozenRowCount": 1}},
            {"title": STOCK_SHEET, "sheetId": 1204},
            {"title": "Draft", "sheetId": 77},
            {"title": "Old prices", "sheetId": 88},
        ],
        now=now - timedelta(days=21),
        file_id=ORDERS_ID,
    )
    _enter(
        orders,
        "Orders",
        [["Order", "Customer", "Item", "Quantity", "Price", "Ordered on", "Paid", "Note"], *_orders(now)],
    )
    _enter(orders, STOCK_SHEET, [["Item", "Left", "Reorder at"], ["Lamp", 14, 10], ["Desk", 3, 2], ["Chair", 21, 12]])
    _enter(
        orders, "Draft", [["Idea", "Who"], ["Spring sale", "Mara"], ["New catalogue", ""], ["", ""], ["Blog", "Jonas"]]
    )
    _enter(orders, "Old prices", [["Item", "Price"], ["Lamp", "$39.00"], ["Desk", "$189.00"]])
    orders.named_ranges = [
        {
            "namedRangeId": "stock1",
            "name": "Stock",
            "range": {
                "sheetId": 1204,
                "startRowIndex": 0,
                "endRowIndex": 4,
                "startColumnIndex": 0,
                "endColumnIndex": 3,
            },
        }
    ]
    orders.save(update_fields=["named_ranges"])
    touch(orders, now - timedelta(days=3))
    plans = add_spreadsheet(account, "Plans", [{"title": "Plans", "sheetId": 0}], now=now, file_id=PLANS_ID)
    _enter(plans, "Plans", [["What", "Until"], ["Paint the fence", str((now + timedelta(days=30)).date())]])
    touch(plans, now - timedelta(days=4))


def _orders(now: datetime) -> list[list[object]]:
    """Orders of the last weeks; some have empty cells in between and at the end."""

    def day(days: int) -> str:
        return str((now - timedelta(days=days)).date())

    return [
        ["A-1001", "Northwind", "Lamp", 4, "$45.00", day(21), True],
        ["A-1002", "Globex", "Desk", 1, "$210.00", day(18), True, "Deliver in the morning"],
        ["A-1003", "Acme", "Chair", 6, "$79.50", day(12), False],
        ["A-1004", "Northwind", "Lamp", 2, "$45.00", day(9), False, "Gift wrap"],
        ["A-1005", "", "Desk", 2, "$210.00", day(3)],
    ]


def _enter(spreadsheet: Spreadsheet, title: str, rows: Sequence[Sequence[object]]) -> None:
    sheet = spreadsheet.sheets.get(title=title)
    cells = [[enter(value, "USER_ENTERED", spreadsheet.locale, place="values") for value in row] for row in rows]
    grid.write_at(sheet, 0, 0, cells)
    sheet.save()
