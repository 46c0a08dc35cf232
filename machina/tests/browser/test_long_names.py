"""A long name never breaks a list: every text of every list has 200 characters without a space."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from machina.testing.stack import Stack, running
from machina.tests.browser import steps

pytestmark = pytest.mark.browser
LONG = "W" * 200
LENGTHEN = """
from django.apps import apps
TEXTS = {
    "integrations.Customer": ("name", "domain"),
    "integrations.Connection": ("name", "label"),
    "integrations.ApiKey": ("name", "created_by"),
    "integrations.OAuthApp": ("name", "client_id"),
    "integrations.ConnectLink": ("created_by",),
    "integrations.OperatorSettings": ("name",),
    "workflows.Workflow": ("name",),
    "auth.User": ("first_name", "last_name"),
    "auth.Group": ("name",),
}
for label, names in TEXTS.items():
    model = apps.get_model(label)
    for row in model.objects.all():
        wide = {name: (str(row.pk) + "W" * 250)[: min(200, model._meta.get_field(name).max_length)] for name in names}
        model.objects.filter(pk=row.pk).update(**wide)
apps.get_model("integrations.Customer").objects.update(email="w" * 64 + "@" + "w" * 60 + "." + "w" * 60 + ".example")
apps.get_model("integrations.Connection").objects.update(email="w" * 64 + "@" + "w" * 60 + "." + "w" * 60 + ".example")
"""
OUTSIDE = """() => {
  const page = document.scrollingElement
  const more = page.scrollWidth - page.clientWidth
  const wide = more > 0 ? [`the page is ${more} px too wide`] : []
  const isCut = (each) => {
    let { left, right, width } = each.getBoundingClientRect()
    if (width <= 1 || each.closest('.react-flow')) return false
    for (let around = each.parentElement; around; around = around.parentElement) {
      if (!['hidden', 'clip'].includes(getComputedStyle(around).overflowX)) continue
      const box = around.getBoundingClientRect()
      left = Math.max(left, box.left)
      right = Math.min(right, box.right)
    }
    return right <= left || left < -1 || right > window.innerWidth + 1
  }
  const doors = [...document.querySelectorAll('button, a[href], input, select, [role="button"]')]
  const shown = doors.filter((each) => each.checkVisibility({ visibilityProperty: true }))
  return [...wide, ...shown.filter(isCut).map((each) => each.outerHTML.slice(0, 160))]
}"""
"""What cannot be reached without scrolling the page sideways; the canvas is made to be moved."""
ADMIN = [
    "integrations/customer",
    "integrations/connection",
    "integrations/connectlink",
    "integrations/apikey",
    "integrations/oauthapp",
    "integrations/call",
    "integrations/usageline",
    "integrations/auditevent",
    "workflows/workflow",
    "workflows/run",
    "auth/user",
    "auth/group",
]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A Machina of its own: other tests look for the names that are lengthened here."""
    with running() as started:
        yield started


def test_no_list_breaks_by_a_long_name(operator: Page, customer: Page, stack: Stack) -> None:
    faults: dict[str, list[str]] = {}

    def look(page: Page, where: str) -> None:
        page.wait_for_load_state("networkidle")
        if found := page.evaluate(OUTSIDE):
            faults[where] = found

    steps.new_workflow(operator)
    steps.add_node(operator, "List labels")
    steps.connect_owner(operator, account="theo.marsh@sandmail.example")
    steps.run_node(operator)
    expect(operator.get_by_role("cell", name="INBOX").first).to_be_visible()
    operator.locator(".react-flow__node").click()
    operator.keyboard.press("F2")
    operator.get_by_label("Name of the node").fill(LONG)
    operator.keyboard.press("Enter")
    operator.keyboard.press("Control+s")
    expect(operator.get_by_text("Saved").first).to_be_visible()
    workflow = operator.url
    link = steps.make_link(operator, customer_name="Globex GmbH")
    stack.manage("api_key", "create", "wide")
    stack.manage("shell", "-c", LENGTHEN)

    operator.goto(workflow)
    operator.locator(".react-flow__node").click()
    for tab in ("Output", "Console", "Connections"):
        operator.get_by_role("tab", name=re.compile(tab)).click()
        look(operator, f"editor, {tab}")
        steps.run_node(operator) if tab == "Output" else None
    operator.get_by_role("button", name=re.compile("^Run for")).click()
    look(operator, "editor, customers")
    operator.goto("/")
    expect(operator.get_by_role("button", name=re.compile("^Actions for")).first).to_be_visible()
    look(operator, "workflows")
    for table in ADMIN:
        operator.goto(f"/admin/{table}/")
        look(operator, table)
        row = operator.locator("#result_list tbody a").first
        if row.count():
            operator.goto(row.get_attribute("href") or "")
            look(operator, f"{table}, the first of them")
    operator.goto("/admin/")
    look(operator, "today")
    customer.goto(link)
    look(customer, "link")
    customer.set_viewport_size({"width": 360, "height": 740})
    look(customer, "link on a phone")
    assert faults == {}, json.dumps(faults, indent=1)
