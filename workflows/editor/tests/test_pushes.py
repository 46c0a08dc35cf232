"""What operators hear of accounts and OAuth apps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async as in_thread
from django.contrib.auth.models import User

from integrations import events
from workflows.agents.runtime.telling import HAPPENED
from workflows.conftest import MakeStaff
from workflows.editor.tests.conftest import Browser, OpenSocket
from workflows.models import Workflow
from workflows.tests.desk import Desk
from workflows.tests.test_revisions import graph

CONNECTED = {
    "success": True,
    "connection": "c1",
    "customer_id": None,
    "provider": "google",
    "email": "me@owner.example",
    "status": "active",
    "error": None,
}
REFUSED = {
    **CONNECTED,
    "success": False,
    "connection": None,
    "email": None,
    "status": None,
    "error": {"code": "remote_rejected", "detail": "Consent was refused."},
}


@pytest.fixture
async def berta(open_socket: OpenSocket, make_staff: MakeStaff, session_of: Callable[[User], str]) -> Browser:
    """Another operator's editor."""
    return await open_socket(await in_thread(lambda: session_of(make_staff("berta", "operator")))())


async def emit(name: str, payload: dict[str, Any]) -> None:
    await in_thread(events.emit)(name, payload)


async def test_whoever_has_a_workflow_open_hears_that_a_newer_drawing_was_saved(
    desk: Desk, socket: Browser, berta: Browser, workflow: Workflow
) -> None:
    await berta.ask("subscribe", workflow=str(workflow.pk), since=0)
    saved = await socket.ask("save_workflow", workflow=str(workflow.pk), graph=graph("a"), base=workflow.revision)
    assert saved["success"] is True
    expected = {"type": "workflow_saved", "workflow": str(workflow.pk), "revision": saved["revision"], "by": "ada"}
    assert await berta.push("workflow_saved") == expected
    again = await socket.ask("save_workflow", workflow=str(workflow.pk), graph=graph("a"), base=saved["revision"])
    assert again["revision"] == saved["revision"]
    assert len([each for each in berta.pushes if each["type"] == "workflow_saved"]) <= 1


async def test_every_operator_hears_of_a_connections_health(socket: Browser, berta: Browser) -> None:
    changed = {"connection": "c1", "customer_id": "globex", "provider": "google"}
    await emit("connection.changed", {**changed, "status": "needs_reconnect", "status_reason": "invalid_grant"})
    expected = {
        "type": "connection_status",
        **changed,
        "status": "needs_reconnect",
        "status_reason": "invalid_grant",
    }
    assert [await socket.next(), await berta.next()] == [expected, expected]


async def test_the_end_of_a_handshake_is_told_to_who_began_it(socket: Browser, berta: Browser, ada: User) -> None:
    await emit("connection.connected", {**CONNECTED, "staff_id": str(ada.pk)})
    assert await socket.next() == {
        "type": "google_oauth_complete",
        "success": True,
        "connection": "c1",
        "email": "me@owner.example",
        "status": "active",
    }
    assert await berta.is_silent()


async def test_a_failed_handshake_says_why(socket: Browser, ada: User) -> None:
    await emit("connection.connected", {**REFUSED, "staff_id": str(ada.pk)})
    assert await socket.next() == {
        "type": "google_oauth_complete",
        "success": False,
        "error": {"code": "remote_rejected", "detail": "Consent was refused."},
    }


async def test_a_customer_who_connects_by_link_is_news_for_all(socket: Browser, berta: Browser) -> None:
    await emit("connection.connected", {**CONNECTED, "customer_id": "globex", "staff_id": None})
    assert [(await each.next())["customer_id"] for each in (socket, berta)] == ["globex", "globex"]


async def test_a_customer_who_gives_up_is_nobodys_news(socket: Browser) -> None:
    await emit("connection.connected", {**REFUSED, "customer_id": "globex", "staff_id": None})
    assert await socket.is_silent()


async def test_every_operator_hears_of_a_refused_oauth_app(socket: Browser) -> None:
    app = {"oauth_app": "a1", "provider": "google", "name": "Google (live)", "reason": "invalid_client"}
    await emit("oauth_app.unhealthy", app)
    assert await socket.next() == {"type": "oauth_app_unhealthy", **app}


async def test_whoever_has_a_workflow_open_hears_what_its_agents_do(socket: Browser, workflow: Workflow) -> None:
    await socket.ask("subscribe", workflow=str(workflow.pk), since=0)
    happened = {"run": "r1", "step": "s1", "node_id": "bot", "turn": 1, "kind": "tool_call", "tool": "desk_read_note"}
    told = {**happened, "call": "c1", "arguments": {"text": "ab"}}

    await in_thread(events.hint)(HAPPENED, {**told, "workflow": str(workflow.pk), "customer": None})

    assert await socket.push("agent_event") == {"type": "agent_event", **told}
