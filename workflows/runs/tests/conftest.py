"""Starting and running single nodes at the desk, with the broker's messages caught."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

import pytest
from django.db import connection
from django.db.models.functions import Now

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Connection
from integrations.payloads.contents import load
from integrations.queue import deaths, offers
from workflows.engine.graph import Graph, graph_hash
from workflows.models import Revision, Run, Step
from workflows.runs import steps
from workflows.runs.history import history
from workflows.runs.start import RunStart, start_run
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
    deaths.be_another_process()


def let_leases_lapse() -> None:
    Step.objects.filter(state="running").update(lease_until=Now() - timedelta(seconds=1))


class RunFlow(Protocol):
    """Starts a run of the graph for the owner, and works on it until nothing is left to be done."""

    def __call__(self, graph: Graph, **start: Any) -> Run: ...


@pytest.fixture
def start_flow(desk: Desk, owner_account: Connection, operator: Actor, woken: list[UUID]) -> RunFlow:
    """Starts a run and leaves it to the test to work on it."""

    def start(graph: Graph, **fields: Any) -> Run:
        actor = fields.pop("actor", operator)
        revision = Revision.objects.create(graph=graph.as_dict(), graph_hash=graph_hash(graph))
        given: dict[str, Any] = {"customer": None, "source": "manual", "lane": "interactive", **fields}
        return start_run(actor, RunStart(revision=revision, **given))

    return start


@pytest.fixture
def run_flow(start_flow: RunFlow, woken: list[UUID]) -> RunFlow:
    def run(graph: Graph, **fields: Any) -> Run:
        started = start_flow(graph, **fields)
        work_off(woken)
        return Run.objects.get(pk=started.pk)

    return run


def work_off(woken: list[UUID]) -> None:
    """Do what workers were told of, one by one, what they are told of by that, and at last what they were not."""
    done: set[UUID] = set()
    while woken or (woken := _untold(done)):
        done.add(woken[0])
        steps.run(woken.pop(0))


def _untold(done: set[UUID]) -> list[UUID]:
    """What nobody was told of, as it was offered with others: the sweeper would have it told of again."""
    waiting = Step.objects.filter(state=Step.State.QUEUED, lane="interactive", attempt=0).exclude(pk__in=done)
    return list(waiting.values_list("pk", flat=True))


def outcome(run: Run) -> tuple[str, object]:
    """How the run stands, and its output."""
    return run.state, load(run.output) if run.output else None


def states(run: Run) -> dict[str, str]:
    """The state of each node outside loops; of one inside with its path."""
    return {".".join([each.node_id, *map(str, each.path)]): each.state for each in run.steps.all()}


def output_of(run: Run, node_id: str) -> object:
    """What a node outside loops gave."""
    step = run.steps.select_related("result").get(node_id=node_id, path=[])
    return load(step.result) if step.result else None


def numbers(run: Run) -> list[int]:
    """Those of all its events."""
    return [each.number for each in history(run)]


def make_due() -> None:
    """What waits for a time need not wait any longer."""
    Step.objects.filter(state="waiting").update(not_before=Now() - timedelta(seconds=1))
