"""Inputs as they look, and what follows from them."""

from __future__ import annotations

from typing import Any

ORDERS: list[dict[str, Any]] = [
    {"order_id": "A-2", "customer": {"name": "Globex", "city": "Hamburg"}, "total": "120.50", "paid": True},
    {"order_id": "A-10", "customer": {"name": "Northwind", "city": "Oslo"}, "total": "75.00", "paid": False},
    {"order_id": "A-11", "customer": {"name": "Globex", "city": "Hamburg"}, "total": "9.99", "paid": True},
]
FIRST, SECOND, THIRD = ORDERS
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

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

PARSE_JSON = {"text": '{"order_id": 12345678901234567890, "total": 120.5}'}
PARSED_JSON = {
    "value": {"order_id": "12345678901234567890", "total": 120.5},
    "kind": "object",
    "count": 2,
    "warnings": ["Whole numbers of more than 15 digits became texts, so that none of them gets lost."],
}
MAKE_JSON = {"value": {"order_id": "A-2", "total": "120.50"}}
MADE_JSON: dict[str, Any] = {"text": '{"order_id":"A-2","total":"120.50"}', "file": None, "count": 2, "warnings": []}
PARSE_CSV = {"text": "order_id;total\r\n0012;120,50\r\n0013;75,00\r\n"}
PARSED_CSV = {
    "items": [{"order_id": "0012", "total": "120,50"}, {"order_id": "0013", "total": "75,00"}],
    "count": 2,
    "columns": ["order_id", "total"],
    "has_more": False,
    "warnings": [],
    "delimiter": ";",
    "charset": "utf-8",
}
MAKE_CSV = {
    "items": [{"name": "Ada", "note": "=1+1", "total": "-9.50"}],
    "filename": None,
    "columns": [{"field": "name", "header": "Name"}, {"field": "note"}, {"field": "total"}],
}
MADE_CSV: dict[str, Any] = {"text": "Name,note,total\r\nAda,'=1+1,-9.50\r\n", "file": None, "count": 1, "warnings": []}

