"""The Run button with a real worker process behind it and a vendor over real HTTP: pushes, cancelling, and a kill."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Callable

import pytest
from channels.db import database_sync_to_async as in_thread
from django.db.models.functions import Now

from integrations.egress.tests.vendor import Vendor, ok, silence
from integrations.models import Connection, UsageLine
from integrations.queue.dispatcher import dispatch
from integrations.queue.sweeper import sweep
from workflows.editor.tests.conftest import Browser, Json
from workflows.models import Run, Step

pytestmark = pytest.mark.processes

StartWorker = Callable[[], "subprocess.Popen[bytes]"]
SEARCH: Json = {
    "node_id": "n1",
    "node_type": "gmail.search_messages",
    "parameters": {"query": "invoice"},
    "account_mode": "owner",
}
SEND: Json = {
    **SEARCH,
    "node_type": "gmail.send_message",
    "parameters": {"to": ["bob@example.com"], "subject": "Hello", "body": "Hi"},
}
NOTHING_FOUND = ok({"resultSizeEstimate": 0})


async def until_asked(vendor: Vendor) -> None:
    deadline = time.monotonic() + 20
    while not vendor.received:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def kill_in_the_middle(
    node: Json, *, socket: Browser, vendor: Vendor, start_worker: StartWorker, then: tuple[object, ...]
) -> Json:
    """The reply to a node whose worker is killed while it waits for the vendor, with another worker to follow."""
    vendor.answers(silence())
    worker = await asyncio.to_thread(start_worker)
    executing = await socket.send("execute_node", **node)
    await until_asked(vendor)
    worker.kill()
    worker.wait(10)
    vendor.answers(*then)  # type: ignore[arg-type]  # replies of the script
    await asyncio.to_thread(start_worker)
    await in_thread(take_up_what_was_left)()
    return await socket.reply(executing)


def take_up_what_was_left() -> None:
    Step.objects.filter(state="running").update(lease_until=Now())
    sweep()
    dispatch()


async def test_states_and_output_come_from_the_workers_process(
    socket: Browser, vendor: Vendor, mailbox: Connection, start_worker: StartWorker
) -> None:
    vendor.answers(NOTHING_FOUND)
    await asyncio.to_thread(start_worker)
    reply = await socket.ask("execute_node", **SEARCH)
    assert (reply["success"], reply["state"], reply["result"]["messages"]) == (True, "succeeded", [])
    assert reply["usage"]["operation"] == "gmail.search_messages"
    assert [each["state"] for each in socket.pushes if each["type"] == "node_status"] == [
        "queued",
        "running",
        "succeeded",
    ]
    assert vendor.received[0].headers["authorization"] == "Bearer access"


async def test_a_request_under_way_is_stopped_by_cancelling(
    socket: Browser, vendor: Vendor, mailbox: Connection, start_worker: StartWorker
) -> None:
    vendor.answers(silence())
    await asyncio.to_thread(start_worker)
    executing = await socket.send("execute_node", **SEARCH)
    run = (await socket.push("node_status"))["run"]
    await until_asked(vendor)
    began = time.monotonic()
    cancelling = await socket.send("cancel_execution", run=run)
    first, second = await next_replies(socket)
    assert {first["request_id"], second["request_id"]} == {executing, cancelling}
    assert [first["state"], second["state"]] == ["cancelled", "cancelled"]
    assert time.monotonic() - began < 5
    assert (await Run.objects.aget()).state == "cancelled"


async def test_a_search_whose_worker_is_killed_has_its_result_from_another(
    socket: Browser, vendor: Vendor, mailbox: Connection, start_worker: StartWorker
) -> None:
    reply = await kill_in_the_middle(
        SEARCH, socket=socket, vendor=vendor, start_worker=start_worker, then=(NOTHING_FOUND,)
    )
    assert (reply["success"], reply["state"], reply["result"]["messages"]) == (True, "succeeded", [])
    assert await UsageLine.objects.sales().acount() == 1


async def test_a_send_whose_worker_is_killed_ends_as_unknown_and_is_not_sent_again(
    socket: Browser, vendor: Vendor, mailbox: Connection, start_worker: StartWorker
) -> None:
    reply = await kill_in_the_middle(
        SEND, socket=socket, vendor=vendor, start_worker=start_worker, then=(NOTHING_FOUND,)
    )
    assert (reply["success"], reply["state"], reply["error"]["code"]) == (False, "outcome_unknown", "outcome_unknown")
    assert [each.method for each in vendor.received].count("POST") == 1
    assert (await Run.objects.aget()).state == "failed"


async def next_replies(socket: Browser) -> list[Json]:
    """The next two replies, in the order in which they come."""
    replies: list[Json] = []
    while len(replies) < 2:
        message = await socket.next()
        (replies if "request_id" in message else socket.pushes).append(message)
    return replies
