"""An agent is drawn by hand; it reads at once, asks before it changes anything, and a killed worker costs nothing."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import Locator, Page, expect

from machina.bench.memory import processes_of
from machina.testing.person import Person
from machina.testing.stack import Stack
from machina.tests.browser import steps

pytestmark = pytest.mark.browser
Json = dict[str, Any]  # as REST writes it
RUN_MS = 60_000
MORNING = {"start": "2031-03-04T08:00:00+01:00", "end": "2031-03-04T12:00:00+01:00"}
MEETING = {"title": "Pilot review", "start": "2031-03-04T10:00:00+01:00", "end": "2031-03-04T11:00:00+01:00"}
CHANGED = "Ten o'clock suits us. The invitation is on its way."
WRITES = ("calendar.events.insert", "gmail.users.messages.send")
TOOLS = ("Search messages", "Query free busy", "Create event", "Reply to message")


@pytest.fixture
def rest(stack: Stack) -> Iterator[httpx.Client]:
    """A program beside the editor, on a Machina whose owner has connected mail and calendar."""
    person = Person(stack)
    person.connect_owner("google", ["gmail", "google_calendar"])
    person.close()
    key = stack.manage("api_key", "create", "agents").splitlines()[-1]
    with httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {key}"}, timeout=40) as client:
        yield client


def test_an_agent_asks_before_it_writes_and_no_kill_does_anything_twice(
    operator: Page, stack: Stack, rest: httpx.Client
) -> None:
    unread = run(rest, "gmail.search_messages", query="is:unread")["messages"][0]
    before = asked_of_vendor(stack)

    steps.new_workflow(operator)
    draw(operator, unread["message_id"])
    operator.get_by_role("button", name="Run workflow").click()
    card(operator, "Agent", "").click()
    questions = operator.get_by_role("region", name="Waits for your answer")
    expect(questions.get_by_role("article")).to_have_count(2, timeout=RUN_MS)
    expect(card(operator, "Agent", "Waiting")).to_be_visible()
    expect(card(operator, "Search messages", "Succeeded")).to_be_visible()

    worker = next(process for part, process in processes_of(stack) if part == "worker")
    worker.send_signal(signal.SIGKILL)
    psutil.wait_procs([worker], 10)
    answer(operator, questions)

    for name in ("Agent", *TOOLS):
        expect(card(operator, name, "Succeeded")).to_be_visible(timeout=RUN_MS)
    sent = run(rest, "gmail.search_messages", query="in:sent", include_body=True)["messages"][0]
    assert (sent["thread_id"], sent["body_text"].splitlines()[0]) == (unread["thread_id"], CHANGED)
    events = run(rest, "google_calendar.list_events", **MORNING)["events"]
    assert [each["title"] for each in events].count(MEETING["title"]) == 1
    after = asked_of_vendor(stack)
    assert [after[each] - before.get(each, 0) for each in WRITES] == [1, 1]
    see_what_was_told(operator)
    see_usage(rest)


def run(rest: httpx.Client, operation: str, **params: object) -> Json:
    """One operation on the owner's account, beside the workflow."""
    done = rest.post(f"/api/v1/operations/{operation}/run", json={"account_mode": "owner", "params": params})
    assert done.status_code == 200, done.text
    result: Json = done.json()["result"]
    return result


def asked_of_vendor(stack: Stack) -> dict[str, int]:
    counts: dict[str, int] = httpx.get(f"{stack.sandbox_url}/sandbox/_control/requests").json()["counts"]
    return counts


def draw(operator: Page, message_id: str) -> None:
    """A start, an agent behind it, and four nodes that it is lent, each dropped from its handle for tools."""
    steps.add_node(operator, "Manual start")
    operator.get_by_role("button", name="Add after").click()
    pick(operator, "Agent")
    panel = operator.get_by_role("complementary", name="Node Agent")
    panel.get_by_role("button", name="Name", exact=True).click()
    operator.get_by_role("option", name="sandbox/rules").click()
    panel.get_by_label("Prompt", exact=True).fill("\n".join(lines(message_id)))
    for place, tool in enumerate(TOOLS):
        lend(operator, tool, place)
    expect(operator.locator(".react-flow__edge")).to_have_count(5)
    expect(operator.get_by_text("The model fills this in.")).to_have_count(1)


def lines(message_id: str) -> list[str]:
    """What the sandbox's model obeys."""
    calls: dict[str, object] = {
        "gmail_search_messages": {"query": "is:unread"},
        "google_calendar_query_free_busy": MORNING,
        "google_calendar_create_event": MEETING,
        "gmail_reply_to_message": {"message_id": message_id, "body": "At ten?"},
    }
    return [f"call {name} {json.dumps(arguments)}" for name, arguments in calls.items()]


def lend(operator: Page, tool: str, place: int) -> None:
    """Drag from the agent's handle for tools to where nothing is, and choose what to put there."""
    handle = operator.get_by_title("Tools of this agent")
    handle.hover()  # once the canvas has come to rest
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    operator.mouse.down()
    operator.mouse.move(x - 420 + 260 * (place % 2), y + 110 + 110 * (place // 2), steps=6)
    operator.mouse.up()
    pick(operator, tool)


def pick(operator: Page, label: str) -> None:
    """Choose from what fits there."""
    picker = operator.get_by_role("dialog", name="Add a node")
    picker.get_by_role("combobox").fill(label)
    picker.get_by_role("option", name=label).first.click()
    expect(operator.get_by_role("complementary", name=f"Node {label}")).to_be_visible()


def card(operator: Page, name: str, state: str) -> Locator:
    return operator.get_by_role("group", name=re.compile(f"^{name}, .*{state}"))


def answer(operator: Page, questions: Locator) -> None:
    """Approve the event as it is, and the reply in other words."""
    event = questions.get_by_role("article", name="Google Calendar: Create event")
    expect(event).to_contain_text("yara.keller@globex.example")
    expect(event.get_by_role("definition").filter(has_text="Pilot review")).to_be_visible()
    event.get_by_role("button", name="Approve").click()
    expect(questions.get_by_role("article")).to_have_count(1)
    questions.get_by_role("article", name="Gmail: Reply to message").get_by_role("button", name="Edit").click()
    dialog = operator.get_by_role("dialog", name="Change, then reply to message")
    dialog.get_by_label("Body", exact=True).fill(CHANGED)
    dialog.get_by_role("button", name="Approve with changes").click()
    expect(questions).not_to_be_visible()


def see_what_was_told(operator: Page) -> None:
    """The run has its price, and the console each call, each question and each answer."""
    expect(operator.get_by_role("region", name="Results").get_by_text(re.compile(r"^\$0\.00"))).to_be_visible()
    operator.get_by_role("tab", name="Console").click()
    console = operator.get_by_role("tabpanel", name="Console")
    for words in ("Calls gmail_search_messages", "Asks a person: Gmail: Reply to message", "A person has approved it"):
        expect(console.get_by_text(words).first).to_be_visible()


def see_usage(rest: httpx.Client) -> None:
    """Each call is metered, and so are the model's words."""
    report = rest.get("/api/v1/usage/report?group_by=operation").json()["results"]
    metered = {row["operation"] for row in report}
    assert metered >= {"google_calendar.create_event", "gmail.reply_to_message", "models.sandbox"}
