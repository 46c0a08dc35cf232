"""The tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused

TOOLS = tools(catalog())
URL = "https://api.globex.example/v1/orders"
CALLS: list[tuple[str, str, dict[str, object]]] = [
    ("Which orders are open?", "http_request", {"url": URL, "query": {"state": "open", "limit": 5}}),
    (
        "Get all of them.",
        "http_request",
        {"url": URL, "paging": {"kind": "cursor", "items": "orders", "next": "next_cursor", "max_pages": 5}},
    ),
    (
        "Order two pens.",
        "http_request",
        {"method": "POST", "url": URL, "body_type": "json", "body": {"item": "pen", "count": 2}},
    ),
    ("Is order 7 there yet?", "http_request", {"url": f"{URL}/7", "accept_status": [404]}),
    ("Fetch the invoice.", "http_request", {"url": f"{URL}/7/invoice", "response_type": "file"}),
    (
        "Send them the report.",
        "http_request",
        {"method": "POST", "url": URL, "body_type": "multipart", "body": {"report": {"file_id": "f-1"}}},
    ),
    ("Ask as our Google account.", "http_request", {"url": URL, "provider": "google"}),
    ("Does the key still work?", "http_check_account", {}),
]
WRONG: list[tuple[str, dict[str, object]]] = [
    ("http_request", {}),
    ("http_request", {"url": URL, "method": "FETCH"}),
    ("http_request", {"url": URL, "headers": {"Host": "evil.example"}}),
    ("http_request", {"url": "globex.example"}),
    ("http_request", {"url": URL, "connection": "6f1e1c1e-0000-4000-8000-000000000000"}),
    ("http_check_account", {"url": URL}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS, ids=[call[0] for call in CALLS])
def test_a_call_for_an_instruction_is_accepted(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(TOOLS[name], arguments).model_fields_set) == len(arguments)


@pytest.mark.parametrize(("name", "arguments"), WRONG)
def test_a_wrong_call_is_refused(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(TOOLS[name], arguments)
