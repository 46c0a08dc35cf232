"""Evaluator processes are there before expressions need them, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redis

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.shared_store import store
from workflows import evaluators
from workflows.deployments.actions import deploy, pause
from workflows.engine.control.expressions import needs_evaluator
from workflows.engine.expressions.evaluator import pool as pools
from workflows.evaluators import WANTED, Readiness
from workflows.revisions import create_workflow
from workflows.versions.publish import publish

PLAIN, CALCULATED = "{{ trigger.body.name }}", "{{ trigger.body.count + 1 }}"
FUNCTION, MACRO = "{{ trigger.body.name.upper() }}", "{{ trigger.body.tags.filter(t, t != '') }}"


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[pools.Pool]:
    """The evaluators of this process, of which there are none yet."""
    made = pools.Pool()
    monkeypatch.setattr(pools, "pool", lambda: made)
    store().delete(WANTED)
    yield made
    store().delete(WANTED)
    made.close()


def _graph(*texts: str, **node: Any) -> dict[str, Any]:
    bare = {"id": "set", "type": "flow.set", "name": "", "position": {"x": 0, "y": 0}}
    fields = {f"f{number}": text for number, text in enumerate(texts)}
    start = {"id": "start", "type": "trigger.manual", "name": "", "position": {"x": 0, "y": 0}}
    edge = {"id": "e", "source": "start", "source_handle": "main", "target": "set", "target_handle": "main"}
    return {"nodes": [start, {**bare, "parameters": {"fields": fields}, **node}], "edges": [edge]}


@pytest.mark.parametrize(
    ("graph", "needs"),
    [
        (_graph(PLAIN, CALCULATED, "words"), False),
        (_graph(PLAIN, FUNCTION), True),
        (_graph(MACRO), True),
        (_graph(FUNCTION, disabled=True), False),
        (_graph(type="flow.if", parameters={"condition": "trigger.body.name.upper() == 'A'"}), True),
        (_graph(type="flow.if", parameters={"condition": "trigger.body.n == 1"}), False),
        ({}, False),
    ],
)
def test_functions_and_macros_need_one_and_paths_and_sums_do_not(graph: dict[str, Any], needs: bool) -> None:
    assert needs_evaluator(graph) is needs


@pytest.mark.django_db(transaction=True)
def test_a_worker_has_none_while_nothing_needs_one(pool: pools.Pool, operator: Actor) -> None:
    readiness = Readiness()
    workflow = create_workflow(operator, name="Orders", graph=_graph(PLAIN))
    publish(operator, workflow.pk)
    deploy(operator, workflow.pk, Holder.owner())
    readiness.look()
    readiness.look()
    assert pool.idle == []


@pytest.mark.django_db(transaction=True)
def test_publishing_what_needs_one_makes_every_worker_get_one_ready(pool: pools.Pool, operator: Actor) -> None:
    readiness = Readiness()
    readiness.look()
    assert pool.idle == []
    workflow = create_workflow(operator, name="Orders", graph=_graph(MACRO))
    publish(operator, workflow.pk)
    readiness.look()
    assert len(pool.idle) == 1
    readiness.look()
    assert len(pool.idle) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_looks_at_what_is_deployed(pool: pools.Pool, operator: Actor) -> None:
    workflow = create_workflow(operator, name="Orders", graph=_graph(FUNCTION))
    publish(operator, workflow.pk)
    deployed = deploy(operator, workflow.pk, Holder.owner()).deployment
    pause(operator, deployed.pk)
    store().delete(WANTED)
    Readiness().look()
    assert pool.idle == []
    deployed.is_active, deployed.paused_at = True, None
    deployed.save()
    Readiness().look()
    assert len(pool.idle) == 1
    assert pool.ask({"source": "1 + 1", "values": {}})["value"] == 2


def test_without_redis_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise redis.ConnectionError("away")

    monkeypatch.setattr(evaluators, "store", away)
    evaluators.want(_graph(MACRO))
