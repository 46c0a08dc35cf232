"""What people do in the browser tests, in their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import message_from_bytes, policy

import httpx
from playwright.sync_api import Page, expect

from machina.testing.stack import Stack


def new_workflow(operator: Page) -> None:
    """Open a new, empty workflow in the editor."""
    operator.goto("/")
    operator.get_by_role("button", name="New workflow", exact=True).click()
    operator.wait_for_url("**/w/*")


def add_node(operator: Page, label: str) -> None:
    """Find a node in the palette and put it on the canvas, selected."""
    operator.get_by_placeholder("Search nodes").fill(label)
    operator.get_by_placeholder("Search nodes").press("Enter")
    expect(operator.locator(".react-flow__node").filter(has_text=label)).to_be_visible()


def allow_at_sandbox(window: Page, *, account: str, vendor: str = "google") -> None:
    """Choose an account on a consent page of the sandbox and press Allow."""
    window.wait_for_url(f"**/sandbox/{vendor}/**")
    window.get_by_label(re.compile(re.escape(account))).check()
    window.get_by_role("button", name="Allow").click()


def connect_owner(operator: Page, *, account: str) -> None:
    """Press Connect Google in the editor and go through the window that opens, until it closes itself."""
    with operator.expect_popup() as opened:
        operator.get_by_role("button", name="Connect Google").first.click()
    window = opened.value
    with window.expect_event("close"):
        allow_at_sandbox(window, account=account)


def run_node(operator: Page) -> None:
    """Press Run node."""
    operator.get_by_role("button", name=re.compile("^Run node")).click()


def make_customer(stack: Stack, *, key: str, name: str) -> None:
    """One of this story's own, with nothing connected whatever other stories do."""
    secret = stack.manage("api_key", "create", "stories").splitlines()[-1]
    body = {"key": key, "name": name, "email": f"office@{key}.example"}
    made = httpx.post(f"{stack.url}/api/v1/customers/", json=body, headers={"Authorization": f"Bearer {secret}"})
    made.raise_for_status()


def mailed_code(stack: Stack) -> str:
    """The six digits of the newest mail."""
    newest = max((stack.data_dir / "mail").iterdir(), key=lambda file: file.stat().st_mtime)
    message = message_from_bytes(newest.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"\b(\d{3})[ -]?(\d{3})\b", body.get_content())
    assert found is not None, body.get_content()
    return found[1] + found[2]


def make_link(operator: Page, *, customer_name: str, services: Sequence[str] = ("Gmail",)) -> str:
    """Make a connect link for these services in the admin; returns the address that is shown once."""
    operator.goto("/admin/integrations/connectlink/add/")
    operator.get_by_label("Customer*", exact=True).select_option(label=customer_name)
    for service in services:
        operator.get_by_label(service, exact=True).check()
    operator.get_by_role("button", name="Create link").click()
    return operator.get_by_label("Connect link").input_value()


def prove_with_code(customer: Page, link: str, stack: Stack) -> None:
    """Open a link and type the mailed code."""
    customer.goto(link)
    customer.get_by_role("button", name="Continue").click()
    customer.get_by_label(re.compile("We sent a code")).fill(mailed_code(stack))
    customer.get_by_role("button", name="Continue").click()
    expect(customer.get_by_role("button", name="Connect Google")).to_be_visible()


def choose_customer(operator: Page, name: str) -> None:
    """Choose whose account the selected node uses."""
    operator.get_by_role("button", name="Customer", exact=True).click()
    operator.get_by_role("option", name=re.compile(name)).click()
