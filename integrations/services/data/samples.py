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

PARSE_DATE = {"value": "02.03.2026 09:00", "format": "DD.MM.YYYY HH:mm", "time_zone": "Europe/Berlin"}
PARSED_DATE = {
    "date_time": "2026-03-02T09:00:00+01:00",
    "date": "2026-03-02",
    "time": "09:00:00",
    "utc": "2026-03-02T08:00:00Z",
    "timestamp": 1772438400,
    "year": 2026,
    "month": 3,
    "day": 2,
    "hour": 9,
    "minute": 0,
    "second": 0,
    "weekday": 1,
    "weekday_name": "Monday",
    "week": 10,
    "week_year": 2026,
    "quarter": 1,
    "day_of_year": 61,
    "time_zone": "Europe/Berlin",
    "warnings": [],
}
FORMAT_DATE = {
    "value": "2026-03-02T08:00:00Z",
    "time_zone": "Europe/Berlin",
    "format": "dddd, D MMMM YYYY [at] HH:mm",
}
FORMATTED_DATE = {"text": "Monday, 2 March 2026 at 09:00"}
SHIFT_DATE = {"value": "2026-03-02T09:00:00+01:00", "time_zone": "Europe/Berlin", "days": -1, "snap": "start_of_week"}
SHIFTED_DATE = {
    **PARSED_DATE,
    "date_time": "2026-02-23T00:00:00+01:00",
    "date": "2026-02-23",
    "time": "00:00:00",
    "utc": "2026-02-22T23:00:00Z",
    "timestamp": 1771801200,
    "month": 2,
    "day": 23,
    "hour": 0,
    "week": 9,
    "day_of_year": 54,
}
SUBTRACT = {"start": "2026-03-02T09:00:00+01:00", "end": "2026-03-05T17:30:00+01:00", "time_zone": "Europe/Berlin"}
SUBTRACTED = {
    "seconds": 289800,
    "minutes": 4830,
    "hours": 80,
    "days": 3,
    "weeks": 0,
    "months": 0,
    "years": 0,
    "calendar_days": 3,
    "working_days": 3,
    "words": "3 days 8 hours 30 minutes",
    "is_negative": False,
}

ROUND = {"value": "2.675", "places": 2, "mode": "half_up"}
ROUNDED = {"value": "2.68", "text": "2.68"}
CALCULATE = {"operation": "multiply", "values": ["19.99", 3]}
CALCULATED = {"value": "59.97", "text": "59.97"}
FORMAT_NUMBER = {"value": "1234567.5", "places": 2, "thousands": ".", "decimal": ",", "suffix": " €"}
FORMATTED_NUMBER = {"text": "1.234.567,50 €"}
PARSE_NUMBER = {"text": "1.234,50 €"}
PARSED_NUMBER = {"value": "1234.50", "text": "1234.50"}
CONVERT = {"value": "1234.50", "source": "decimal", "target": "minor_units"}
CONVERTED = {"value": "123450", "text": "123450"}

SPLIT_TEXT_ASKED = {"text": "pens, ink ,, cups", "by": "separator", "separator": ","}
SPLIT_TEXT = {"items": ["pens", "ink", "cups"], "count": 3}
JOIN_TEXT = {"items": ["pens", "ink", "cups"], "separator": ", ", "last_separator": " and "}
JOINED_TEXT = {"text": "pens, ink and cups"}
REPLACE = {
    "text": "Dear NAME, your order NR is on its way.",
    "replacements": [{"find": "NAME", "replace": "Ada"}, {"find": "NR", "replace": "A-2"}],
}
REPLACED = {"text": "Dear Ada, your order A-2 is on its way.", "count": 2}
CHANGE_TEXT = {"text": "  Übersicht der Erträge 2026 ", "case": "slug"}
CHANGED_TEXT = {"text": "ubersicht-der-ertrage-2026", "length": 26, "words": 1, "lines": 1}
EXTRACT = {"text": "Order no. A-2, total 120.50 EUR", "what": "between", "after": "Order no. ", "before": ","}
EXTRACTED = {"items": ["A-2"], "count": 1, "first": "A-2"}
HASH = {"text": "Ada", "algorithm": "sha256"}
HASHED = {
    "hash": "99a563ab2f6e21e96998f9fddd2a2bab82b70ac019579502b8d7fc0032ff62bb",
    "algorithm": "sha256",
    "size": 3,
}
ENCODE = {"text": "Grüße", "encoding": "base64"}
ENCODED = {"text": "R3LDvMOfZQ=="}
DECODE = {"text": "R3LDvMOfZQ==", "encoding": "base64"}
DECODED = {"text": "Grüße", "file": None}
