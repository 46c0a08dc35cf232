"""What one press of Run costs the database: web and worker together, over the real code."""

from __future__ import annotations

import re

import pytest
from channels.db import database_sync_to_async as in_thread
from django.apps import apps
from django.db.backends.utils import CursorWrapper

from integrations.egress import policy
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.models import Connection
from workflows.editor.tests.conftest import Browser, Json
from workflows.models import Workflow

ROWS, STATEMENTS = 8, 14
"""Bars: 11 and 14. A run, a step, an audit event, a call, its parameters and result, the lines of sale and cost."""
FRAME = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET )", re.IGNORECASE)
LABELS: Json = {"node_id": "n1", "node_type": "gmail.list_labels", "parameters": {}, "account_mode": "owner"}


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that any thread of this process sends to the database, without the frames of transactions."""
    sent: list[str] = []

    def noting(name: str) -> None:
        real = getattr(CursorWrapper, name)

        def execute(self: CursorWrapper, sql: str, *args: object) -> object:
            if not FRAME.match(sql):
                sent.append(sql)
            return real(self, sql, *args)

        monkeypatch.setattr(CursorWrapper, name, execute)

    noting("execute")
    noting("executemany")
    return sent


def rows() -> int:
    return sum(model._default_manager.count() for model in apps.get_models())


async def test_a_click_on_a_read_stays_within_the_bars(
    worker: None,
    vendor: Vendor,
    mailbox: Connection,
    socket: Browser,
    workflow: Workflow,
    statements: list[str],
) -> None:
    vendor.answers(ok({"labels": []}))
    node = LABELS | {"workflow": str(workflow.pk)}
    for _ in range(2):  # the process has its connections, and the connection was used within the last minute
        assert (await socket.ask("execute_node", **node))["success"] is True
    before = await in_thread(rows)()
    statements.clear()
    assert (await socket.ask("execute_node", **node))["success"] is True
    sent = list(statements)
    written = await in_thread(rows)() - before
    assert (written, len(sent)) == (ROWS, STATEMENTS), "\n".join(sent)


async def test_telling_of_requests_that_are_sent_again_costs_the_database_nothing(
    worker: None,
    vendor: Vendor,
    mailbox: Connection,
    socket: Browser,
    workflow: Workflow,
    statements: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.01)
    vendor.answers(ok({"labels": []}), ok({"labels": []}), status(429, {}), status(503, {}), ok({"labels": []}))
    node = LABELS | {"workflow": str(workflow.pk)}
    for _ in range(2):
        assert (await socket.ask("execute_node", **node))["success"] is True
    before = await in_thread(rows)()
    statements.clear()
    socket.pushes.clear()
    assert (await socket.ask("execute_node", **node))["success"] is True
    sent = list(statements)
    written = await in_thread(rows)() - before
    looks_at_the_access = 2  # once for each further attempt
    assert (written, len(sent)) == (ROWS, STATEMENTS + looks_at_the_access), "\n".join(sent)
    running = [each for each in socket.pushes if each["type"] == "node_status" and each["state"] == "running"]
    assert [(each["number"], each.get("message")) for each in running] == [
        (2, None),
        (2, "Attempt 2 in a moment: Gmail asks us to wait."),
        (2, "Attempt 2."),
        (2, "Attempt 3 in a moment: Gmail answered 503."),
        (2, "Attempt 3."),
    ]
