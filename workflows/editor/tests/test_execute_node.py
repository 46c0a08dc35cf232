"""Running a node over the socket: the pushes before, the reply when it is done, what is refused."""

from __future__ import annotations

from integrations.models import Connection, UsageRecord
from workflows.editor.tests.conftest import Browser
from workflows.models import Run, Step
from workflows.tests.desk import Desk

NODE = {"node_id": "n1", "node_type": "desk.read_note", "parameters": {"text": "ab"}, "account_mode": "owner"}


async def test_a_node_runs_and_its_reply_comes_when_it_is_done(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    reply = await socket.ask("execute_node", **NODE)
    run, step = await Run.objects.aget(), await Step.objects.aget()
    usage = await UsageRecord.objects.aget()
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
            "id": str(usage.pk),
            "operation": "desk.read_note",
            "pricing_key": "call",
            "quantity": "0",
            "unit": "call",
            "cost": "0",
            "price": "0.001",
            "currency": "USD",
        },
        "execution_time": step.execution_time,
    }
