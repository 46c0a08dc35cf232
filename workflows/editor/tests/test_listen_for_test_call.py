"""Listening for a test call from the editor: the address, the call, and what the canvas hears of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from integrations.actors import Actor
from workflows.editor.tests.conftest import Browser
from workflows.editor.tests.test_execute_workflow import until_over
from workflows.models import Listener, Workflow
from workflows.triggers.tests.conftest import drawn, webhook


def _call(url: str, secret: str) -> Any:
    path, headers = urlsplit(url).path, {"machina-secret": secret}
    return Client().post(path, b'{"n": 1}', content_type="application/json", headers=headers)


async def test_the_call_that_arrives_is_seen_live(workflow: Workflow, operator: Actor, socket: Browser) -> None:
    wish = {"workflow": str(workflow.pk), "graph": drawn(webhook()), "node_id": "hook"}
    reply = await socket.ask("listen_for_test_call", **wish)
    assert reply["success"] is True
    answer = await sync_to_async(_call)(reply["url"], reply["secret"])
    told = await socket.push("test_call_received")
    assert told == {
        "type": "test_call_received",
        "workflow": str(workflow.pk),
        "node_id": "hook",
        "run": answer["Machina-Run"],
    }
    pushes = await until_over(socket, told["run"])
    [output] = [each["output"] for each in pushes if each["type"] == "node_output"]
    assert output["body"] == {"n": 1}


async def test_listening_can_be_stopped(workflow: Workflow, operator: Actor, socket: Browser) -> None:
    wish = {"workflow": str(workflow.pk), "graph": drawn(webhook()), "node_id": "hook"}
    await socket.ask("listen_for_test_call", **wish)
    assert (await socket.ask("stop_listening", workflow=str(workflow.pk), node_id="hook"))["success"] is True
    assert not await Listener.objects.aexists()


@pytest.mark.parametrize("more", [{"input": 1}, {"only": "hook"}, {"account_mode": "customer"}])
async def test_what_makes_no_sense_is_refused(workflow: Workflow, socket: Browser, more: dict[str, object]) -> None:
    reply = await socket.ask("listen_for_test_call", workflow=str(workflow.pk), node_id="hook", **more)
    assert reply["error"]["code"] == "input_error"
