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