_WORKBOOK = (
    "UEsDBBQAAAAIAAAAIQBN49JUyQAAAG4BAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbH2QwW7CMAyGX6XKFRGjHThMlMvYdeOwF/BS"
    "l0ZN4ig2rHv7pQUuE+Jk2b8//7+8+/rNJM0UQ5LWDKr5FUDcQBHFcqZUlZ5LRK1tOUFGN+KJ4GWz2YLjpJR0rfMNs98dqMdz0OZ9"
    "qmPxnFpTcdO8Xfdmq9ZgzsE71CrDrMJDrlCQJ+Aldf/SrW/JbCWXHRl8ltXN4fNCpfiOmiMW/cBYz8EU4IfL+M082ucxH7hx33tH"
    "HbtzrIiVXAg7GYg0BrtUG9Gnuz8sb97/AVBLAwQUAAAACAAAACEAq1+GZ4YAAADtAAAACwAAAF9yZWxzLy5yZWxzjc89DgIhFATg"
    "qxAOsG9jYWFYKhtb4wUQHz/h5xFg43p7KVdjYTmZyZeMuGJU3VNuzpfGthRzW7jrvZwAmnaYVJuoYB6NoZpUH7FaKEoHZREO83yE"
    "uje4FHuTXR4Lr5zdXgX/gckYr/FMek2Y+w//azFkVS32hW8RnlTDnShMA+UgBXy8k29QSwMEFAAAAAgAAAAhAB85Sw+QAAAA4QAA"
    "AA8AAAB4bC93b3JrYm9vay54bWyNjzEOgzAMRa8S+QA17dABAVOXTj1DCqaJwHFkB7XHL4Kyd7L///L7cvMWnZ4ik/vwnKyFUEqu"
    "Ea0PxN5OkimtySjKvqxSX2hZyQ8WiArPeKmqK7KPCXZCrf8wZBxjTzfpF6ZUdojS7EuUZCFmg67ZGuw3XfJMLTx0IDVwm3cfWjiD"
    "0zquiwJ2DR43eLzVfQFQSwMEFAAAAAgAAAAhAA2ZA/+DAAAA3gAAABoAAAB4bC9fcmVscy93b3JrYm9vay54bWwucmVsc43PPQoC"
    "MRCG4auEHGBnsbCQJJWNrXiBECebsJsfZkbU25tyBQvLjxce+MwVNy+5VU65s3qVrbLVSaSfADgkLJ6n1rGOEhsVL2PSAt2H1S8I"
    "h3k+Au0N7czeVJe71aTV7d3xH7jFmAOeW3gUrPLDh2ejlROiDNTTgmI1T0PR4Ax83XEfUEsDBBQAAAAIAAAAIQCOfAnjigAAAOwA"
    "AAAIAAAAeGwvcy54bWxlj0EOgkAMRa9C5gB0INGFGbryHqaBKkSGIW0DHl+cBRpc9r+8n9+wJnlqz2zFK46TNq43my8A2vYcScs0"
    "87SRe5JItp3yAJ2FqctSHKH2/gyRhslhyNmVjDBIWjG0hTVOTTa0YJKO5TZ0ARYM0B6oJaNxR5D1/w7vq/rrf5Kq9uXp4MHPDtgf"
    "xDdQSwECFAMUAAAACAAAACEATePSVMkAAABuAQAAEwAAAAAAAAAAAAAAgAEAAAAAW0NvbnRlbnRfVHlwZXNdLnhtbFBLAQIUAxQA"
    "AAAIAAAAIQCrX4ZnhgAAAO0AAAALAAAAAAAAAAAAAACAAfoAAABfcmVscy8ucmVsc1BLAQIUAxQAAAAIAAAAIQAfOUsPkAAAAOEA"
    "AAAPAAAAAAAAAAAAAACAAakBAAB4bC93b3JrYm9vay54bWxQSwECFAMUAAAACAAAACEADZkD/4MAAADeAAAAGgAAAAAAAAAAAAAA"
    "gAFmAgAAeGwvX3JlbHMvd29ya2Jvb2sueG1sLnJlbHNQSwECFAMUAAAACAAAACEAjnwJ44oAAADsAAAACAAAAAAAAAAAAAAAgAEh"
    "AwAAeGwvcy54bWxQSwUGAAAAAAUABQA1AQAA0QMAAAAA"
)
"""A workbook with one sheet, which has one order."""
READ_XLSX_ASKED = {"content_base64": _WORKBOOK, "sheet": "Orders"}
READ_XLSX = {
    "items": [{"order_id": "0012", "total": 120.5}],
    "count": 1,
    "columns": ["order_id", "total"],
    "has_more": False,
    "warnings": [],
    "sheet": "Orders",
    "sheets": ["Orders"],
}
WRITE_XLSX = {
    "items": [{"order_id": "1234567890123456", "note": "=1+1", "ordered_at": "2026-03-02T08:00:00Z"}],
    "filename": "orders.xlsx",
    "columns": [
        {"field": "order_id"},
        {"field": "note"},
        {"field": "ordered_at", "header": "Ordered", "kind": "date_time"},
    ],
    "time_zone": "Europe/Berlin",
}
WRITTEN_XLSX = {
    "file": {"file_id": "file-1", "filename": "orders.xlsx", "mime_type": XLSX, "size": 5200},
    "count": 1,
    "sheets": ["Sheet1"],
    "warnings": ["Times are shown by the clocks of Europe/Berlin, as their columns say."],
}

_HTML = '<title>Offer</title><h1>Offer</h1><p>Two <b>pens</b>, see <a href="https://globex.example/pens">here</a>.</p>'
HTML_TO_TEXT = {"text": _HTML}
PAGE = {
    "text": "Offer\n\nTwo pens, see here (https://globex.example/pens).",
    "title": "Offer",
    "links": ["https://globex.example/pens"],
}
HTML_TO_MARKDOWN = {"text": _HTML}
MARKDOWN = {"markdown": "# Offer\n\nTwo **pens**, see [here](https://globex.example/pens)."}
MARKDOWN_TO_HTML = {"markdown": "# Offer\n\n- Two **pens**\n"}
HTML = {"html": "<h1>Offer</h1>\n<ul>\n<li>Two <strong>pens</strong></li>\n</ul>\n"}
