"""A workflow is drawn by hand, run, published, deployed for two customers and called from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from machina.testing.stack import Stack, running
from machina.tests.browser import steps
from machina.tests.browser.conftest import NewProfile

pytestmark = pytest.mark.browser

YARA, THEO = "yara.keller@globex.example", "theo.marsh@sandmail.example"
MARSH = {"key": "marsh", "name": "Marsh Bikes", "email": THEO}
SERVICES = ("Gmail", "Google Sheets")
ORDER = {"total": 200.5}
RUN_MS = 60_000


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A Machina of its own: nothing is connected, and nothing has run."""
    with running() as started:
        yield started


def test_a_workflow_of_two_customers_from_the_first_node_to_their_usage(
    operator: Page, new_profile: NewProfile, stack: Stack
) -> None:
    secret = stack.manage("api_key", "create", "stories").splitlines()[-1]
    api = httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {secret}"}, timeout=40)
    api.post("/api/v1/customers/", json=MARSH).raise_for_status()
    _connect(operator, new_profile().new_page(), stack, customer="Globex GmbH", account=YARA)
    _connect(operator, new_profile().new_page(), stack, customer="Marsh Bikes", account=THEO)

    steps.new_workflow(operator)
    _draw(operator)
    _run_for(operator, "Globex GmbH")
    addresses = _publish_and_deploy(operator)

    for url, proof in addresses:
        answer = httpx.post(url, json=ORDER, headers={"Machina-Secret": proof}, timeout=40)
        assert answer.is_success, answer.text
    _see_runs(operator)
    _see_usage(api)


def _connect(operator: Page, window: Page, stack: Stack, *, customer: str, account: str) -> None:
    link = steps.make_link(operator, customer_name=customer, services=SERVICES)
    steps.prove_with_code(window, link, stack)
    window.get_by_role("button", name="Connect Google").click()
    steps.allow_at_sandbox(window, account=account)
    expect(window.get_by_role("button", name="Disconnect")).to_be_visible()


def _draw(operator: Page) -> None:
    """A webhook; if the order is large, each of the newest messages gets a spreadsheet."""
    steps.add_node(operator, "Webhook")
    _add_after(operator, "If")
    _panel(operator).get_by_label("Condition").fill("trigger.body.total > 100.0")
    _add_after(operator, "Search messages")
    _panel(operator).get_by_label("Query").fill("in:inbox")
    _panel(operator).get_by_label("Max results", exact=True).fill("2")
    _add_after(operator, "For each")
    _panel(operator).get_by_label("Items").fill("search_messages.messages")
    _add_after(operator, "Create spreadsheet")
    _panel(operator).locator("[data-field='root.title']").get_by_role("button", name="Expression").click()
    _panel(operator).get_by_label("Title", exact=True).fill("{{ item.subject }}")
    expect(operator.locator(".react-flow__edge")).to_have_count(4)


def _panel(operator: Page) -> Locator:
    return operator.get_by_role("complementary", name=re.compile("^Node "))


def _add_after(operator: Page, label: str) -> None:
    """Add a node after the selected one, joined to its first output."""
    operator.get_by_role("button", name="Add after").click()
    picker = operator.get_by_role("dialog", name="Add a node")
    picker.get_by_role("combobox").fill(label)
    picker.get_by_role("option", name=label).first.click()
    expect(operator.get_by_role("complementary", name=f"Node {label}")).to_be_visible()


def _run_for(operator: Page, customer: str) -> None:
    operator.get_by_role("button", name=re.compile("^Run for")).click()
    operator.get_by_role("option", name=re.compile(customer)).click()
    operator.get_by_role("button", name="More ways to run").click()
    operator.get_by_role("menuitem", name="Run with input").click()
    dialog = operator.get_by_role("dialog", name="Run with input")
    dialog.get_by_role("textbox").press("Home")
    operator.keyboard.press("ArrowRight")  # between the braces that stand there
    operator.keyboard.type('"body": {"total": 200.5}')
    dialog.get_by_role("button", name="Run workflow").click()
    for node in ("If", "Search messages", "For each", "Create spreadsheet"):
        card = operator.get_by_role("group", name=re.compile(f"^{node}, .*Succeeded"))
        expect(card.first).to_be_visible(timeout=RUN_MS)
    results = operator.get_by_role("region", name="Results")
    expect(results.get_by_text("2 in all")).to_be_visible()
    expect(results.get_by_role("table")).to_be_visible()
    expect(operator.get_by_role("button", name="Run workflow")).to_be_enabled(timeout=RUN_MS)


def _publish_and_deploy(operator: Page) -> list[tuple[str, str]]:
    """The addresses of both deployments, with their secrets."""
    operator.get_by_role("button", name="Publish", exact=True).click()
    dialog = operator.get_by_role("dialog", name="Publish")
    dialog.get_by_role("textbox").fill("Sheets for large orders")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    ship = operator.get_by_role("dialog", name="Versions and deployments")
    for customer in ("Globex GmbH", "Marsh Bikes"):
        ship.get_by_role("button", name="Add whom it is for").click()
        operator.get_by_role("option", name=re.compile(customer)).click()
    ship.get_by_role("button", name="Deploy", exact=True).click()
    found = []
    for customer in ("Globex GmbH", "Marsh Bikes"):
        row = ship.get_by_role("listitem", name=customer, exact=True)
        expect(row.get_by_text("Active")).to_be_visible()
        address = row.locator("code").filter(has_text="/hooks/").inner_text()
        found.append((address, row.locator("code").filter(has_text="whsec_").inner_text()))
    operator.keyboard.press("Escape")
    return found


def _see_runs(operator: Page) -> None:
    """Both runs are listed; one of them is opened again with its steps."""
    operator.get_by_role("tab", name="Runs").click()
    table = operator.get_by_role("tabpanel", name="Runs").get_by_role("table")
    by_webhook = table.get_by_role("row").filter(has_text="Webhook").filter(has_text="Version 1")
    for customer in ("Globex GmbH", "Marsh Bikes"):
        row = by_webhook.filter(has_text=customer)
        expect(row.filter(has_text="Succeeded")).to_have_count(1, timeout=RUN_MS)
    by_webhook.filter(has_text="Marsh Bikes").get_by_role("button", name=re.compile("^Open the run")).click()
    expect(operator.get_by_role("region", name="A run is shown")).to_contain_text("version 1 for Marsh Bikes")
    operator.get_by_role("group", name=re.compile("^Create spreadsheet, .*Succeeded")).click()
    operator.get_by_role("tab", name="Output").click()
    expect(operator.get_by_role("region", name="Results").get_by_text("2 in all")).to_be_visible()
    operator.get_by_role("button", name="Back to the drawing").click()


def _see_usage(api: httpx.Client) -> None:
    report = api.get("/api/v1/usage/report?group_by=customer,operation").json()["results"]
    calls = {(row["customer"], row["operation"]): row["calls"] for row in report}
    assert calls[("globex", "google_sheets.create_spreadsheet")] == 4
    assert calls[("marsh", "google_sheets.create_spreadsheet")] == 2
    assert calls[("marsh", "gmail.search_messages")] == 1
