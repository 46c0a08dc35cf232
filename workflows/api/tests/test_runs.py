"""Runs over REST."""

from __future__ import annotations

from urllib.parse import quote
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from integrations.errors import RemoteRejected
from integrations.models import Customer
from workflows.api import runs
from workflows.api.tests.conftest import StartStep
from workflows.models import Run, Workflow
from workflows.runs import claims, steps
from workflows.tests.desk import Desk


def test_a_run_shows_its_steps_with_their_whole_output(
    start_step: StartStep, operator_key: APIClient, globex: Customer
) -> None:
    step = start_step(globex)
    steps.run(step.pk)
    step.refresh_from_db()
    run = Run.objects.get()
    body = operator_key.get(f"/api/v1/runs/{run.pk}/").json()
    (shown,) = body.pop("steps")
    assert body.pop("next_steps") is None
    assert run.finished_at is not None
    assert run.started_at is not None
    assert body == {
        "id": str(run.pk),
        "kind": "node",
        "workflow": None,
        "version": None,
        "deployment": None,
        "revision": None,
        "customer": "globex",
        "state": "succeeded",
        "reason": None,
        "source": "editor",
        "started_by": "ada",
        "usage": {"cost": "0", "price": "0.001", "currency": "USD"},
        "input": None,
        "output": {"text": "abab"},
        "duration": step.execution_time,
        "created_at": run.created_at.isoformat().replace("+00:00", "Z"),
        "started_at": run.started_at.isoformat().replace("+00:00", "Z"),
        "finished_at": run.finished_at.isoformat().replace("+00:00", "Z"),
    }
    assert (shown["id"], shown["node"], shown["state"]) == (str(step.pk), "n1", "succeeded")
    assert (shown["key"], shown["type"]) == ("read_note", "desk.read_note")
    assert (shown["output"], shown["error"], shown["call"]) == ({"text": "abab"}, None, str(step.call_id))
    assert shown["usage"]["price"] == "0.001"


def test_the_list_is_filtered_and_takes_one_query(
    start_step: StartStep,
    operator_key: APIClient,
    globex: Customer,
    workflow: Workflow,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    mine, theirs = start_step(workflow_id=workflow.pk), start_step(globex)
    steps.run(theirs.pk)
    operator_key.get("/api/v1/nodes/")  # the key is marked as used once in a while
    with django_assert_num_queries(3):  # the key, its page, and what the steps of the page come to
        both = operator_key.get("/api/v1/runs/").json()["results"]
    assert [each["id"] for each in both] == [str(theirs.run_id), str(mine.run_id)]

    def found(query: str) -> list[str]:
        return [each["id"] for each in operator_key.get(f"/api/v1/runs/?{query}").json()["results"]]

    assert found("customer=globex") == [str(theirs.run_id)]
    assert found(f"workflow={workflow.pk}") == [str(mine.run_id)]
    assert found("state=queued") == [str(mine.run_id)]
    assert found("since=2026-01-01T00:00:00Z") == [str(theirs.run_id), str(mine.run_id)]
    between = quote(Run.objects.get(pk=theirs.run_id).created_at.isoformat())
    assert found(f"since={between}") == [str(theirs.run_id)]
    assert found(f"until={between}") == [str(mine.run_id)]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("state=lost", 422),
        ("workflow=x", 422),
        (f"workflow={uuid4()}", 404),
        ("customer=nobody", 404),
        ("limit=1000", 422),
        ("deployment=x", 422),
        (f"deployment={uuid4()}", 404),
        ("since=yesterday", 422),
        ("until=2026-13-01", 422),
    ],
)
def test_a_filter_that_cannot_be_is_refused(operator_key: APIClient, query: str, status: int) -> None:
    assert operator_key.get(f"/api/v1/runs/?{query}").status_code == status


