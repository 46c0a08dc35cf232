"""Sheets' tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tool, tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.services.google_sheets.service import service

TOOLS = tools(catalog())
BOOK: dict[str, object] = {"spreadsheet_id": "1qpyC0XzvTcKT6EISywvqESX3A0MwQoFDE8p-Bll4hps"}
CALLS: list[tuple[str, str, dict[str, object]]] = [
    ("Which spreadsheets do I have?", "list_spreadsheets", {}),
    ("Find the one about orders.", "list_spreadsheets", {"query": "orders", "max_results": 5}),
    ("What is in it?", "get_spreadsheet", BOOK),
    ("Which sheets has it?", "list_sheets", BOOK),
    ("Read the orders.", "read_range", {**BOOK, "range": "Orders!A1:H50", "as_records": True}),
    (
        "Read the whole second sheet, with plain numbers.",
        "read_range",
        {**BOOK, "sheet_id": "1204", "value_render": "unformatted"},
    ),
    ("Read the header and the stock.", "read_ranges", {**BOOK, "ranges": ["Orders!1:1", "Stock"]}),
    (
        "Write yes into F2, leave G2, empty H2.",
        "write_range",
        {**BOOK, "range": "Orders!F2", "values": [["yes", None, ""]]},
    ),
    (
        "Sum up the amounts in F7.",
        "write_range",
        {**BOOK, "range": "Orders!F7", "values": [["=SUM(F2:F6)"]], "formulas": True},
    ),
    ("Empty the notes.", "clear_range", {**BOOK, "range": "Orders!H2:H"}),
    ("Note two new orders.", "append_rows", {**BOOK, "records": [{"Order": "A-7", "Quantity": 2}, {"Order": "A-8"}]}),
    ("Whose order is A-1003?", "find_row", {**BOOK, "key_column": "Order", "key": "A-1003"}),
    ("Order 7 is paid.", "update_row_by_key", {**BOOK, "key": "7", "fields": {"Paid": True}}),
    ("Note 14 lamps, whether they are listed or not.", "upsert_row", {**BOOK, "key": "Lamp", "fields": {"Left": 14}}),
    (
        "Make room for three rows under the header.",
        "insert_rows",
        {**BOOK, "sheet_id": "Orders", "row": 2, "row_count": 3},
    ),
    ("Take row 5 away.", "delete_rows", {**BOOK, "sheet_id": "Orders", "row": 5}),
    ("Start a list of guests.", "create_spreadsheet", {"title": "Guests", "columns": ["Name", "Comes"]}),
    ("Add a sheet for returns.", "add_sheet", {**BOOK, "title": "Returns"}),
    ("Call it Claims.", "rename_sheet", {**BOOK, "sheet_id": "Returns", "title": "Claims"}),
    ("Keep a copy of the orders.", "copy_sheet", {**BOOK, "sheet_id": "Orders", "title": "Orders of May"}),
    ("Delete the old prices.", "delete_sheet", {**BOOK, "sheet_id": "88"}),
]
REFUSED: list[tuple[str, dict[str, object]]] = [
    ("read_range", {"range": "A1"}),
    ("read_range", {"spreadsheet_id": "../x"}),
    ("read_range", {**BOOK, "value_render": "pretty"}),
    ("read_range", {**BOOK, "A1": True}),
    ("write_range", {**BOOK, "range": "A1", "values": []}),
    ("write_range", {**BOOK, "range": "A1", "values": [[{"a": 1}]]}),
    ("write_range", {**BOOK, "range": "", "values": [["a"]]}),
    ("append_rows", BOOK),
    ("find_row", {**BOOK, "key": ""}),
    ("update_row_by_key", {**BOOK, "key": "A-1", "fields": {}}),
    ("insert_rows", {**BOOK, "sheet_id": "Orders", "row": 0}),
    ("delete_rows", {**BOOK, "row": 3}),
    ("create_spreadsheet", {"title": ""}),
    ("delete_sheet", BOOK),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS)
def test_a_sensible_call_is_taken(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(TOOLS[f"google_sheets_{name}"], arguments).model_fields_set) == len(arguments)


def test_every_tool_is_called() -> None:
    assert {name for _, name, _ in CALLS} == set(service.operations)


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_a_wrong_call_is_refused_before_anything_is_sent(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(TOOLS[f"google_sheets_{name}"], arguments)


def test_only_deleting_waits_for_a_person() -> None:
    waiting = [operation.name for operation in service.operations.values() if tool(operation)["needs_approval"]]

    assert sorted(waiting) == ["delete_rows", "delete_sheet"]


@pytest.mark.parametrize("name", sorted(service.operations))
def test_what_may_be_left_out_may_be_null(name: str) -> None:
    operation = service.operations[name]
    optional = [field for field, info in operation.input_model.model_fields.items() if info.default is None]

    data = operation.input_model.model_validate({**operation.example, **dict.fromkeys(optional)})

    assert {field: getattr(data, field) for field in optional} == dict.fromkeys(optional)
