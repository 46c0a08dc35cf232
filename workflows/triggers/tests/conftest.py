"""Deployments of drawings with triggers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from integrations.actors import Actor
from integrations.database import giving_back
from integrations.models import Customer
from workflows.models import Deployment, Version
from workflows.revisions import create_workflow, current_revision

Deploy = Callable[..., Deployment]
SECRET = {"methods": ["POST"], "authentication": "secret", "respond": "at_once"}


def drawn(*nodes: Mapping[str, Any]) -> dict[str, Any]:
    """A drawing with these nodes and no edges; what a node leaves out is filled in."""
    bare = {"name": "", "position": {"x": 0, "y": 0}, "account_mode": "customer", "parameters": {}}
    return {"nodes": [{**bare, **each} for each in nodes], "edges": []}


def webhook(node_id: str = "hook", **parameters: Any) -> dict[str, Any]:
    return {"id": node_id, "type": "trigger.webhook", "parameters": SECRET | parameters}


def schedule(*rules: Mapping[str, Any], node_id: str = "clock", **parameters: Any) -> dict[str, Any]:
    given = {"rules": list(rules), "time_zone": "Europe/Berlin", **parameters}
    return {"id": node_id, "type": "trigger.schedule", "parameters": given}


@pytest.fixture
def publish(operator: Actor) -> Callable[..., Version]:
    """The version of a new workflow with these nodes, or another version of one there is."""

    def make(*nodes: Mapping[str, Any], of: Version | None = None) -> Version:
        workflow = create_workflow(operator, name="Orders", graph=drawn(*nodes))
        revision = current_revision(workflow)
        if of is None:
            return Version.objects.create(workflow=workflow, number=1, revision=revision)
        return Version.objects.create(workflow=of.workflow, number=of.number + 1, revision=revision)

    return make


@pytest.fixture
def deploy(publish: Callable[..., Version]) -> Deploy:
    """A deployment of a new workflow with these nodes; nothing is registered yet."""

    def make(*nodes: Mapping[str, Any], customer: Customer | None = None, **fields: Any) -> Deployment:
        version = publish(*nodes)
        return Deployment.objects.create(workflow=version.workflow, version=version, customer=customer, **fields)

    return make


def at_once(job: Callable[[], object], times: int = 4) -> None:
    """Do it in so many threads that begin together."""
    gate = threading.Barrier(times)

    def begin() -> None:
        gate.wait(10)
        job()

    with ThreadPoolExecutor(times) as threads:
        for begun in [threads.submit(giving_back(begin)) for _ in range(times)]:
            begun.result(30)
