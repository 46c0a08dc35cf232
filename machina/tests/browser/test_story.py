"""The whole story with two browser profiles against the running processes: connect, run, send a link, run again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from machina.testing.stack import Stack, running
from machina.tests.browser import steps

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A Machina of its own: the story begins with nothing connected."""
    with running() as started:
        yield started


OWNERS_ACCOUNT = "theo.marsh@sandmail.example"
GLOBEX_ACCOUNT = "yara.keller@globex.example"


def test_from_sign_in_to_a_metered_call_on_a_customers_account(operator: Page, customer: Page, stack: Stack) -> None:
    steps.new_workflow(operator)
    steps.add_node(operator, "Search messages")
    steps.connect_owner(operator, account=OWNERS_ACCOUNT)
    expect(operator.get_by_text(OWNERS_ACCOUNT).first).to_be_visible()
    operator.get_by_label("Query").fill("in:inbox")
    steps.run_node(operator)
    _see_result(operator)

    link = steps.make_link(operator, customer_name="Globex GmbH")
    _connect_as_customer(customer, link, stack)

    operator.goto("/")
    operator.get_by_role("link", name=re.compile("New workflow")).first.click()
    operator.locator(".react-flow__node").filter(has_text="Search messages").click()
    operator.get_by_role("radio", name="Customer").click()
    steps.choose_customer(operator, "Globex GmbH")
    expect(operator.get_by_text(GLOBEX_ACCOUNT).first).to_be_visible()
    steps.run_node(operator)
    _see_result(operator)

    operator.goto("/admin/integrations/usageline/")
    rows = operator.locator("table tbody tr")
    expect(rows.filter(has_text="Globex GmbH").filter(has_text="Gmail · Search messages")).to_have_count(1)
    expect(rows.filter(has_text="Owner").filter(has_text="Gmail · Search messages")).to_have_count(1)
    expect(rows.filter(has_text="Gmail · Search messages").filter(has_text="$0.0010")).to_have_count(2)


def _see_result(operator: Page) -> None:
    """The node is green, its messages and what the call cost stand below the canvas."""
    dock = operator.get_by_role("region", name="Results")
    expect(dock.get_by_text("$0.0010").first).to_be_visible()
    expect(dock.get_by_text("message_id").first).to_be_visible()


def _connect_as_customer(customer: Page, link: str, stack: Stack) -> None:
    customer.goto(link)
    expect(customer.get_by_role("heading", name="Connect your Google account")).to_be_visible()
    expect(customer.get_by_text("Globex GmbH").first).to_be_visible()
    steps.prove_with_code(customer, link, stack)
    customer.get_by_role("button", name="Connect Google").click()
    steps.allow_at_sandbox(customer, account=GLOBEX_ACCOUNT)
    expect(customer.get_by_text(GLOBEX_ACCOUNT).first).to_be_visible()
    expect(customer.get_by_role("button", name="Disconnect")).to_be_visible()
