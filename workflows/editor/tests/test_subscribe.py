"""Saving and following a workflow over the socket."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async as in_thread
from django.utils import timezone

from integrations.actors import Actor
from integrations.models import Connection
from workflows.editor.tests.conftest import Browser, OpenSocket
from workflows.models import Step, Workflow
from workflows.runs import steps
from workflows.tests.desk import Desk
from workflows.tests.test_revisions import graph, start_in

BEGAN = timezone.now() - timedelta(hours=1)


@pytest.fixture
def finished_run(desk: Desk, owner_account: Connection, workflow: Workflow, operator: Actor) -> str:
    """A run that is over, with a minute between its events."""
    step = start_in(workflow, operator)
    steps.run(step.pk)
    times = [BEGAN + timedelta(minutes=minutes) for minutes in range(3)]
    Step.objects.update(created_at=times[0], started_at=times[1], finished_at=times[2])
    return str(step.run_id)


def position(minutes: float) -> int:
    """Of an event so many minutes after the first."""
    return round((BEGAN + timedelta(minutes=minutes)).timestamp() * 1000)


def short(pushes: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(each["type"], each.get("state")) for each in pushes]


async def test_a_save_answers_with_the_new_revision(desk: Desk, socket: Browser, workflow: Workflow) -> None:
    reply = await socket.ask("save_workflow", workflow=str(workflow.pk), graph=graph("a"), base=1)
    assert reply == {"type": "save_workflow_result", "request_id": "r1", "success": True, "revision": 2}


async def test_a_conflict_brings_the_newer_drawing(desk: Desk, socket: Browser, workflow: Workflow) -> None:
    await socket.ask("save_workflow", workflow=str(workflow.pk), graph=graph("theirs"), base=1)
    reply = await socket.ask("save_workflow", workflow=str(workflow.pk), graph=graph("mine"), base=1)
    assert (reply["success"], reply["error"]["code"]) == (False, "conflict")
    newer = reply["error"]["newer"]
    assert newer["revision"] == 2
    assert newer["graph"]["nodes"][0]["parameters"] == {"text": "theirs"}


async def test_an_unreadable_drawing_is_refused_with_every_problem(
    desk: Desk, socket: Browser, workflow: Workflow
) -> None:
    drawing = {"nodes": [{"id": "a", "type": "desk.burn_down"}], "edges": [3]}
    reply = await socket.ask("save_workflow", workflow=str(workflow.pk), graph=drawing, base=1)
    fields = [each["field"] for each in reply["error"]["errors"]]
    # A type that is not known is a problem of the draft, which is told of it.
    assert fields == ["nodes.0.name", "nodes.0.position", "edges.0"]


async def test_a_thousand_nodes_are_saved(desk: Desk, socket: Browser, workflow: Workflow) -> None:
    drawing = graph(*("x" * 1_000 for _ in range(1_000)))
    reply = await socket.ask("save_workflow", workflow=str(workflow.pk), graph=drawing, base=1)
    assert reply["revision"] == 2


async def test_without_since_only_live_events_follow(finished_run: str, socket: Browser, workflow: Workflow) -> None:
    reply = await socket.ask("subscribe", workflow=str(workflow.pk))
    assert (reply["success"], reply["position"], socket.pushes) == (True, position(2), [])


async def test_missed_events_come_before_the_reply(finished_run: str, socket: Browser, workflow: Workflow) -> None:
    reply = await socket.ask("subscribe", workflow=str(workflow.pk), since=position(1))
    assert short(socket.pushes) == [
        ("node_status", "running"),
        ("workflow_status", "running"),
        ("node_status", "succeeded"),
        ("node_output", None),
        ("workflow_status", "succeeded"),
    ]
    assert [each.get("position") for each in socket.pushes] == [position(1), None, position(2), None, None]
    assert socket.pushes[3]["output"] == {"text": "abab"}
    assert {each["run"] for each in socket.pushes} == {finished_run}
    assert reply["position"] == position(2)


async def test_since_zero_brings_everything_once(finished_run: str, socket: Browser, workflow: Workflow) -> None:
    await socket.ask("subscribe", workflow=str(workflow.pk), since=0)
    await socket.ask("subscribe", workflow=str(workflow.pk), since=0)
    assert short(socket.pushes) == [
        ("node_status", "queued"),
        ("workflow_status", "queued"),
        ("node_status", "running"),
        ("workflow_status", "running"),
        ("node_status", "succeeded"),
        ("node_output", None),
        ("workflow_status", "succeeded"),
    ]


async def test_the_last_half_minute_is_looked_at_again(finished_run: str, socket: Browser, workflow: Workflow) -> None:
    """An event may be committed after one with a higher position that was already seen."""
    await Step.objects.aupdate(started_at=BEGAN + timedelta(minutes=1, seconds=29))
    await socket.ask("subscribe", workflow=str(workflow.pk), since=position(2))
    assert short(socket.pushes) == [
        ("node_status", "succeeded"),
        ("node_output", None),
        ("workflow_status", "succeeded"),
    ]


async def test_another_workflows_events_are_not_told(finished_run: str, socket: Browser, workflow: Workflow) -> None:
    other = await Workflow.objects.acreate(name="Other")
    reply = await socket.ask("subscribe", workflow=str(other.pk), since=0)
    assert (reply["position"], socket.pushes) == (0, [])


async def test_what_is_subscribed_arrives_live(
    desk: Desk, owner_account: Connection, socket: Browser, workflow: Workflow, operator: Actor
) -> None:
    await socket.ask("subscribe", workflow=str(workflow.pk))
    step = await in_thread(start_in)(workflow, operator)
    assert (await socket.push("node_status"))["step"] == str(step.pk)


@pytest.mark.parametrize("kind", ["subscribe", "save_workflow"])
async def test_a_workflow_that_does_not_exist_is_not_found(
    desk: Desk, open_socket: OpenSocket, socket: Browser, kind: str
) -> None:
    body = {"graph": {}, "base": 1} if kind == "save_workflow" else {}
    reply = await socket.ask(kind, workflow=str(uuid4()), **body)
    assert reply["error"]["code"] == "not_found"


async def test_a_run_that_does_not_exist_cannot_be_cancelled(socket: Browser) -> None:
    reply = await socket.ask("cancel_execution", run=str(uuid4()))
    assert reply["error"]["code"] == "not_found"
