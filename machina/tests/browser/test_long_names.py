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
WIDE_ROWS = """
from integrations.actors import SYSTEM
from integrations.holders import Holder
from integrations.models import AgentClient, Customer
from workflows.agents.approvals.asking import Question, ask
from workflows.agents.approvals.links import address_for
from workflows.agents.chat.links import create_chat_link
from workflows.agents.memory.remembering import Message, remember
from workflows.models import Deployment, Version
from workflows.revisions import create_workflow, current_revision
from workflows.triggers.registration import sync

def node(key, type, **parameters):
    return {"id": key, "key": key, "type": type, "name": LONG, "position": {"x": 0, "y": 0}, "parameters": parameters}

LONG = "W" * 200
customer = Customer.objects.create(key="wide", name=LONG, email="wide@wide.example")
graph = {
    "version": 1,
    "viewport": {"x": 0, "y": 0, "zoom": 1},
    "nodes": [
        node("chat", "trigger.chat", title=LONG[:80], greeting=LONG, suggestions=[LONG[:120]] * 4),
        node("says", "flow.output", value="{{ trigger.text }}"),
    ],
    "edges": [{"id": "e", "source": "chat", "source_handle": "main", "target": "says", "target_handle": "main"}],
}
workflow = create_workflow(SYSTEM, name=LONG, graph=graph)
version = Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))
deployment = Deployment.objects.create(workflow=workflow, version=version, customer=customer)
sync(deployment)
remember(Holder.customer(customer), LONG, [Message("user", LONG)], run_id=None, step="")
asked = Question(
    key="wide",
    operation="gmail.send_message",
    parameters={"to": ["w" * 60 + "@wide.example"], "subject": LONG, "body": LONG},
    holder=Holder.customer(customer),
    asker=SYSTEM,
    source="agent",
    mail_to="a@wide.example",
)
program = AgentClient.objects.create(name=LONG[:120], redirect_uris=["https://" + "w" * 60 + ".example/"])
print("told", create_chat_link(SYSTEM, deployment.pk).url)
print("told", address_for(ask(asked), "a@wide.example"))
print("told", f"/oauth/authorize?response_type=code&client_id={program.pk}&redirect_uri={program.redirect_uris[0]}"
      f"&code_challenge={'a' * 43}&code_challenge_method=S256")
print("told", f"/chat/{deployment.pk}/")
"""
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


def test_no_page_of_agents_breaks_by_long_words(operator: Page, customer: Page, stack: Stack) -> None:
    faults: dict[str, list[str]] = {}
    told = re.findall(r"^told (\S+)$", stack.manage("shell", "-c", WIDE_ROWS), re.MULTILINE)
    chat, approval, consent, staff_chat = told

    def look(page: Page, where: str) -> None:
        page.wait_for_load_state("networkidle")
        if found := page.evaluate(OUTSIDE):
            faults[where] = found

    customer.set_viewport_size({"width": 360, "height": 740})
    customer.goto(approval)
    customer.get_by_text("Everything that was asked").click()
    look(customer, "mailed approval")
    customer.goto(chat)
    look(customer, "door of a chat")
    customer.get_by_role("button", name="Begin").click()
    look(customer, "chat without a conversation")
    customer.get_by_role("button", name="Begin a conversation").click()
    look(customer, "empty conversation")
    customer.get_by_label("Your message").fill(LONG)
    customer.get_by_role("button", name="Send").click()
    expect(customer.locator(".answer")).to_have_text(LONG)
    look(customer, "conversation")
    for where in (consent, staff_chat):
        operator.goto(where)
        look(operator, where)
    for table in ("approval", "chatlink", "memory", "deployment"):
        operator.goto(f"/admin/workflows/{table}/")
        look(operator, table)
        operator.goto(operator.locator("#result_list tbody th a").first.get_attribute("href") or "")
        look(operator, f"{table}, the first of them")
    assert faults == {}, json.dumps(faults, indent=1)
