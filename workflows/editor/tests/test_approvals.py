"""Approvals on the socket: asked in a push, answered by a message."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from channels.db import database_sync_to_async as in_thread
from django.contrib.auth.models import User

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Customer
from workflows.agents.approvals.asking import Question, ask
from workflows.conftest import MakeStaff
from workflows.editor.tests.conftest import Browser, OpenSocket
from workflows.models import Approval
from workflows.tests.desk import Desk


@pytest.fixture
def ask_it(desk: Desk, globex: Customer, operator: Actor) -> Callable[[], Approval]:
    question = Question(
        key="test:1",
        operation="desk.burn_note",
        parameters={"text": "ab"},
        holder=Holder.customer(globex),
        asker=operator,
        source="agent",
        node_id="agent",
    )
    return lambda: ask(question)


async def test_operators_are_asked_and_answer(socket: Browser, ask_it: Callable[[], Approval]) -> None:
    approval = await in_thread(ask_it)()
    push = await socket.push("approval_requested")
    assert push == {
        "type": "approval_requested",
        "approval": str(approval.pk),
        "run": None,
        "node_id": "agent",
        "operation": "desk.burn_note",
        "customer_id": "globex",
        "summary": "Desk: Burn note, for Globex GmbH. Text: ab",
        "parameters": {"text": "ab"},
        "expires_at": approval.expires_at.isoformat(),
    }
    reply = await socket.ask("answer_approval", approval=str(approval.pk), decision="approve")
    assert (reply["success"], reply["state"]) == (True, "approved")
    assert (await socket.push("approval_answered"))["state"] == "approved"
    again = await socket.ask("answer_approval", approval=str(approval.pk), decision="refuse")
    assert (again["success"], again["error"]["code"]) == (False, "conflict")


async def test_what_it_says_is_for_who_may_read_it(
    open_socket: OpenSocket,
    make_staff: MakeStaff,
    session_of: Callable[[User], str],
    ask_it: Callable[[], Approval],
) -> None:
    browser = await open_socket(await in_thread(lambda: session_of(make_staff("vera", "viewer")))())
    approval = await in_thread(ask_it)()
    push = await browser.push("approval_requested")
    assert (push["approval"], push["summary"], push.get("parameters")) == (str(approval.pk), "", None)
    assert push["withheld"].startswith("Hidden: 'vera'")
    refused = await browser.ask("answer_approval", approval=str(approval.pk), decision="approve")
    assert refused["error"]["code"] == "permission_denied"
    assert (await Approval.objects.aget()).state == "open"
