"""Changing workflows over REST: against the revision that was seen, with tags, and saying what is still wrong."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from integrations.models import AuditEvent, Customer
from workflows.models import Revision, Workflow
from workflows.tests.desk import Desk
from workflows.tests.test_revisions import graph


def address(workflow: Workflow) -> str:
    return f"/api/v1/workflows/{workflow.pk}/"


def with_node(**change: Any) -> dict[str, Any]:
    drawing = graph("a")
    drawing["nodes"][0] |= change
    return drawing


def problems(client: APIClient, **change: Any) -> list[tuple[str, str]]:
    made = client.post("/api/v1/workflows/", {"name": "X", "graph": with_node(**change)}, format="json")
    assert made.status_code == 201
    return [(each["node"], each["field"]) for each in made.json()["problems"]]


def test_a_workflow_is_replaced(desk: Desk, operator_key: APIClient, workflow: Workflow) -> None:
    body = {"name": "Monthly report", "graph": graph("a"), "base": 1, "tags": [" report ", "report"]}
    answer = operator_key.put(address(workflow), body, format="json")
    told = answer.json()
    assert (answer.status_code, told["name"], told["revision"], told["tags"]) == (200, "Monthly report", 2, ["report"])
    assert told["graph"]["nodes"][0]["parameters"] == {"text": "a"}
    assert operator_key.get(address(workflow)).json() == told


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_stale_base_is_a_conflict_with_the_newer_one(
    desk: Desk, operator_key: APIClient, workflow: Workflow, method: str
) -> None:
    ask = getattr(operator_key, method)
    operator_key.patch(address(workflow), {"graph": graph("theirs"), "base": 1}, format="json")
    answer = ask(address(workflow), {"name": "Mine", "graph": graph("mine"), "base": 1}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["newer"] == {"revision": 2, "graph": Revision.objects.get(number=2).graph}
    workflow.refresh_from_db()
    assert (workflow.name, workflow.revision) == ("Weekly report", 2)


def test_a_rename_from_a_stale_base_is_a_conflict_too(desk: Desk, operator_key: APIClient, workflow: Workflow) -> None:
    operator_key.patch(address(workflow), {"graph": graph("theirs"), "base": 1}, format="json")
    assert operator_key.patch(address(workflow), {"name": "Mine", "base": 1}, format="json").status_code == 409
    assert Workflow.objects.get().name == "Weekly report"


@pytest.mark.parametrize(
    ("method", "body", "fields"),
    [
        ("put", {}, ["name", "graph", "base"]),
        ("put", {"name": "X", "graph": {}}, ["base"]),
        ("patch", {"graph": {}}, ["base"]),
        ("patch", {"base": 0, "tags": [""], "name": ""}, ["name", "base", "tags.0"]),
        ("patch", {"tags": [" "]}, ["tags"]),
        ("patch", {"tags": ["a\0"]}, ["tags"]),
        ("patch", {"owner": 1}, ["owner"]),
    ],
)
def test_what_a_change_lacks_is_named_and_nothing_changes(
    desk: Desk, operator_key: APIClient, workflow: Workflow, method: str, body: object, fields: list[str]
) -> None:
    answer = getattr(operator_key, method)(address(workflow), body, format="json")
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, fields)
    assert [*Workflow.objects.values_list("name", "revision", "tags")] == [("Weekly report", 1, [])]


def test_tags_change_alone_and_are_audited(desk: Desk, operator_key: APIClient, workflow: Workflow) -> None:
    answer = operator_key.patch(address(workflow), {"tags": ["finance"]}, format="json")
    assert (answer.json()["tags"], answer.json()["revision"]) == (["finance"], 1)
    assert operator_key.get("/api/v1/workflows/").json()["results"][0]["tags"] == ["finance"]
    assert AuditEvent.objects.get(action="workflow.tag").after == {"tags": ["finance"]}


def test_a_drawing_says_what_is_still_wrong(desk: Desk, operator_key: APIClient, globex: Customer) -> None:
    assert problems(operator_key) == []
    assert problems(operator_key, type="fax.send") == [("n0", "type")]
    assert problems(operator_key, parameters={"txt": 1}) == [("n0", "text"), ("n0", "txt")]
    assert problems(operator_key, account_mode="customer", customer_id="globex") == []
    assert problems(operator_key, account_mode="customer", customer_id="nobody") == [("n0", "customer_id")]
    assert problems(operator_key, customer_id="globex") == [("n0", "customer_id")]
    assert problems(operator_key, type="fax.send", disabled=True) == []


def test_a_customer_to_be_named_by_the_run_is_no_problem(desk: Desk, operator_key: APIClient) -> None:
    assert problems(operator_key, account_mode="customer", customer_id=None) == []
