"""Who may look follows states and times; outputs are shown to who may read contents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async as in_thread
from django.contrib.auth.models import Group, User
from rest_framework.test import APIClient

from integrations.actors import STAFF_RIGHTS, Actor
from integrations.models import Connection
from integrations.prepared.queries import describe_anew
from workflows.conftest import MakeStaff
from workflows.editor.tests.conftest import Browser, OpenSocket
from workflows.models import Workflow
from workflows.runs import steps
from workflows.tests.desk import Desk
from workflows.tests.test_revisions import start_in

OUTPUT = {"text": "abab"}
WITHHELD = "Hidden: 'sam' lacks the right 'read_content', which the groups operator and security give."
NODE = {"node_id": "n1", "node_type": "desk.read_note", "parameters": {"text": "ab"}, "account_mode": "owner"}
GROUPS = [("viewer", False), ("billing", False), ("operator", True), ("security", True), ("superuser", True)]

OpenAs = Callable[[str], Awaitable[Browser]]


@pytest.fixture
def open_as(open_socket: OpenSocket, make_staff: MakeStaff, session_of: Callable[[User], str]) -> OpenAs:
    """The editor of somebody in the group."""

    async def open_it(group: str) -> Browser:
        fields = {"is_superuser": True} if group == "superuser" else {}
        groups = [] if fields else [group]
        return await open_socket(await in_thread(lambda: session_of(make_staff("sam", *groups, **fields)))())

    return open_it


@pytest.fixture
def run_it(desk: Desk, owner_account: Connection, workflow: Workflow, operator: Actor) -> Callable[[], None]:
    def run() -> None:
        steps.run(start_in(workflow, operator).pk)

    return run


def seen(push: dict[str, Any]) -> tuple[object, object]:
    return push.get("output"), push.get("withheld")


@pytest.mark.parametrize(("group", "reads"), GROUPS)
async def test_outputs_are_pushed_live_to_who_may_read_them(
    open_as: OpenAs, run_it: Callable[[], None], workflow: Workflow, group: str, reads: bool
) -> None:
    browser = await open_as(group)
    await browser.ask("subscribe", workflow=str(workflow.pk))
    await in_thread(run_it)()
    assert seen(await browser.push("node_output")) == ((OUTPUT, None) if reads else (None, WITHHELD))
    states = [each["state"] for each in browser.pushes if each["type"] == "node_status"]
    assert states == ["queued", "running", "succeeded"]
    assert reads or "abab" not in str(browser.pushes)


@pytest.mark.parametrize(("group", "reads"), GROUPS)
async def test_missed_outputs_come_to_who_may_read_them(
    open_as: OpenAs, run_it: Callable[[], None], workflow: Workflow, group: str, reads: bool
) -> None:
    await in_thread(run_it)()
    browser = await open_as(group)
    await browser.ask("subscribe", workflow=str(workflow.pk), since=0)
    assert seen(await browser.push("node_output")) == ((OUTPUT, None) if reads else (None, WITHHELD))
    assert reads or "abab" not in str(browser.pushes)


async def test_the_reply_to_who_may_run_but_not_read_holds_no_output(
    worker: None, desk: Desk, owner_account: Connection, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(STAFF_RIGHTS, "clerk", frozenset({"view", "operate"}))
    describe_anew()
    browser = await open_as("clerk")
    reply = await browser.ask("execute_node", **NODE)
    assert (reply["success"], reply["state"], reply.get("result"), reply["withheld"]) == (
        True,
        "succeeded",
        None,
        WITHHELD,
    )
    assert "abab" not in str(browser.pushes)


@pytest.mark.parametrize(("group", "reads"), [("clerk", False), ("operator", True)])
def test_the_answer_over_rest_holds_the_result_for_who_may_read_it(
    worker: None,
    desk: Desk,
    owner_account: Connection,
    make_staff: MakeStaff,
    monkeypatch: pytest.MonkeyPatch,
    group: str,
    reads: bool,
) -> None:
    monkeypatch.setitem(STAFF_RIGHTS, "clerk", frozenset({"view", "operate"}))
    describe_anew()
    client = APIClient()
    client.force_login(make_staff("sam", group))
    body = {"account_mode": "owner", "params": {"text": "ab"}}
    answer = client.post("/api/v1/operations/desk.read_note/run", body, format="json").json()
    assert (answer["success"], answer["result"]) == (True, OUTPUT if reads else None)
    assert answer.get("withheld") == (None if reads else WITHHELD)


async def test_a_right_given_while_the_socket_is_open_counts_from_the_next_message(
    open_as: OpenAs, run_it: Callable[[], None], workflow: Workflow
) -> None:
    browser = await open_as("viewer")
    group, _ = await Group.objects.aget_or_create(name="operator")
    await (await User.objects.aget(username="sam")).groups.aadd(group)
    await browser.ask("subscribe", workflow=str(workflow.pk))
    await in_thread(run_it)()
    assert seen(await browser.push("node_output")) == (OUTPUT, None)
