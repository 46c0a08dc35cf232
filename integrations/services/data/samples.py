"""Inputs as they look, and what follows from them."""

from __future__ import annotations

from typing import Any

ORDERS: list[dict[str, Any]] = [
    {"order_id": "A-2", "customer": {"name": "Globex", "city": "Hamburg"}, "total": "120.50", "paid": True},
    {"order_id": "A-10", "customer": {"name": "Northwind", "city": "Oslo"}, "total": "75.00", "paid": False},
    {"order_id": "A-11", "customer": {"name": "Globex", "city": "Hamburg"}, "total": "9.99", "paid": True},
]
FIRST, SECOND, THIRD = ORDERS

FILTER = {
    "items": ORDERS,
    "rules": [
        {"field": "customer.city", "operator": "equals", "value": "Hamburg"},
        {"field": "total", "operator": "at_least", "value": 100},
    ],
    "match": "all",
}
FILTERED = {"items": [FIRST], "count": 1, "rest": [SECOND, THIRD], "rest_count": 2, "warnings": []}
SORT = {"items": ORDERS, "keys": [{"field": "total", "direction": "descending", "kind": "number"}]}
SORTED = {"items": [FIRST, SECOND, THIRD], "count": 3, "warnings": []}
LIMIT = {"items": ORDERS, "max_items": 2}
LIMITED = {"items": [FIRST, SECOND], "count": 2, "has_more": True, "total": 3}
DEDUPLICATE = {"items": ORDERS, "keys": ["customer.name"], "keep": "first"}
DEDUPLICATED = {"items": [FIRST, SECOND], "count": 2, "duplicates": [THIRD], "duplicate_count": 1}

AGGREGATE = {
    "items": ORDERS,
    "values": [{"function": "count", "name": "orders"}, {"function": "sum", "field": "total", "name": "revenue"}],
    "group_by": ["customer.city"],
}
AGGREGATED = {
    "items": [{"city": "Hamburg", "orders": 2, "revenue": "130.49"}, {"city": "Oslo", "orders": 1, "revenue": "75.00"}],
    "count": 2,
    "result": None,
    "warnings": [],
}
GROUP = {"items": ORDERS, "keys": ["customer.city"]}
GROUPED = {
    "groups": [
        {"key": {"customer.city": "Hamburg"}, "items": [FIRST, THIRD], "count": 2},
        {"key": {"customer.city": "Oslo"}, "items": [SECOND], "count": 1},
    ],
    "count": 2,
}
SPLIT = {"items": ["ada@globex.example", "mara@northwind.example", "theo@globex.example"], "size": 2}
SPLIT_UP = {"parts": [["ada@globex.example", "mara@northwind.example"], ["theo@globex.example"]], "count": 2}
FLATTEN = {
    "items": [{"order_id": "A-2", "lines": [{"sku": "pen", "pieces": 2}, {"sku": "ink", "pieces": 1}]}],
    "field": "lines",
    "keep": ["order_id"],
}
FLATTENED = {
    "items": [{"sku": "pen", "pieces": 2, "order_id": "A-2"}, {"sku": "ink", "pieces": 1, "order_id": "A-2"}],
    "count": 2,
    "warnings": [],
}
PRICES: list[dict[str, Any]] = [{"sku": "pen", "price": "1.20"}, {"sku": "cup", "price": "6.00"}]
JOIN = {"left": FLATTENED["items"], "right": PRICES, "on": [{"left": "sku", "right": "sku"}]}
JOINED = {
    "items": [
        {"sku": "pen", "pieces": 2, "order_id": "A-2", "price": "1.20"},
        {"sku": "ink", "pieces": 1, "order_id": "A-2"},
    ],
    "count": 2,
    "left_only": 1,
    "right_only": 1,
}
COMPARE = {
    "before": PRICES,
    "after": [{"sku": "pen", "price": "1.30"}, {"sku": "ink", "price": "4.50"}],
    "keys": ["sku"],
}
COMPARED = {
    "added": [{"sku": "ink", "price": "4.50"}],
    "removed": [{"sku": "cup", "price": "6.00"}],
    "changed": [
        {"before": {"sku": "pen", "price": "1.20"}, "after": {"sku": "pen", "price": "1.30"}, "fields": ["price"]}
    ],
    "same": [],
    "has_changes": True,
    "added_count": 1,
    "removed_count": 1,
    "changed_count": 1,
    "same_count": 0,
    "warnings": [],
}
RENAME = {"items": PRICES, "names": {"sku": "article"}}
RENAMED = {
    "items": [{"article": "pen", "price": "1.20"}, {"article": "cup", "price": "6.00"}],
    "count": 2,
    "warnings": [],
}
PICK = {"items": ORDERS, "fields": ["order_id", "customer.city"]}
PICKED = {
    "items": [
        {"order_id": "A-2", "customer": {"city": "Hamburg"}},
        {"order_id": "A-10", "customer": {"city": "Oslo"}},
        {"order_id": "A-11", "customer": {"city": "Hamburg"}},
    ],
    "count": 3,
    "warnings": [],
}
OMIT = {"items": PRICES, "fields": ["price"]}
OMITTED = {"items": [{"sku": "pen"}, {"sku": "cup"}], "count": 2, "warnings": []}
MAP = {
    "items": ORDERS,
    "fields": {"number": "order_id", "ship_to.city": "customer.city"},
    "values": {"source": "shop"},
}
MAPPED = {
    "items": [
        {"number": "A-2", "ship_to": {"city": "Hamburg"}, "source": "shop"},
        {"number": "A-10", "ship_to": {"city": "Oslo"}, "source": "shop"},
        {"number": "A-11", "ship_to": {"city": "Hamburg"}, "source": "shop"},
    ],
    "count": 3,
    "warnings": [],
}
FLATTEN_FIELDS = {"items": [{"order_id": "A-2", "customer": {"name": "Globex", "city": "Hamburg"}}]}
FLAT_FIELDS = {
    "items": [{"order_id": "A-2", "customer.name": "Globex", "customer.city": "Hamburg"}],
    "count": 1,
    "warnings": [],
}
