"""Agents that work with the desk, asking the sandbox's model over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from integrations.actors import Actor
from integrations.models import Connection
from workflows.engine.graph import Graph, graph_hash
from workflows.models import Revision, Run, Step, Workflow
from workflows.runs.start import RunStart, start_run
from workflows.runs.tests.conftest import woken as woken
from workflows.runs.tests.conftest import work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

Begin = Callable[..., Run]
READ = {"type": "desk.read_note", "account_mode": "owner"}
WRITE = {"type": "desk.write_note", "account_mode": "owner"}
BURN = {"type": "desk.burn_note", "account_mode": "owner"}


def line(tool: str, **arguments: object) -> str:
    """What the sandbox's model obeys."""
    return f"call {tool} {json.dumps(arguments)}"


def agent(prompt: str, **parameters: Any) -> dict[str, Any]:
    return {
        "type": "agent.run",
        "model": {"name": "sandbox/rules"},
        "prompt": prompt,
        "approval": "never",
        **parameters,
    }


def lent(prompt: str, *tools: dict[str, Any], **parameters: Any) -> Graph:
    """An agent with these nodes as tools, called t0, t1 and so on."""
    nodes = {f"t{number}": each for number, each in enumerate(tools)}
    edges = [f"{name}:tool -> bot:tools" for name in nodes]
    return drawn(
        {"start": {"type": "trigger.manual"}, "bot": agent(prompt, **parameters), **nodes}, "start -> bot", *edges
    )


@pytest.fixture
def begin(
    desk: Desk, sandbox: str, redis_server: object, owner_account: Connection, operator: Actor, woken: list[UUID]
) -> Begin:
    def begin(graph: Graph, *, workflow: Workflow | None = None, **fields: Any) -> Run:
        revision = Revision.objects.create(workflow=workflow, graph=graph.as_dict(), graph_hash=graph_hash(graph))
        given: dict[str, Any] = {"customer": None, "source": "manual", "lane": "interactive", **fields}
        return start_run(operator, RunStart(revision=revision, **given))

    return begin


@pytest.fixture
def go(begin: Begin, woken: list[UUID]) -> Begin:
    """Begin, and work until nothing is left to be done."""

    def go(graph: Graph, **fields: Any) -> Run:
        run = begin(graph, **fields)
        work_off(woken)
        return Run.objects.get(pk=run.pk)

    return go


def step_of(run: Run, node: str = "bot") -> Step:
    return run.steps.select_related("result").get(node_id=node)
