"""Answers and requests as they look; the addresses are the sandbox's."""

from __future__ import annotations

ORDERS_ASKED = {
    "method": "GET",
    "url": "https://echo.machina.example/orders",
    "query": {"limit": 2},
}
ORDERS = {
    "status": 200,
    "headers": {"content-type": "application/json", "link": '<orders?cursor=o-2&limit=2>; rel="next"'},
    "body": {
        "orders": [
            {"order_id": 1001, "customer": "Globex", "total": "17.50"},
            {"order_id": 1002, "customer": "Northwind", "total": "20.50"},
        ],
        "next_cursor": "o-2",
        "next": "orders?cursor=o-2&limit=2",
        "has_more": True,
    },
    "file": None,
    "has_more": False,
}
ACCOUNT = {"url": "https://api.globex.example/v1", "status": 200}
