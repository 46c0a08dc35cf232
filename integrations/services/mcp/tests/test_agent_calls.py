"""The tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused

TOOLS = tools(catalog())
URL = "https://tools.globex.example/mcp"
CALLS: list[tuple[str, str, dict[str, object]]] = [
    ("What can this server do?", "mcp_discover_tools", {"url": URL}),
    ("How is a parcel found there?", "mcp_discover_tools", {"url": URL, "wanted_tools": ["find_parcel"]}),
    ("Where is G-1?", "mcp_call_tool", {"url": URL, "tool": "find_parcel", "arguments": {"number": "G-1"}}),
    ("Ask as our account.", "mcp_call_tool", {"url": URL, "tool": "count", "provider": "http"}),
]
WRONG: list[tuple[str, dict[str, object]]] = [
    ("mcp_discover_tools", {}),
    ("mcp_discover_tools", {"url": "file:///etc/passwd"}),
    ("mcp_call_tool", {"url": URL}),
    ("mcp_call_tool", {"url": URL, "tool": "a", "arguments": ["b"]}),
    ("mcp_call_tool", {"url": URL, "tool": "a", "headers": {"Authorization": "Bearer stolen"}}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS, ids=[call[0] for call in CALLS])
def test_a_call_for_an_instruction_is_accepted(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(TOOLS[name], arguments).model_fields_set) == len(arguments)


@pytest.mark.parametrize(("name", "arguments"), WRONG)
def test_a_wrong_call_is_refused(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(TOOLS[name], arguments)
