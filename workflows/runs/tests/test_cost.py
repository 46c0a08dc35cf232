"""What a flow costs the database, from its start to its end."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from integrations.actors import SYSTEM
from workflows.models import Run
from workflows.runs import steps
from workflows.runs.tests.conftest import RunFlow, work_off
from workflows.runs.tests.drawing import drawn

BEGUN, WORKED = 3, 10
"""Statements of the start (input, run, steps) and of the worker, of which one looks for the account."""
FRAME = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET )", re.IGNORECASE)
NOTE = {"type": "desk.read_note", "text": "{{ trigger.word }}", "account_mode": "owner"}
FLOW = drawn(
    {
        "start": {"type": "trigger.webhook"},
        "note": NOTE,
        "made": {"type": "flow.set", "fields": {"is": "{{ note.text }}"}},
        "answer": {"type": "flow.respond", "body": "{{ made.is }}"},
    },
    "start -> note",
    "note -> made",
    "made -> answer",
)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement, and ``COMMIT`` for the end of each outermost transaction."""
    sent: list[str] = []
    real, commit = CursorWrapper.execute, connection.commit

    def execute(self: CursorWrapper, sql: str, *args: Any) -> object:
        if not FRAME.match(sql):
            sent.append(sql)
        return real(self, sql, *args)

    def committed() -> None:
        sent.append("COMMIT")
        commit()

    monkeypatch.setattr(CursorWrapper, "execute", execute)
    monkeypatch.setattr(connection, "commit", committed)
    return sent


def test_a_short_flow_takes_three_commits(start_flow: RunFlow, woken: list[UUID], statements: list[str]) -> None:
    for _ in range(2):  # plans and statements are made
        start_flow(FLOW, input={"word": "ab"}, source="webhook", actor=SYSTEM)
        work_off(woken)
    statements.clear()
    run = start_flow(FLOW, input={"word": "ab"}, source="webhook", actor=SYSTEM)
    statements.remove(next(each for each in statements if "workflows_revision" in each))  # the test's own
    begun = len(statements)
    steps.run(woken.pop())
    sent = list(statements)
    assert (sent.count("COMMIT"), begun - 1, len(sent) - begun - 2) == (3, BEGUN, WORKED), "\n".join(sent)
    assert Run.objects.get(pk=run.pk).state == "succeeded"
