"""Runs of thousands of steps over REST: what is read of them, and what is answered, stay bounded."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from integrations.models import Customer
from integrations.payloads.contents import keep
from workflows.api import shown_runs
from workflows.api.tests.conftest import StartStep
from workflows.models import Run, RunEvent, Step
from workflows.runs import steps

MANY = 2_500


def grown(step: Step, count: int = MANY, **fields: Any) -> Run:
    """The run of a workflow that is over, with ``count`` copies of its step, one second apart."""
    steps.run(step.pk)
    step.refresh_from_db()
    Run.objects.filter(pk=step.run_id).update(kind="workflow", reason="It is over.")
    rows = [copy(step) for _ in range(count)]
    for index, row in enumerate(rows):
        row.pk, row.path, row.created_at = uuid4(), [index], step.created_at + timedelta(seconds=index + 1)
        for name, value in fields.items():
            setattr(row, name, value)
    Step.objects.bulk_create(rows)
    return Run.objects.get(pk=step.run_id)


def paged(client: APIClient, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of an answer about a run, and those of all pages after it."""
    found, address = list(body["steps"]), body["next_steps"]
    while address:
        page = client.get(address).json()
        assert 1 <= len(page["results"]) <= 200
        found += page["results"]
        address = page["next"]
    return found


def test_the_list_reads_no_step_of_a_run_by_itself(
    start_step: StartStep,
    operator_key: APIClient,
    globex: Customer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    usage = {"cost": "0.0000000001", "price": "0.0025", "currency": "USD"}
    run = grown(start_step(globex), usage=usage)
    operator_key.get("/api/v1/nodes/")  # the key is marked as used once in a while
    with django_assert_num_queries(3) as queries:
        (listed,) = operator_key.get("/api/v1/runs/").json()["results"]
    assert (listed["id"], listed["reason"]) == (str(run.pk), "It is over.")
    assert listed["usage"] == {"cost": "0.00000025", "price": "6.251", "currency": "USD"}
    assert [each["sql"].count("GROUP BY") for each in queries.captured_queries] == [0, 0, 1]


def test_a_run_comes_with_its_first_steps_and_the_address_of_the_others(
    start_step: StartStep, operator_key: APIClient, globex: Customer
) -> None:
    small, run = grown(start_step(globex), 3), grown(start_step(), MANY)
    operator_key.get("/api/v1/nodes/")

    def asked(run: Run) -> tuple[int, dict[str, Any]]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            body = operator_key.get(f"/api/v1/runs/{run.pk}/").json()
        return len(queries), body

    (few_queries, few), (queries, body) = asked(small), asked(run)
    assert queries == few_queries
    assert (len(few["steps"]), few["next_steps"]) == (4, None)
    assert len(body["steps"]) == shown_runs.STEPS_SHOWN == 1_000
    found = paged(operator_key, body)
    assert [each["path"] for each in found] == [[], *([index] for index in range(MANY))]
    assert found[-1]["output"] == {"text": "abab"}


def test_outputs_of_one_answer_have_a_size_together(
    start_step: StartStep, operator_key: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = keep({"text": "x" * 1_000}, customer_id=None)
    run = grown(start_step(), 6, result=large)
    monkeypatch.setattr(shown_runs, "BYTES_SHOWN", 2_500)
    body = operator_key.get(f"/api/v1/runs/{run.pk}/").json()
    assert [each["path"] for each in body["steps"]] == [[], [0], [1]]
    assert [each["path"] for each in paged(operator_key, body)] == [[], [0], [1], [2], [3], [4], [5]]


def test_pages_have_the_length_that_was_asked_for(start_step: StartStep, operator_key: APIClient) -> None:
    run = grown(start_step(), 4)
    page = operator_key.get(f"/api/v1/runs/{run.pk}/steps?limit=2").json()
    assert [each["path"] for each in page["results"]] == [[], [0]]
    page = operator_key.get(page["next"]).json()
    assert [each["path"] for each in page["results"]] == [[1], [2]]
    assert operator_key.get(page["next"]).json()["next"] is None


@pytest.mark.parametrize(("query", "status"), [("after=x", 422), (f"after={uuid4()}", 404), ("limit=201", 422)])
def test_a_place_in_the_steps_that_is_none_is_refused(
    start_step: StartStep, operator_key: APIClient, query: str, status: int
) -> None:
    assert operator_key.get(f"/api/v1/runs/{start_step().run_id}/steps?{query}").status_code == status


def test_steps_of_another_customer_are_not_found(
    start_step: StartStep, globex_key: APIClient, globex: Customer, initech: Customer
) -> None:
    mine, theirs = start_step(globex), start_step(initech)
    assert len(globex_key.get(f"/api/v1/runs/{mine.run_id}/steps").json()["results"]) == 1
    assert globex_key.get(f"/api/v1/runs/{theirs.run_id}/steps").status_code == 404
    assert globex_key.get(f"/api/v1/runs/{mine.run_id}/steps?after={theirs.pk}").status_code == 404


def test_what_a_step_waits_for_is_told_of_each(
    start_step: StartStep, operator_key: APIClient, globex_key: APIClient, globex: Customer
) -> None:
    run = grown(start_step(globex), 2)
    own, owners = Step.objects.filter(run=run).exclude(path=[]).order_by("created_at")
    for number, (step, mode) in enumerate([(own, "customer"), (owners, "owner")], start=50):
        open_again = {"finished_at": None, "ended_number": None, "state": "waiting", "account_mode": mode}
        Step.objects.filter(pk=step.pk).update(**open_again)
        message = f"Calendar asks us to wait, {mode}."
        RunEvent.objects.create(run=run, step=step, number=number, state="waiting", message=message, at=step.created_at)
    Run.objects.filter(pk=run.pk).update(state="waiting", finished_at=None, events=51)
    shown = operator_key.get(f"/api/v1/runs/{run.pk}/").json()
    assert [each["reason"] for each in shown["steps"]] == [
        None,
        "Calendar asks us to wait, customer.",
        "Calendar asks us to wait, owner.",
    ]
    assert shown["reason"] == "Calendar asks us to wait, owner."
    theirs = globex_key.get(f"/api/v1/runs/{run.pk}/").json()
    assert [each["reason"] for each in theirs["steps"]][:2] == [None, "Calendar asks us to wait, customer."]
    (listed,) = globex_key.get("/api/v1/runs/").json()["results"]
    hidden = {theirs["steps"][2]["reason"], theirs["reason"], listed["reason"]}
    assert hidden == {"Hidden: this was done with an account that is not your customer's."}
