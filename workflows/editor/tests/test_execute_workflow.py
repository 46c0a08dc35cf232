"""Running whole workflows from the editor: the reply at once, and what follows as pushes."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async as in_thread

from integrations.actors import Actor
from integrations.models import Connection, Customer
from workflows.conftest import MakeConnection
from workflows.editor.tests.conftest import Browser, Json
from workflows.models import Revision, Run, Workflow
from workflows.revisions import save_graph
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

GRAPH = drawn(
    {
        "start": {"type": "trigger.manual"},
        "first": {"type": "desk.read_note", "text": "{{ trigger.word }}", "account_mode": "owner"},
        "told": {"type": "flow.set", "fields": {"said": "{{ first.text }}!"}},
    },
    "start -> first",
    "first -> told",
)


@pytest.fixture
async def drawn_workflow(workflow: Workflow, operator: Actor, owner_account: Connection, desk: Desk) -> Workflow:
    await in_thread(save_graph)(operator, workflow.pk, graph=GRAPH.as_dict(), base=1)
    return workflow


async def until_over(socket: Browser, run: str) -> list[Json]:
    """All pushes of a run up to its last state."""
    pushes = [each for each in socket.pushes if each.get("run") == run]
    while not (pushes and pushes[-1]["type"] == "workflow_status" and pushes[-1]["state"] in ENDED):
        message = await socket.next()
        if message.get("run") == run:
            pushes.append(message)
    return pushes


ENDED = ("succeeded", "failed", "cancelled")


async def test_a_run_answers_at_once_and_tells_each_node_and_output(
    worker: None, drawn_workflow: Workflow, socket: Browser
) -> None:
    reply = await socket.ask("execute_workflow", workflow=str(drawn_workflow.pk), input={"word": "ab"})
    assert reply["success"] is True
    pushes = await until_over(socket, reply["run"])
    outputs = {each["node_id"]: each["output"] for each in pushes if each["type"] == "node_output"}
    assert outputs == {"start": {"word": "ab"}, "first": {"text": "abab"}, "told": {"said": "abab!"}}
    last = {each["node_id"]: each["state"] for each in pushes if each["type"] == "node_status"}
    assert last == {"start": "succeeded", "first": "succeeded", "told": "succeeded"}
    numbers = [each["number"] for each in pushes if each["type"] == "node_status"]
    assert numbers == sorted(numbers)
    run = await Run.objects.aget()
    assert (str(run.pk), run.state, run.source, run.customer_id) == (reply["run"], "succeeded", "editor", None)


async def test_an_unsaved_drawing_is_stored_before_it_runs(
    worker: None, drawn_workflow: Workflow, socket: Browser
) -> None:
    other = drawn({"only": {"type": "flow.set", "fields": {"is": "new"}}})
    reply = await socket.ask("execute_workflow", workflow=str(drawn_workflow.pk), graph=other.as_dict())
    pushes = await until_over(socket, reply["run"])
    assert [each["output"] for each in pushes if each["type"] == "node_output"] == [{"is": "new"}]
    run = await Run.objects.select_related("revision").aget()
    assert (run.revision.number, run.revision.workflow_id) == (None, drawn_workflow.pk)


async def test_a_drawing_with_its_base_is_saved_or_refused(drawn_workflow: Workflow, socket: Browser) -> None:
    asked: Json = {"workflow": str(drawn_workflow.pk), "graph": drawn({}).as_dict()}
    refused = await socket.ask("execute_workflow", **asked, base=1)
    assert (refused["success"], refused["error"]["code"]) == (False, "conflict")
    assert not await Run.objects.aexists()
    assert await Revision.objects.acount() == 2


async def test_a_run_for_a_customer_uses_his_account(
    worker: None,
    drawn_workflow: Workflow,
    socket: Browser,
    globex: Customer,
    make_connection: MakeConnection,
) -> None:
    await in_thread(make_connection)(globex, is_default=True)
    graph = drawn({"note": {"type": "desk.read_note", "text": "ab", "account_mode": "customer"}})
    asked: Json = {"workflow": str(drawn_workflow.pk), "graph": graph.as_dict()}
    reply = await socket.ask("execute_workflow", **asked, account_mode="customer", customer_id="globex")
    await until_over(socket, reply["run"])
    run = await Run.objects.select_related("customer").aget()
    assert (run.state, run.customer) == ("succeeded", globex)
    nobody = await socket.ask("execute_workflow", **asked)
    pushes = await until_over(socket, nobody["run"])
    assert pushes[-1]["state"] == "failed"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"account_mode": "customer"}, ["customer_id"]),
        ({"account_mode": "owner", "customer_id": "globex"}, ["customer_id"]),
        ({"until": "first", "only": "first"}, ["only"]),
        ({"base": 1}, ["base"]),
    ],
)
async def test_what_contradicts_itself_is_refused(
    drawn_workflow: Workflow, socket: Browser, fields: Json, wrong: list[str]
) -> None:
    reply = await socket.ask("execute_workflow", workflow=str(drawn_workflow.pk), **fields)
    assert (reply["success"], reply["error"]["code"]) == (False, "input_error")
    assert [each["field"] for each in reply["error"]["errors"]] == wrong
    assert not await Run.objects.aexists()


async def test_a_failed_run_is_tried_again_without_what_had_succeeded(
    worker: None, drawn_workflow: Workflow, socket: Browser, desk: Desk
) -> None:
    graph = drawn(
        {
            "first": {"type": "desk.read_note", "text": "ab", "account_mode": "owner"},
            "second": {"type": "desk.write_note", "text": "{{ first.text }}", "account_mode": "owner"},
        },
        "first -> second",
    )
    desk.fails_writes = True
    asked: Json = {"workflow": str(drawn_workflow.pk), "graph": graph.as_dict()}
    first = await socket.ask("execute_workflow", **asked)
    assert (await until_over(socket, first["run"]))[-1]["state"] == "failed"
    desk.fails_writes = False
    second = await socket.ask("retry_run", run=first["run"])
    pushes = await until_over(socket, second["run"])
    assert pushes[-1]["state"] == "succeeded"
    assert [each["output"] for each in pushes if each["type"] == "node_output"][-1] == {"text": "abababab"}
    assert desk.calls == 2  # one read, one write
    third = await socket.ask("retry_run", **{"run": second["run"], "from": "second"})
    await until_over(socket, third["run"])
    assert desk.calls == 3
    refused = await socket.ask("retry_run", run=second["run"])
    assert refused["error"]["code"] == "conflict"
