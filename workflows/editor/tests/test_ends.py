"""SECURITY 28 over the socket: a run that is over stays as it is, and nothing is told of it any more."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async as in_thread
from django.core.serializers import serialize

from integrations.models import AuditEvent, Connection
from workflows.editor.following import Told
from workflows.editor.frames import RunChanges, StateChange
from workflows.editor.tests.conftest import Browser
from workflows.models import Run, RunEvent, Step
from workflows.tests.desk import Desk

NODE = {"node_id": "n1", "node_type": "desk.read_note", "parameters": {"text": "ab"}, "account_mode": "owner"}


def everything() -> str:
    kinds = (Run, Step, RunEvent, AuditEvent)
    return "".join(serialize("json", kind._default_manager.order_by("pk")) for kind in kinds)


async def test_a_run_that_is_over_is_not_cancelled_whatever_its_end(
    worker: None, desk: Desk, owner_account: Connection, socket: Browser
) -> None:
    run = (await socket.ask("execute_node", **NODE))["run"]
    for state in ("succeeded", "failed", "cancelled"):
        await Run.objects.aupdate(state=state)
        before = await in_thread(everything)()
        assert (await socket.ask("cancel_execution", run=run))["state"] == state
        assert await in_thread(everything)() == before


@pytest.mark.parametrize(("number", "is_news"), [(2, False), (3, True)])
def test_a_word_in_passing_comes_too_late_once_its_step_has_gone_on(number: int, is_news: bool) -> None:
    told = Told()

    def change(number: int, *, is_passing: bool) -> RunChanges:
        one: StateChange = {"number": number, "step": "s", "is_passing": is_passing}
        return {"run": "r", "workflow": None, "customer": None, "changes": [one]}

    told.news(change(3, is_passing=False))
    assert bool(told.news(change(number, is_passing=True))) == is_news
    assert not told.news(change(3, is_passing=False))
