"""One link for accounts at three vendors: the customer connects them all, and each works for that customer, metered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from machina.testing.stack import Stack
from machina.tests.browser import steps

pytestmark = pytest.mark.browser

ACCOUNT = "yara.keller@globex.example"
PROVIDERS = ("Google", "Slack", "Notion")
RUNS: dict[str, dict[str, object]] = {
    "gmail.search_messages": {"query": "in:inbox", "max_results": 2},
    "slack.list_channels": {},
    "notion.search": {},
}


@pytest.fixture
def program(stack: Stack) -> Iterator[httpx.Client]:
    """A program of the operator's; an answer that is no success fails the test."""
    key = stack.manage("api_key", "create", "three").splitlines()[-1]
    with httpx.Client(
        base_url=f"{stack.url}/api/v1/",
        headers={"Authorization": f"Bearer {key}"},
        timeout=60,
        event_hooks={"response": [httpx.Response.raise_for_status]},
    ) as client:
        yield client


def test_a_link_for_three_vendors_connects_all_of_them(
    operator: Page, customer: Page, stack: Stack, program: httpx.Client
) -> None:
    steps.make_customer(stack, key="threefold", name="Threefold GmbH")
    link = steps.make_link(operator, customer_name="Threefold GmbH", services=("Gmail", "Slack", "Notion"))

    steps.prove_with_code(customer, link, stack)
    for provider in PROVIDERS:
        customer.get_by_role("button", name=f"Connect {provider}").click()
        steps.allow_at_sandbox(customer, account=ACCOUNT, vendor=provider.lower())
        expect(customer.get_by_role("button", name=f"Connect {provider}")).to_have_count(0)
    expect(customer.get_by_role("heading", name=re.compile("All done|Waiting for"))).to_be_visible()

    waiting = [each["id"] for each in program.get("connections/?customer=threefold").json()["results"]]
    assert len(waiting) == len(PROVIDERS)
    for connection in waiting:
        program.post(f"connections/{connection}/confirm", json={})
    for operation, params in RUNS.items():
        answer = program.post(f"operations/{operation}/run", json={"customer": "threefold", "params": params}).json()
        assert answer["success"], operation
        assert answer["usage"]["operation"] == operation

    lines = program.get("usage/?customer=threefold").json()["results"]
    assert {each["operation"] for each in lines} == set(RUNS)