def test_events_come_in_order_after_a_number(
    start_step: StartStep, operator_key: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = start_step()
    steps.run(step.pk)
    monkeypatch.setattr(runs, "EVENTS_AT_ONCE", 2)
    page = operator_key.get(f"/api/v1/runs/{step.run_id}/events").json()
    assert [(each["number"], each["node_id"], each["state"], each["run_state"]) for each in page["results"]] == [
        (1, "n1", "queued", "queued"),
        (2, "n1", "running", "running"),
    ]
    rest = operator_key.get(page["next"]).json()
    step.refresh_from_db()
    assert step.finished_at is not None
    assert rest == {
        "results": [
            {
                "number": 3,
                "step": str(step.pk),
                "node_id": "n1",
                "path": [],
                "attempt": 1,
                "state": "succeeded",
                "run_state": "succeeded",
                "message": "",
                "at": step.finished_at.isoformat().replace("+00:00", "Z"),
            }
        ],
        "next": None,
    }
    assert operator_key.get(f"/api/v1/runs/{step.run_id}/events?since=3").json() == {"results": [], "next": None}
    assert operator_key.get(f"/api/v1/runs/{step.run_id}/events?since=-1").status_code == 422


def test_a_queued_run_is_cancelled(start_step: StartStep, operator_key: APIClient) -> None:
    step = start_step()
    answer = operator_key.post(f"/api/v1/runs/{step.run_id}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert answer.json()["steps"][0]["state"] == "cancelled"


def test_a_customers_key_sees_its_own_runs_alone(
    start_step: StartStep, globex_key: APIClient, globex: Customer, initech: Customer
) -> None:
    mine, theirs, owners = start_step(globex), start_step(initech), start_step()
    listed = globex_key.get("/api/v1/runs/").json()["results"]
    assert [each["id"] for each in listed] == [str(mine.run_id)]
    for foreign in (theirs, owners):
        answers = [
            globex_key.get(f"/api/v1/runs/{foreign.run_id}/"),
            globex_key.get(f"/api/v1/runs/{foreign.run_id}/events"),
            globex_key.post(f"/api/v1/runs/{foreign.run_id}/cancel"),
        ]
        assert [each.status_code for each in answers] == [404, 404, 404]
    assert globex_key.get("/api/v1/runs/?customer=initech").status_code == 404
    assert set(Run.objects.values_list("state", flat=True)) == {"queued"}


def test_a_viewer_cannot_cancel(start_step: StartStep, vera: APIClient) -> None:
    step = start_step()
    assert vera.post(f"/api/v1/runs/{step.run_id}/cancel").status_code == 403
    assert Run.objects.get().state == "queued"


def test_both_ends_of_a_period_are_named_when_both_are_wrong(operator_key: APIClient, db: None) -> None:
    answer = operator_key.get("/api/v1/runs/?since=then&until=now")
    assert [each["field"] for each in answer.json()["errors"]] == ["since", "until"]


def test_a_run_says_why_it_failed(start_step: StartStep, desk: Desk, operator_key: APIClient) -> None:
    desk.during = RemoteRejected
    step = start_step()
    steps.run(step.pk)
    step.refresh_from_db()
    run = operator_key.get(f"/api/v1/runs/{step.run_id}/").json()
    (listed,) = operator_key.get("/api/v1/runs/").json()["results"]
    assert step.error is not None
    assert (run["state"], run["reason"], run["output"]) == ("failed", step.error["detail"], None)
    assert listed["reason"] == run["reason"]


def test_a_run_says_what_it_waits_for(
    start_step: StartStep, operator_key: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    step = start_step()
    claimed = claims.claim(step.pk)
    assert claimed is not None
    claims.put_back(claimed, seconds=60, message="The desk asks for a minute.")
    run = operator_key.get(f"/api/v1/runs/{step.run_id}/").json()
    with django_assert_num_queries(3):
        (listed,) = operator_key.get("/api/v1/runs/").json()["results"]
    assert (run["state"], run["reason"]) == ("waiting", "The desk asks for a minute.")
    assert listed["reason"] == run["reason"]


def test_a_customers_key_finds_the_price_of_a_run_alone(
    start_step: StartStep, globex_key: APIClient, globex: Customer
) -> None:
    step = start_step(globex)
    steps.run(step.pk)
    run = globex_key.get(f"/api/v1/runs/{step.run_id}/").json()
    assert run["usage"] == {"price": "0.001", "currency": "USD"}
    assert globex_key.get("/api/v1/runs/").json()["results"][0]["usage"] == run["usage"]
