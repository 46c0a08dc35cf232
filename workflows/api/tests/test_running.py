"""Running workflows over REST: for whom, once for a key, waiting for the end, and again."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection as database
from rest_framework.test import APIClient

from integrations.actors import Actor
from integrations.models import AuditEvent, Connection, Customer
from workflows.conftest import MakeConnection
from workflows.models import Run, Step, Version, Workflow
from workflows.revisions import create_workflow, current_revision, save_graph
from workflows.runs import steps
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

Json = dict[str, Any]
NOTE = {"type": "desk.read_note", "text": "{{ trigger.word }}"}
GRAPH = drawn(
    {
        "start": {"type": "trigger.manual"},
        "first": NOTE,
        "told": {"type": "flow.set", "fields": {"is": "{{ first.text }}"}},
    },
    "start -> first",
    "first -> told",
)
INPUT = {"word": "ab"}


@pytest.fixture
def doubling(operator: Actor, owner_account: Connection, desk: Desk) -> Workflow:
    return create_workflow(operator, name="Doubling", graph=GRAPH.as_dict())


def work_off() -> None:
    """What workers do until nothing is left."""
    try:
        while (step := Step.objects.filter(state="queued").first()) is not None:
            steps.run(step.pk)
    finally:
        database.close()


def work_soon() -> None:
    deadline = time.monotonic() + 20
    while not Step.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    work_off()


def run(client: APIClient, workflow: Workflow, **body: Any) -> Any:
    return client.post(f"/api/v1/workflows/{workflow.pk}/run", body, format="json")


def test_a_run_is_accepted_and_found_at_its_address(operator_key: APIClient, doubling: Workflow) -> None:
    answer = run(operator_key, doubling, account_mode="owner", input=INPUT)
    assert (answer.status_code, answer.data["state"]) == (202, "queued")
    work_off()
    found = operator_key.get(answer.data["url"]).json()
    assert (found["id"], found["state"], found["source"], found["kind"]) == (
        str(answer.data["run"]),
        "succeeded",
        "api",
        "workflow",
    )
    assert (found["input"], found["output"], found["reason"]) == (INPUT, {"is": "abab"}, None)
    assert (found["workflow"], found["revision"], found["version"]) == (str(doubling.pk), 1, None)
    assert found["usage"] == {"cost": "0", "price": "0.001", "currency": "USD"}
    assert [(each["key"], each["state"], each["output"]) for each in found["steps"]] == [
        ("start", "succeeded", INPUT),
        ("first", "succeeded", {"text": "abab"}),
        ("told", "succeeded", {"is": "abab"}),
    ]
    assert [each.action for each in AuditEvent.objects.filter(object_type="run")] == ["run.start"]


def test_who_waits_gets_the_finished_run(operator_key: APIClient, doubling: Workflow) -> None:
    with ThreadPoolExecutor(1) as worker:
        working = worker.submit(work_soon)
        answer = run(operator_key, doubling, account_mode="owner", input=INPUT, wait=20)
        working.result(10)
    assert (answer.status_code, answer.data["state"], answer.data["output"]) == (200, "succeeded", {"is": "abab"})


def test_who_waits_in_vain_is_told_where_to_ask(operator_key: APIClient, doubling: Workflow) -> None:
    answer = run(operator_key, doubling, account_mode="owner", input=INPUT, wait=0.05)
    assert (answer.status_code, answer.data["state"]) == (202, "queued")


def test_nobody_means_nobody(operator_key: APIClient, doubling: Workflow) -> None:
    answer = run(operator_key, doubling, input=INPUT)
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert [each["field"] for each in answer.json()["errors"]] == ["customer"]
    assert not Run.objects.exists()


def test_a_run_for_a_customer_works_on_his_account(
    operator_key: APIClient,
    globex_key: APIClient,
    doubling: Workflow,
    globex: Customer,
    make_connection: MakeConnection,
) -> None:
    make_connection(globex, is_default=True)
    answer = run(operator_key, doubling, customer="globex", input=INPUT)
    work_off()
    assert Run.objects.get().customer == globex
    assert globex_key.get(answer.data["url"]).json()["output"] == {"is": "abab"}


def test_the_same_key_is_one_run(operator_key: APIClient, doubling: Workflow) -> None:
    first = run(operator_key, doubling, account_mode="owner", input=INPUT, idempotency_key="k1")
    work_off()
    again = operator_key.post(
        f"/api/v1/workflows/{doubling.pk}/run",
        {"account_mode": "owner", "input": INPUT},
        format="json",
        headers={"Idempotency-Key": '"k1"'},
    )
    assert (first.data["run"], "succeeded") == (again.data["run"], again.data["state"])
    waited = run(operator_key, doubling, account_mode="owner", input=INPUT, idempotency_key="k1", wait=5)
    assert (waited.status_code, waited.data["id"]) == (200, str(first.data["run"]))
    other = run(operator_key, doubling, account_mode="owner", input={"word": "cd"}, idempotency_key="k1")
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert Run.objects.count() == 1


def test_a_version_runs_as_it_was_published(operator_key: APIClient, doubling: Workflow, operator: Actor) -> None:
    Version.objects.create(workflow=doubling, number=1, revision=current_revision(doubling))
    changed = drawn({"told": {"type": "flow.set", "fields": {"is": "changed"}}})
    save_graph(operator, doubling.pk, graph=changed.as_dict(), base=1)
    run(operator_key, doubling, account_mode="owner", input=INPUT, version=1)
    run(operator_key, doubling, account_mode="owner", input=INPUT)
    work_off()
    shown = operator_key.get("/api/v1/runs/").json()["results"]
    assert [(each["version"], each["revision"]) for each in shown] == [(None, 2), (1, 1)]
    details = [operator_key.get(f"/api/v1/runs/{each['id']}/").json()["output"] for each in shown]
    assert details == [{"is": "changed"}, {"is": "abab"}]
    assert run(operator_key, doubling, account_mode="owner", version=7).status_code == 404


def test_a_run_up_to_a_node_stops_there(operator_key: APIClient, doubling: Workflow) -> None:
    answer = run(operator_key, doubling, account_mode="owner", input=INPUT, until="first")
    work_off()
    found = operator_key.get(answer.data["url"]).json()
    assert ([each["key"] for each in found["steps"]], found["output"]) == (["start", "first"], {"text": "abab"})
    assert run(operator_key, doubling, account_mode="owner", until="nowhere").status_code == 404


def test_a_failed_run_is_tried_again(operator_key: APIClient, doubling: Workflow) -> None:
    answer = run(operator_key, doubling, account_mode="owner", input={})
    work_off()
    found = operator_key.get(answer.data["url"]).json()
    assert (found["state"], found["output"]) == ("failed", None)
    assert found["reason"].startswith("first · text: ")
    again = operator_key.post(f"/api/v1/runs/{found['id']}/retry", {"from": "first"}, format="json")
    assert again.status_code == 202
    assert UUID(str(again.data["run"])) != UUID(found["id"])
    assert operator_key.post(f"/api/v1/runs/{uuid4()}/retry", {}, format="json").status_code == 404


def test_a_customers_key_starts_and_retries_nothing(
    globex_key: APIClient, operator_key: APIClient, doubling: Workflow, globex: Customer
) -> None:
    assert run(globex_key, doubling, customer="globex", input=INPUT).status_code == 404
    foreign = run(operator_key, doubling, account_mode="owner", input=INPUT).data["run"]
    work_off()
    assert globex_key.post(f"/api/v1/runs/{foreign}/retry", {}, format="json").status_code == 404
    assert Run.objects.count() == 1


def test_a_run_shows_the_drawing_it_ran_to_operators_alone(
    operator_key: APIClient, globex_key: APIClient, operator: Actor, doubling: Workflow, globex: Customer
) -> None:
    first = run(operator_key, doubling, customer="globex", input=INPUT).json()["run"]
    changed = drawn({"start": {"type": "trigger.manual"}})
    save_graph(operator, doubling.pk, graph=changed.as_dict(), base=1)
    assert operator_key.get(f"/api/v1/runs/{first}/graph").json() == GRAPH.as_dict()
    assert globex_key.get(f"/api/v1/runs/{first}/").status_code == 200
    assert globex_key.get(f"/api/v1/runs/{first}/graph").status_code == 404
    assert operator_key.get(f"/api/v1/runs/{uuid4()}/graph").status_code == 404
