"""Open sockets while Redis is stopped, frozen and started again: nothing fails, and what was missed is fetched."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import cast

import pytest
import redis
from channels.db import database_sync_to_async as in_thread

from integrations.actors import Actor
from machina.testing.redis_server import RedisProcess
from workflows.editor import catching_up, hub
from workflows.editor.audience import OPERATORS
from workflows.editor.following import Heard
from workflows.editor.missed import untold_changes
from workflows.editor.tests.conftest import Browser, OpenSocket
from workflows.models import Step, Workflow
from workflows.runs import steps
from workflows.tests.test_revisions import start_in

pytestmark = [pytest.mark.usefixtures("desk", "owner_account"), pytest.mark.django_db(transaction=True)]

WHOLE_RUN = ["queued", "running", "succeeded"]


@pytest.fixture(autouse=True)
def _own_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sends of this test alone, and none of another's that still waits."""
    monkeypatch.setattr(hub, "_hub", None)
    monkeypatch.setattr(catching_up, "LOOKS_AGAIN_AFTER", 0.0)


@pytest.fixture
def unheard_run(workflow: Workflow, operator: Actor, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """A run of which no push is sent, as when the worker cannot reach Redis."""

    def run() -> str:
        with monkeypatch.context() as patch:
            patch.setattr(hub, "send", lambda group, message: None)
            step: Step = start_in(workflow, operator)
            steps.run(step.pk)
        return str(step.run_id)

    return run


def states(browser: Browser) -> list[object]:
    return [each["state"] for each in browser.pushes if each["type"] == "node_status"]


async def test_a_ping_brings_what_the_socket_was_not_told(
    socket: Browser, workflow: Workflow, unheard_run: Callable[[], str]
) -> None:
    await socket.ask("subscribe", workflow=str(workflow.pk))
    run = await in_thread(unheard_run)()
    reply = await socket.ask("ping")
    assert states(socket) == WHOLE_RUN
    assert {each["run"] for each in socket.pushes} == {run}
    assert reply["position"] == max(each["position"] for each in socket.pushes if "position" in each)


async def test_a_ping_tells_nothing_twice(socket: Browser, workflow: Workflow, unheard_run: Callable[[], str]) -> None:
    await in_thread(unheard_run)()
    first = await socket.ask("subscribe", workflow=str(workflow.pk), since=0)
    assert states(socket) == WHOLE_RUN
    assert (await socket.ask("ping"))["position"] == first["position"]
    assert (await socket.ask("ping"))["position"] == first["position"]
    assert states(socket) == WHOLE_RUN


async def test_what_was_over_before_one_came_is_not_told(
    socket: Browser, workflow: Workflow, unheard_run: Callable[[], str]
) -> None:
    await in_thread(unheard_run)()
    first = await socket.ask("subscribe", workflow=str(workflow.pk))
    assert (await socket.ask("ping"))["position"] == first["position"]
    assert socket.pushes == []


def test_one_lost_push_before_others_is_noticed(workflow: Workflow, unheard_run: Callable[[], str]) -> None:
    """The newest event has arrived, so its position alone would not tell."""
    heard = Heard()
    run = unheard_run()
    for number in (1, 3):
        heard.note(run, number)
    (behind,) = untold_changes([workflow.pk], heard=heard.numbers())
    assert [each["number"] for each in behind["changes"]] == [2, 3]
    heard.note(run, 2)
    assert heard.numbers() == {run: 3}
    assert untold_changes([workflow.pk], heard=heard.numbers()) == []


async def test_a_ping_is_answered_without_the_database(
    socket: Browser, workflow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    await socket.ask("subscribe", workflow=str(workflow.pk))
    monkeypatch.setattr(catching_up, "WAITS_FOR_DATABASE", 0.05)
    monkeypatch.setattr(catching_up, "untold_changes", lambda workflows, heard: time.sleep(0.5))
    reply = await socket.ask("ping")
    assert (reply["success"], reply["position"]) == (True, 0)


async def test_after_a_restart_of_redis_the_socket_fetches_by_itself_what_it_missed(
    socket: Browser, workflow: Workflow, operator: Actor, redis_process: RedisProcess
) -> None:
    await socket.ask("subscribe", workflow=str(workflow.pk))
    redis_process.stop()
    step = await in_thread(start_in)(workflow, operator)
    await in_thread(steps.run)(step.pk)
    assert await socket.is_silent()
    redis_process.start()
    for state in WHOLE_RUN:
        assert (await socket.push("node_status"))["state"] == state
    assert (await socket.ask("ping"))["may_have_missed"] is True
    assert "may_have_missed" not in await socket.ask("ping")


async def test_after_a_restart_of_redis_live_pushes_arrive_again(
    socket: Browser, workflow: Workflow, operator: Actor, redis_process: RedisProcess
) -> None:
    await socket.ask("subscribe", workflow=str(workflow.pk))
    redis_process.stop()
    redis_process.start()
    async with asyncio.timeout(10):
        while not (await socket.ask("ping")).get("may_have_missed"):
            pass
    step = await in_thread(start_in)(workflow, operator)
    assert (await socket.push("node_status"))["step"] == str(step.pk)


async def test_an_editor_that_is_opened_without_redis_works_and_hears_later(
    open_socket: OpenSocket, ada_session: str, workflow: Workflow, operator: Actor, redis_process: RedisProcess
) -> None:
    redis_process.stop()
    browser = await open_socket(ada_session)
    reply = await browser.ask("subscribe", workflow=str(workflow.pk), since=0)
    assert (reply["success"], reply["position"]) == (True, 0)
    redis_process.start()
    step = await in_thread(start_in)(workflow, operator)
    assert (await browser.push("node_status"))["step"] == str(step.pk)


async def test_a_redis_that_hangs_keeps_nobody_from_opening_an_editor(
    open_socket: OpenSocket, ada_session: str, redis_process: RedisProcess
) -> None:
    redis_process.freeze()
    browser = await open_socket(ada_session)
    began = time.monotonic()
    assert (await browser.ask("ping"))["success"] is True
    assert time.monotonic() - began < 1


async def test_what_somebody_else_writes_to_the_sockets_is_not_said(
    socket: Browser, redis_server: redis.Redis, workflow: Workflow
) -> None:
    """Messages are encrypted with a key that is not in Redis."""
    forged = json.dumps({"type": "editor.push", "push": {"type": "forged"}}).encode()
    names = [str(each, "utf-8") for each in cast(list[bytes], redis_server.pubsub_channels())]
    assert any(OPERATORS in name for name in names)
    assert all(name.startswith("machina:editor:") for name in names)
    for name in names:
        for data in (forged, b"", b"\x80\x04}.", b"gAAAA"):
            redis_server.publish(name, data)
    assert await socket.is_silent()
    await in_thread(hub.send)(OPERATORS, {"type": "editor.push", "push": {"type": "true"}})
    assert await socket.next() == {"type": "true"}
