"""Starting and running single nodes at the desk, with the broker's messages caught."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models.functions import Now

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Connection
from integrations.queue import offers
from workflows.models import Run, Step
from workflows.runs import steps
from workflows.runs.history import history
from workflows.runs.start_node import NodeStart, start_node_run
from workflows.tests.desk import Desk

StartStep = Callable[..., Step]


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Steps of which workers were told, instead of telling them."""
    told: list[UUID] = []
    monkeypatch.setattr(offers, "tell", lambda rows: told.extend(row.pk for row in rows))
    return told


@pytest.fixture
def start_step(desk: Desk, owner_account: Connection, operator: Actor, woken: list[UUID]) -> StartStep:
    """Start one node on the owner's account, doubling "ab" unless told otherwise."""

    def start(**fields: Any) -> Step:
        actor = fields.pop("actor", operator)
        given: dict[str, Any] = {
            "node_id": "n1",
            "node_type": "desk.read_note",
            "parameters": {"text": "ab"},
            "holder": Holder.owner(),
            "connection": None,
            "workflow_id": None,
            **fields,
        }
        return start_node_run(actor, NodeStart(**given))

    return start


def told(run: Run | UUID) -> list[tuple[int, str, str, str]]:
    """A run's events: number, node, state of the step, state of the run."""
    found = Run.objects.get(pk=run.pk if isinstance(run, Run) else run)
    return [(each.number, each.step.node_id, each.state, each.run_state) for each in history(found)]


def run_in_thread(step_id: UUID) -> None:
    """What a worker's thread does with one message."""
    try:
        steps.run(step_id)
    finally:
        connection.close()


class Killed(BaseException):
    """A worker's end in the middle of a call."""


def kill_in_the_middle(desk: Desk, step: Step) -> None:
    """Run the step up to the middle of its call, and leave everything as a killed worker does."""
    desk.during = Killed
    with pytest.raises(Killed):
        steps.run(step.pk)
    desk.during = None


def let_leases_lapse() -> None:
    Step.objects.filter(state="running").update(lease_until=Now() - timedelta(seconds=1))
