"""The Model Context Protocol over real HTTP, spoken by the SDK's own client, in both of its eras."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import httpx
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import URL_ELICITATION_REQUIRED, ElicitResult

from machina.testing.customer import connect_customer
from machina.testing.stack import Stack

pytestmark = pytest.mark.browser
T = TypeVar("T")
ERAS = ["legacy", "2026-07-28"]
SEARCH = {"query": "in:inbox", "max_results": 2}


def key_for(stack: Stack, *arguments: str) -> str:
    return stack.manage("api_key", "create", "agent", *arguments).splitlines()[-1]


def spoken(
    stack: Stack,
    key: str,
    talk: Callable[[Client], Awaitable[T]],
    *,
    mode: str = "auto",
    path: str = "/mcp/",
    **kw: Any,
) -> T:
    """What came of talking with a client that holds the key."""
    headers = {"Authorization": f"Bearer {key}", **kw.pop("headers", {})}

    async def go() -> T:
        async with httpx2.AsyncClient(headers=headers, timeout=90) as http:
            transport = streamable_http_client(f"{stack.url}{path}", http_client=http)
            async with Client(transport, mode=mode, **kw) as client:
                return await talk(client)

    return asyncio.run(go())


@pytest.fixture(scope="module")
def operator(stack: Stack) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {key_for(stack, '--tools', 'destructive', '--approve')}"}
    with httpx.Client(base_url=stack.url, headers=headers, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def customer(stack: Stack, operator: httpx.Client) -> str:
    """Has a Google account."""
    body = {"key": "hooli", "name": "Hooli", "email": "office@hooli.example"}
    operator.post("/api/v1/customers/", json=body).raise_for_status()
    connect_customer(stack, operator, customer="hooli", service="gmail", provider="google")
    return "hooli"


@pytest.mark.parametrize("mode", ERAS)
def test_tools_are_listed_called_and_billed(stack: Stack, operator: httpx.Client, customer: str, mode: str) -> None:
    key = key_for(stack, "--customer", customer)

    async def talk(client: Client) -> tuple[list[str], Any]:
        tools = await client.list_tools()
        return [each.name for each in tools.tools], await client.call_tool("gmail_search_messages", SEARCH)

    before = calls(operator, customer)
    names, found = spoken(stack, key, talk, mode=mode)
    assert {"gmail_search_messages", "google_calendar_list_events"} <= set(names)
    assert not {"gmail_send_message", "gmail_trash_message"} & set(names)  # read-only by default
    assert (found.is_error, len(found.structured_content["messages"])) == (False, 2)
    assert calls(operator, customer) == before + 1


def calls(operator: httpx.Client, customer: str) -> int:
    rows = operator.get("/api/v1/usage/report", params={"group_by": "customer"}).json()["results"]
    return sum(each["calls"] for each in rows if each["customer"] == customer)


@pytest.mark.parametrize("mode", ERAS)
def test_wrong_arguments_are_refused_by_our_own_models(stack: Stack, customer: str, mode: str) -> None:
    key = key_for(stack, "--customer", customer)

    async def talk(client: Client) -> list[str]:
        wrong: list[dict[str, Any]] = [{"max_results": "two"}, {"unknown": 1}, {"max_results": 1000}]
        answers = [await client.call_tool("gmail_search_messages", each) for each in wrong]
        assert all(each.is_error for each in answers)
        return [each.content[0].text for each in answers]  # type: ignore[union-attr]  # texts, all of them

    told = spoken(stack, key, talk, mode=mode)
    assert [each.partition(":")[0] for each in told] == ["input_error"] * 3
    assert "max_results: Input should be a valid integer" in told[0]
    assert "unknown" in told[1]


def test_what_the_level_does_not_reach_is_refused(stack: Stack, customer: str) -> None:
    key = key_for(stack, "--customer", customer)
    letter = {"to": ["theo.marsh@sandmail.example"], "subject": "Hi", "body": "Hi"}
    answer = spoken(stack, key, lambda client: client.call_tool("gmail_send_message", letter))
    assert answer.is_error
    assert answer.content[0].text.startswith("permission_denied: ")  # type: ignore[union-attr]


def test_a_missing_account_is_answered_with_a_link(stack: Stack, customer: str) -> None:
    key = key_for(stack, "--customer", customer)
    ask = {"query": "plan"}
    answer = spoken(stack, key, lambda client: client.call_tool("notion_search", ask), mode="legacy")
    assert answer.is_error
    assert f"{stack.url}/connect/" in answer.content[0].text  # type: ignore[union-attr]

    async def shown(*_: Any) -> ElicitResult:
        return ElicitResult(action="decline")

    async def talk(client: Client) -> MCPError:
        with pytest.raises(MCPError) as refused:
            await client.call_tool("notion_search", ask)
        return refused.value

    told = spoken(stack, key, talk, mode="2026-07-28", elicitation_callback=shown).error
    assert told.code == URL_ELICITATION_REQUIRED
    assert told.data["elicitations"][0]["url"].startswith(f"{stack.url}/connect/")


def test_what_cannot_be_undone_waits_for_a_person(stack: Stack, operator: httpx.Client, customer: str) -> None:
    key = key_for(stack, "--customer", customer, "--tools", "destructive")
    found = spoken(stack, key, lambda client: client.call_tool("gmail_search_messages", SEARCH))
    doomed = {"name": "To be deleted"}
    made = operator.post(
        "/api/v1/tools/call", json={"customer": customer, "name": "gmail_create_label", "arguments": doomed}
    ).json()
    wish = {"label_id": made["result"]["label_id"]}
    asked = spoken(stack, key, lambda client: client.call_tool("gmail_delete_label", wish))
    assert not found.is_error and not asked.is_error
    assert asked.content[0].text.startswith("A person has to approve this")  # type: ignore[union-attr]
    [approval] = operator.get("/api/v1/approvals/?state=open&customer=hooli").json()["results"]
    again = spoken(stack, key, lambda client: client.call_tool("gmail_delete_label", wish))
    assert again.content == asked.content
    answer = operator.post(f"/api/v1/approvals/{approval['id']}/answer", json={"decision": "approve"})
    assert answer.json()["state"] == "approved"
    done = spoken(stack, key, lambda client: client.call_tool("gmail_delete_label", wish))
    assert (done.is_error, operator.get(f"/api/v1/approvals/{approval['id']}/").json()["call"] is not None) == (
        False,
        True,
    )


def test_an_operators_key_names_its_customer(stack: Stack, customer: str) -> None:
    key = key_for(stack)
    nobody = spoken(stack, key, lambda client: client.call_tool("gmail_search_messages", SEARCH))
    assert nobody.is_error
    assert "Machina-Customer" in nobody.content[0].text  # type: ignore[union-attr]
    named = {"Machina-Customer": customer}
    found = spoken(stack, key, lambda client: client.call_tool("gmail_search_messages", SEARCH), headers=named)
    assert not found.is_error


def test_connections_and_skills_are_there_to_read(stack: Stack, customer: str) -> None:
    key = key_for(stack, "--customer", customer)

    async def talk(client: Client) -> tuple[list[str], str, str, str]:
        listed = [str(each.uri) for each in (await client.list_resources()).resources]
        accounts = await client.read_resource("machina://connections")
        skill = await client.read_resource("skill://gmail-skill/SKILL.md")
        prompt = await client.get_prompt("gmail-skill")
        texts = (accounts.contents[0].text, skill.contents[0].text)  # type: ignore[union-attr]
        return listed, *texts, prompt.messages[0].content.text  # type: ignore[union-attr]

    listed, accounts, skill, prompt = spoken(stack, key, talk)
    assert {"machina://connections", "skill://gmail-skill/SKILL.md"} <= set(listed)
    assert '"provider": "google"' in accounts and "token" not in accounts
    assert skill == prompt and "gmail_search_messages" in skill


def test_fewer_tools_can_be_asked_for(stack: Stack, customer: str) -> None:
    key = key_for(stack, "--customer", customer)
    tools = spoken(stack, key, lambda client: client.list_tools(), path="/mcp/?services=gmail,google_tasks")
    assert {each.name.rpartition("_")[0].partition("_")[0] for each in tools.tools} == {"gmail", "google"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer mk_nobody"}, 401),
        ({"Origin": "https://evil.example"}, 403),
        ({"Machina-Customer": "globex"}, 404),
        ({"Host": "evil.example"}, 422),
    ],
)
def test_who_may_not_come_in_is_told_so(stack: Stack, customer: str, headers: dict[str, str], status: int) -> None:
    key = {} if status == 401 else {"Authorization": f"Bearer {key_for(stack, '--customer', customer)}"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepts = {"Accept": "application/json, text/event-stream"}
    answer = httpx.post(f"{stack.url}/mcp/", json=body, headers={**accepts, **key, **headers})
    assert answer.status_code == status
    assert (status == 401) == ("resource_metadata=" in answer.headers.get("WWW-Authenticate", ""))
    assert httpx.get(f"{stack.url}/mcp/", headers=key).status_code in (401, 405)
