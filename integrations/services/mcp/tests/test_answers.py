"""Servers that answer in their own way: broken, huge, of another era, or hostile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integrations.egress.tests.vendor import Reply, Vendor, ok, status
from integrations.services.mcp.session import LARGEST
from integrations.services.mcp.tests.caller import error, run

AGREED = {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {"name": "Old"}}
TOOL = {"name": "look", "inputSchema": {"type": "object"}}


def said(number: int, **message: Any) -> Reply:
    return ok({"jsonrpc": "2.0", "id": number, **message})


def answering(vendor: Vendor, *replies: Reply) -> None:
    """After the handshake."""
    vendor.answers(said(1, result=AGREED), status(202), *replies)


def test_pages_are_read_to_their_end(vendor: Vendor) -> None:
    first = {"tools": [TOOL], "nextCursor": "more"}
    answering(vendor, said(2, result=first), said(3, result={"tools": [{**TOOL, "name": "see"}]}))

    told = run("discover_tools", url=vendor.url + "/mcp")

    assert [each["name"] for each in told["tools"]] == ["look", "see"]
    assert vendor.received[-1].json()["params"] == {"cursor": "more"}
    assert vendor.received[-1].headers["mcp-protocol-version"] == "2025-06-18"


def test_a_list_without_an_end_is_left(vendor: Vendor) -> None:
    pages = [said(2 + n, result={"tools": [TOOL], "nextCursor": "again"}) for n in range(25)]
    answering(vendor, *pages)

    told = run("discover_tools", url=vendor.url + "/mcp")

    assert len(told["tools"]) == 20
    assert told["left_out"] == ["All after the first 20. Name those that are needed in wanted_tools."]


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        ({"name": "", "inputSchema": {"type": "object"}}, "without a name"),
        ({"name": "x" * 129, "inputSchema": {"type": "object"}}, "without a name"),
        ({"name": "look"}, "says nothing of its arguments"),
        ({"name": "look", "inputSchema": {"type": "string"}}, "says nothing of its arguments"),
        ({"name": "look", "inputSchema": {"type": "object", "description": "x" * 32_000}}, "more than 32,000"),
    ],
)
def test_what_cannot_be_called_is_left_out(vendor: Vendor, tool: dict[str, object], words: str) -> None:
    answering(vendor, said(2, result={"tools": [tool, TOOL], "more": "unknown"}))

    told = run("discover_tools", url=vendor.url + "/mcp")

    assert [each["name"] for each in told["tools"]] == ["look"]
    assert words in told["left_out"][0]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (ok({"jsonrpc": "2.0", "id": 1, "result": {**AGREED, "protocolVersion": "1999-01-01"}}), "remote_rejected"),
        (ok({"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": "Not you."}}), "remote_rejected"),
        (ok({"jsonrpc": "2.0", "id": 9, "result": AGREED}), "remote_unavailable"),
        (ok({"page": "x" * (LARGEST + 1)}), "payload_too_large"),
        (status(404), "remote_rejected"),
        (status(302, location="https://elsewhere.example/"), "remote_rejected"),
        (status(503), "remote_unavailable"),
    ],
)
def test_what_is_no_server_is_said_to_be_none(vendor: Vendor, reply: Reply, code: str) -> None:
    vendor.answers(reply)

    assert error("call_tool", url=vendor.url + "/mcp", tool="look")["code"] == code
    assert {each.json()["method"] for each in vendor.received} == {"initialize"}


def test_a_server_of_the_later_era_is_told_everything_with_each_request(vendor: Vendor) -> None:
    unknown = {"code": -32601, "message": "Method not found"}
    vendor.answers(said(1, error=unknown), said(2, result={"content": [{"type": "text", "text": "Seen."}]}))

    assert run("call_tool", url=vendor.url + "/mcp", tool="lüge", arguments={"a": 1})["text"] == "Seen."

    last = vendor.received[-1]
    assert len(vendor.received) == 2
    assert last.headers["mcp-protocol-version"] == "2026-07-28"
    assert (last.headers["mcp-method"], last.headers["mcp-name"]) == ("tools/call", "=?base64?bMO8Z2U=?=")
    assert last.json()["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] == "2026-07-28"


def test_what_is_no_text_is_named_and_not_kept(vendor: Vendor) -> None:
    content = [
        {"type": "image", "data": "aGk=", "mimeType": "image/png"},
        {"type": "text", "text": "Look."},
        {"type": "resource", "resource": {"uri": "a:b", "text": "More."}},
        {"type": "resource_link", "uri": "https://globex.example/a"},
    ]
    answering(vendor, said(2, result={"content": content}))

    given = run("call_tool", url=vendor.url + "/mcp", tool="look")

    assert given["text"] == "Look.\nMore.\nhttps://globex.example/a"
    assert given["left_out"] == ["image/png"]
    assert json.dumps(given).count("aGk=") == 0


def test_a_call_whose_answer_gets_lost_is_never_made_again(vendor: Vendor) -> None:
    answering(vendor, status(500))

    told = error("call_tool", url=vendor.url + "/mcp", tool="look")

    assert told["code"] == "outcome_unknown"
    assert [each.json()["method"] for each in vendor.received].count("tools/call") == 1
