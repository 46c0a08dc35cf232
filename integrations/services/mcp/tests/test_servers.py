"""Servers by the protocol's own SDK, in each of its ways to answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from integrations.actors import SYSTEM
from integrations.connect.accounts.filled_in import add_account
from integrations.holders import Holder
from integrations.models import Call, UsageLine
from integrations.services.mcp.tests.caller import error, outcome, run
from integrations.services.mcp.tests.server import ToolServer


def test_its_tools_are_told(server: ToolServer) -> None:
    told = run("discover_tools", url=server.url)

    assert told["server"] == "Parcels"
    assert [(each["name"], each["says_it_reads"]) for each in told["tools"]] == [
        ("find_parcel", True),
        ("burn_parcel", False),
    ]
    assert told["tools"][0]["input_schema"]["required"] == ["number"]
    assert told["left_out"] == []


def test_only_some_are_wanted(server: ToolServer) -> None:
    told = run("discover_tools", url=server.url, wanted_tools=["burn_parcel", "send_parcel"])

    assert [each["name"] for each in told["tools"]] == ["burn_parcel"]
    assert told["left_out"] == ["'send_parcel' is not among the server's tools."]


def test_a_tool_is_called_once_and_its_session_given_back(server: ToolServer) -> None:
    given = run("call_tool", url=server.url, tool="find_parcel", arguments={"number": "G-1"})

    assert given["structured"] == {"place": "Lyon", "number": "G-1"}
    assert '"Lyon"' in given["text"]
    assert server.called == [("find_parcel", {"number": "G-1"})]
    sessions = [headers["mcp-session-id"] for _, headers in server.asked if "mcp-session-id" in headers]
    assert [method for method, _ in server.asked][-1] == ("DELETE" if sessions else "POST")


def test_what_a_tool_calls_an_error_is_told(server: ToolServer) -> None:
    told = run("call_tool", url=server.url, tool="find_parcel", arguments={"number": "lost"})

    assert told["is_error"] is True
    assert "There is no such parcel" in told["text"]


@pytest.mark.parametrize(("tool", "arguments"), [("send_parcel", {}), ("find_parcel", {"number": {}})])
def test_what_the_server_refuses_is_told(server: ToolServer, tool: str, arguments: dict[str, object]) -> None:
    assert run("call_tool", url=server.url, tool=tool, arguments=arguments)["is_error"] is True
    assert server.called == []


def test_a_call_is_metered(server: ToolServer) -> None:
    outcome("call_tool", url=server.url, tool="burn_parcel", arguments={"number": "G-1"})

    call = Call.objects.get(operation="mcp.call_tool")
    assert (call.operation, call.state, call.requests > 2) == ("mcp.call_tool", "succeeded", True)
    assert {each.operation for each in UsageLine.objects.filter(call_id=call.pk)} == {"mcp.call_tool"}


def test_a_private_address_is_refused_unless_it_is_allowed(server: ToolServer) -> None:
    elsewhere = server.url.replace("127.0.0.1", "localhost")

    assert error("discover_tools", url=elsewhere)["code"] == "input_error"
    assert server.asked == []


@pytest.fixture
def locked(settings: Settings, redis_server: object, db: None) -> Iterator[ToolServer]:
    server = ToolServer(key="let-me-in")
    settings.MACHINA_ALLOW_PRIVATE = frozenset({server.origin})
    yield server
    server.close()


def test_a_key_is_sent_to_its_own_server_alone(locked: ToolServer) -> None:
    assert error("discover_tools", url=locked.url)["code"] == "remote_rejected"
    account = add_account(SYSTEM, Holder.owner(), "http", fields={"key": "let-me-in"}, base_url=locked.url)

    assert len(run("discover_tools", url=locked.url, connection=account.pk)["tools"]) == 2
    asked = len(locked.asked)
    told = error("call_tool", url="https://other.example/mcp", tool="find_parcel", connection=account.pk)
    assert "is not where" in told["detail"]
    assert len(locked.asked) == asked


def test_a_key_that_is_no_longer_taken_has_to_be_connected_again(locked: ToolServer) -> None:
    account = add_account(SYSTEM, Holder.owner(), "http", fields={"key": "let-me-in"}, base_url=locked.url)
    locked.key = "another"

    assert error("discover_tools", url=locked.url, connection=account.pk)["code"] == "reconnect_required"
