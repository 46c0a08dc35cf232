"""The tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tool, tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.services.data.service import service

TOOLS = tools(catalog())
CALLS: list[tuple[str, str, dict[str, object]]] = [
    ("Which are from Oslo?", "data_filter", {"items": [], "rules": [{"field": "city", "value": "Oslo"}]}),
    ("Put the names in order.", "data_sort", {"items": ["b", "a"]}),
    ("The first three are enough.", "data_limit", {"items": [1, 2, 3, 4], "max_items": 3}),
    ("Each address once.", "data_deduplicate", {"items": [], "keys": ["email"], "ignore_case": True}),
    ("What is that together?", "data_aggregate", {"items": [], "values": [{"function": "sum", "field": "total"}]}),
    ("By customer, please.", "data_group", {"items": [], "keys": ["customer.name"]}),
    ("Send them in tens.", "data_split", {"items": [], "size": 10}),
    ("One row for each line.", "data_flatten", {"items": [], "field": "lines", "keep": ["order_id"]}),
    ("Look the prices up.", "data_join", {"left": [], "right": [], "on": [{"left": "sku"}]}),
    ("What is new since yesterday?", "data_compare_lists", {"before": [], "after": [], "keys": ["order_id"]}),
    ("Call it number.", "data_rename", {"items": [], "names": {"order_id": "number"}}),
    ("Only name and city.", "data_pick_fields", {"items": [], "fields": ["name", "address.city"], "flat": True}),
    ("Without the notes.", "data_omit_fields", {"items": [], "fields": ["note"]}),
    ("As the other system wants it.", "data_map_fields", {"items": [], "fields": {"Name": "customer.name"}}),
    ("As a flat table.", "data_flatten_fields", {"items": [{"a": {"b": 1}}]}),
    ("What day is the 2nd of March?", "data_parse_date", {"value": "2026-03-02", "time_zone": "Europe/Berlin"}),
    ("As we write it here.", "data_format_date", {"value": "2026-03-02", "format": "DD.MM.YYYY"}),
    ("The end of last month.", "data_shift_date", {"value": "2026-03-02", "months": -1, "snap": "end_of_month"}),
    ("How long ago is that?", "data_subtract_dates", {"start": "2026-03-02", "end": 1772438400}),
    ("To cents.", "data_round_number", {"value": "2.675"}),
    ("With 19 percent on it.", "data_calculate", {"operation": "multiply", "values": ["120.50", "1.19"]}),
    ("With two places.", "data_format_number", {"value": "1234.5", "thousands": ""}),
    ("What does 1.234,50 € come to?", "data_parse_number", {"text": "1.234,50 €"}),
    ("In cents.", "data_convert_number", {"value": "12.50"}),
    ("One by one.", "data_split_text", {"text": "a,b"}),
    ("As a sentence.", "data_join_text", {"items": ["a", "b"], "last_separator": " and "}),
    ("Put the name in.", "data_replace_text", {"text": "Hi X", "replacements": [{"find": "X", "replace": "Ada"}]}),
    ("As a file name.", "data_change_text", {"text": "Übersicht 2026", "case": "slug"}),
    ("Which addresses are in it?", "data_extract_text", {"text": "ada@globex.example", "what": "email_addresses"}),
    ("Sign it.", "data_hash", {"text": "body", "secret": "s3cret"}),
    ("As the API wants the file.", "data_encode", {"file_id": "f-1"}),
    ("What does it say?", "data_parse_json", {"text": "{}"}),
    ("As JSON, nicely.", "data_make_json", {"value": {"a": 1}, "pretty": True}),
    ("What is in the table?", "data_parse_csv", {"file_id": "f-1", "convert": True}),
    ("Make a table of it.", "data_make_csv", {"items": [], "filename": "orders.csv"}),
    ("And in the Excel file?", "data_read_xlsx", {"file_id": "f-1", "sheet": "Orders"}),
    ("As an Excel file.", "data_write_xlsx", {"items": [], "columns": [{"field": "total", "kind": "number"}]}),
    ("What does the page say?", "data_html_to_text", {"text": "<p>Hi</p>"}),
    ("Keep the headings.", "data_html_to_markdown", {"file_id": "f-1"}),
    ("As HTML for the mail.", "data_markdown_to_html", {"markdown": "# Hi"}),
    ("Keep it as a file.", "data_decode", {"text": "AA==", "filename": "a.bin"}),
]
REFUSED: list[tuple[str, dict[str, object]]] = [
    ("data_filter", {"items": []}),
    ("data_filter", {"items": [], "rules": [{"operator": "matches", "value": ".*"}]}),
    ("data_sort", {"items": {"a": 1}}),
    ("data_limit", {"items": [], "max_items": -1}),
    ("data_aggregate", {"items": [], "values": []}),
    ("data_split", {"items": [], "size": 0}),
    ("data_join", {"left": [], "right": [], "on": []}),
    ("data_rename", {"items": [], "names": {"a..b": "c"}}),
    ("data_format_date", {"value": "2026-03-02", "format": "today"}),
    ("data_calculate", {"values": ["1,50"]}),
    ("data_hash", {"text": "a", "algorithm": "crc32"}),
    ("data_extract_text", {"text": "a"}),
    ("data_parse_csv", {"text": "a", "file_id": "f-1"}),
    ("data_write_xlsx", {"items": [], "sheet": "a:b"}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS)
def test_a_sensible_call_is_taken(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(TOOLS[name], arguments).model_fields_set) == len(arguments)


def test_every_tool_is_called() -> None:
    assert {name for _, name, _ in CALLS} == {f"data_{name}" for name in service.operations}


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_a_wrong_call_is_refused(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(TOOLS[name], arguments)


def test_none_waits_for_a_person() -> None:
    assert not any(tool(operation)["needs_approval"] for operation in service.operations.values())
