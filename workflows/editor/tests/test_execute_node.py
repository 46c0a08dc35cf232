"""Running a node over the socket: the pushes before, the reply when it is done, what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async as in_thread
from django.contrib.auth.models import User

from integrations.models import AuditEvent, Call, Connection, Customer, Payload, UsageLine
from workflows.conftest import MakeConnection, MakeStaff
from workflows.editor import hub
from workflows.editor.handlers import execution
from workflows.editor.tests.conftest import Browser, OpenSocket
from workflows.models import Revision, Run, Step, Workflow
from workflows.tests.desk import Desk

NODE = {"node_id": "n1", "node_type": "desk.read_note", "parameters": {"text": "ab"}, "account_mode": "owner"}


def nothing_is_stored(*, traces: int = 1) -> bool:
    """Nothing but the traces of what was refused."""
    models = (Revision, Run, Step, UsageLine, AuditEvent, Payload)
    calls = list(Call.objects.values_list("is_refused", flat=True))
    return not any(model.objects.exists() for model in models) and calls == [True] * traces


def in_short(push: dict[str, Any]) -> tuple[str, str | None]:
    return push["type"], push.get("state")


async def test_a_node_runs_and_its_reply_comes_when_it_is_done(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    reply = await socket.ask("execute_node", **NODE)
    run, step = await Run.objects.aget(), await Step.objects.aget()
    usage = await UsageLine.objects.sales().aget()
    assert reply == {
        "type": "execute_node_result",
        "request_id": "r1",
        "success": True,
        "run": str(run.pk),
        "step": str(step.pk),
        "state": "succeeded",
        "node_id": "n1",
        "result": {"text": "abab"},
        "usage": {
            "id": str(usage.line_id),
            "operation": "desk.read_note",
            "pricing_key": "call",
            "quantity": "1",
            "unit": "call",
            "cost": "0",
            "price": "0.001",
            "currency": "USD",
        },
        "execution_time": step.execution_time,
    }


async def test_pushes_tell_of_every_state_before_the_reply(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    reply = await socket.ask("execute_node", **NODE)
    pushes = [each for each in socket.pushes if each["type"] != "usage_recorded"]
    assert [in_short(each) for each in pushes] == [
        ("node_status", "queued"),
        ("node_status", "running"),
        ("node_status", "succeeded"),
        ("node_output", None),
    ]
    assert {(each["run"], each["step"], each["node_id"]) for each in pushes} == {(reply["run"], reply["step"], "n1")}
    assert [(each["number"], each["path"], each["attempt"]) for each in pushes[:3]] == [
        (1, [], 0),
        (2, [], 1),
        (3, [], 1),
    ]
    assert (pushes[3]["path"], pushes[3]["attempt"]) == ([], 1)
    assert pushes[3]["output"] == {"text": "abab"}


async def test_usage_is_pushed_to_every_operator(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser, open_socket: OpenSocket, ada_session: str
) -> None:
    other = await open_socket(ada_session)
    await socket.ask("execute_node", **NODE)
    push = await other.push("usage_recorded")
    assert (push["usage"]["operation"], push["usage"]["price"]) == ("desk.read_note", "0.001")
    assert "customer_id" not in push


async def test_a_customers_node_runs_on_the_customers_account(
    worker: None, desk: Desk, globex: Customer, make_connection: MakeConnection, socket: Browser
) -> None:
    account = await in_thread(make_connection)(globex, is_default=True)
    reply = await socket.ask("execute_node", **(NODE | {"account_mode": "customer", "customer_id": "globex"}))
    assert (reply["success"], reply["state"]) == (True, "succeeded")
    call = await Call.objects.aget()
    assert (call.connection_id, call.customer_id) == (account.pk, globex.pk)
    assert (await socket.push("usage_recorded"))["customer_id"] == "globex"


async def test_warnings_come_with_the_output(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    reply = await socket.ask("execute_node", **(NODE | {"node_type": "desk.misread_note"}))
    push = await socket.push("node_output")
    assert (reply["success"], push["output"], reply["result"]) == (True, {"text": 5}, {"text": 5})
    assert "does not fit the declared output of desk.misread_note" in reply["warnings"][0]
    assert push["warnings"] == reply["warnings"]


async def test_a_failed_node_says_why_and_is_no_success(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    reply = await socket.ask("execute_node", **(NODE | {"node_type": "desk.refuse_note"}))
    assert (reply["success"], reply["state"], "result" in reply) == (False, "failed", False)
    assert reply["error"] == {
        "code": "remote_rejected",
        "detail": "The desk does not take 'ab'.",
        "vendor_status": 400,
    }
    assert socket.pushes[-1]["message"] == "The desk does not take 'ab'."


async def test_a_long_node_does_not_hold_up_other_messages(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    desk.gate.clear()
    running = await socket.send("execute_node", **NODE)
    assert await asyncio.to_thread(desk.begun.wait, 10)
    assert (await socket.ask("ping"))["success"] is True
    desk.gate.set()
    assert (await socket.reply(running))["state"] == "succeeded"


async def test_a_node_that_has_not_begun_is_cancelled_by_the_run_in_its_status(
    desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    executing = await socket.send("execute_node", **NODE)
    queued = await socket.push("node_status")
    cancelled = await socket.send("cancel_execution", run=queued["run"])
    replies = {message["request_id"]: message for message in [await next_reply(socket), await next_reply(socket)]}
    assert replies[cancelled]["state"] == "cancelled"
    ended = replies[executing]
    assert (ended["success"], ended["state"], ended["execution_time"]) == (False, "cancelled", 0)
    assert ended["error"]["code"] == "cancelled"
    assert desk.calls == 0


async def test_the_reply_comes_even_when_every_push_gets_lost(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "send", lambda group, message: None)
    monkeypatch.setattr(execution, "FIRST_LOOK", 0.1)
    reply = await socket.ask("execute_node", **NODE)
    assert (reply["state"], reply["result"]) == ("succeeded", {"text": "abab"})
    assert [in_short(each) for each in socket.pushes] == [
        ("node_status", "queued"),
        ("node_status", "running"),
        ("node_status", "succeeded"),
        ("node_output", None),
    ]


async def test_a_run_goes_on_when_its_socket_closes(
    desk: Desk, owner_account: Connection, socket: Browser, open_socket: OpenSocket, ada_session: str
) -> None:
    await socket.send("execute_node", **NODE)
    await socket.push("node_status")
    await socket.communicator.disconnect()
    assert (await Run.objects.aget()).state == "queued"


async def test_an_output_too_large_to_push_comes_by_reference(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    text = "x" * 150_000
    reply = await socket.ask("execute_node", **(NODE | {"parameters": {"text": text}}))
    output = next(each for each in socket.pushes if each["type"] == "node_output")
    payload = await Payload.objects.exclude(size__lt=300_000).aget()
    reference = {"payload": str(payload.pk), "size": 300_011, "preview": '{"text":"' + "x" * 1_991}
    assert {name: output.get(name) for name in ("output", *reference)} == {"output": None, **reference}
    assert {name: reply.get(name) for name in ("result", *reference)} == {"result": None, **reference}


async def test_viewers_of_the_workflow_see_the_run_and_others_do_not(
    worker: None,
    desk: Desk,
    owner_account: Connection,
    socket: Browser,
    open_socket: OpenSocket,
    make_staff: MakeStaff,
    session_of: Callable[[User], str],
    workflow: Workflow,
) -> None:
    vera = await in_thread(lambda: session_of(make_staff("vera", "viewer")))()
    watching, elsewhere = await open_socket(vera), await open_socket(vera)
    assert (await watching.ask("subscribe", workflow=str(workflow.pk)))["success"] is True
    reply = await socket.ask("execute_node", **NODE, workflow=str(workflow.pk))
    first = await watching.push("node_status")
    assert (first["run"], first["workflow"], first["state"]) == (reply["run"], str(workflow.pk), "queued")
    hidden = await watching.push("node_output")
    assert (hidden.get("output"), "read_content" in hidden["withheld"]) == (None, True)
    assert (await socket.push("node_output"))["output"] == {"text": "abab"}
    statuses = [(await watching.push("workflow_status"))["state"] for _ in range(3)]
    assert statuses == ["queued", "running", "succeeded"]
    assert (await elsewhere.next())["type"] == "usage_recorded"
    assert await elsewhere.is_silent()


async def test_every_wrong_field_is_named_at_once(desk: Desk, owner_account: Connection, socket: Browser) -> None:
    reply = await socket.ask(
        "execute_node", node_id="", parameters=[], account_mode="everybody", connection="mine", size=1
    )
    assert (reply["success"], reply["error"]["code"]) == (False, "input_error")
    fields = ["node_id", "node_type", "parameters", "connection", "account_mode", "size"]
    assert [each["field"] for each in reply["error"]["errors"]] == fields
    assert await in_thread(nothing_is_stored)(traces=0)  # it did not even say what to run


async def test_what_is_wrong_with_the_parameters_is_named_beside_the_rest(
    desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    reply = await socket.ask("execute_node", **(NODE | {"node_id": "", "parameters": {"text": 3, "extra": 1}}))
    assert [each["field"] for each in reply["error"]["errors"]] == ["node_id", "text", "extra"]
    assert await in_thread(nothing_is_stored)()


@pytest.mark.parametrize(
    ("holder", "fields"),
    [
        ({"account_mode": "customer"}, ["customer_id"]),
        ({"account_mode": "customer", "customer_id": None}, ["customer_id"]),
        ({"account_mode": "owner", "customer_id": "globex"}, ["customer_id"]),
        ({"account_mode": "owner", "customer_id": "globex", "node_id": 3}, ["node_id", "customer_id"]),
        ({"account_mode": None, "customer_id": "globex"}, ["account_mode"]),
    ],
)
async def test_the_account_holder_is_never_guessed(
    desk: Desk,
    owner_account: Connection,
    globex: Customer,
    socket: Browser,
    holder: dict[str, object],
    fields: list[str],
) -> None:
    reply = await socket.ask("execute_node", **(NODE | holder))
    assert reply["error"]["code"] == "input_error"
    assert [each["field"] for each in reply["error"]["errors"]] == fields
    assert await in_thread(nothing_is_stored)()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"node_type": "desk.burn_down"}, "not_found"),
        ({"account_mode": "customer", "customer_id": "nobody"}, "not_found"),
        ({"account_mode": "customer", "customer_id": "globex"}, "not_connected"),
        ({"connection": str(uuid4())}, "not_found"),
        ({"workflow": str(uuid4())}, "not_found"),
        ({"parameters": {"text": "a", "extra": 1}}, "input_error"),
        ({"parameters": {"text": "a\0b"}}, "input_error"),
    ],
)
async def test_what_cannot_run_is_refused_and_leaves_nothing_behind(
    desk: Desk,
    owner_account: Connection,
    globex: Customer,
    socket: Browser,
    changes: dict[str, object],
    code: str,
) -> None:
    reply = await socket.ask("execute_node", **(NODE | changes))
    assert (reply["success"], reply["error"]["code"]) == (False, code)
    assert await in_thread(nothing_is_stored)()


async def test_another_customers_connection_is_not_found(
    desk: Desk, globex: Customer, initech: Customer, make_connection: MakeConnection, socket: Browser
) -> None:
    foreign = await in_thread(make_connection)(initech)
    for holder in ({"account_mode": "customer", "customer_id": "globex"}, {"account_mode": "owner"}):
        reply = await socket.ask("execute_node", **(NODE | holder), connection=str(foreign.pk))
        assert reply["error"]["code"] == "not_found"
    assert await in_thread(nothing_is_stored)(traces=2)


async def test_a_refused_node_leaves_a_trace_without_what_it_held(
    desk: Desk, owner_account: Connection, globex: Customer, socket: Browser
) -> None:
    secret = "secret words"
    changes = {"account_mode": "customer", "customer_id": "globex", "parameters": {"text": secret, secret: 1}}
    await socket.ask("execute_node", **(NODE | changes))
    trace = await Call.objects.select_related("customer").aget()
    assert (trace.customer, trace.source, trace.node_id, trace.actor_kind) == (globex, "editor", "n1", "staff")
    assert (trace.state, (trace.error or {})["code"]) == ("failed", "not_connected")
    await socket.ask("execute_node", **(NODE | {"parameters": {"text": secret, secret: 1}}))
    stored = await in_thread(lambda: str(list(Call.objects.values())))()
    assert secret not in stored
    assert "a field it does not have" in stored


async def test_a_viewer_who_wants_to_run_leaves_a_trace(
    desk: Desk,
    owner_account: Connection,
    open_socket: OpenSocket,
    make_staff: MakeStaff,
    session_of: Callable[[User], str],
) -> None:
    vera = await open_socket(await in_thread(lambda: session_of(make_staff("vera", "viewer")))())
    assert (await vera.ask("execute_node", **NODE))["error"]["code"] == "permission_denied"
    trace = await Call.objects.aget()
    assert (trace.actor_label, trace.operation, trace.is_refused) == ("vera", "desk.read_note", True)


async def next_reply(socket: Browser) -> dict[str, Any]:
    while "request_id" not in (message := await socket.next()):
        socket.pushes.append(message)
    return message
