"""Workflows over REST."""

from __future__ import annotations

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from integrations.actors import Actor
from workflows.models import Revision, Workflow
from workflows.revisions import create_workflow
from workflows.tests.desk import Desk

FIELDS = {"id", "name", "revision", "version", "tags", "error_workflow", "run_limit", "created_at", "updated_at"}
EMPTY = {
    "version": 1,
    "nodes": [],
    "edges": [],
    "viewport": {"x": 0.0, "y": 0.0, "zoom": 1.0},
    "notes": [],
    "variables": [],
}


def test_a_workflow_is_made_opened_renamed_and_deleted(desk: Desk, operator_key: APIClient) -> None:
    made = operator_key.post("/api/v1/workflows/", {"name": "Weekly report"}, format="json")
    assert made.status_code == 201
    body = made.json()
    assert set(body) == FIELDS | {"graph", "problems"}
    assert (body["version"], body["tags"], body["problems"]) == (None, [], [])
    assert (body["name"], body["revision"], body["graph"]) == ("Weekly report", 1, EMPTY)
    address = f"/api/v1/workflows/{body['id']}/"
    assert operator_key.get(address).json() == body
    renamed = operator_key.patch(address, {"name": "Monthly report"}, format="json")
    other = operator_key.post("/api/v1/workflows/", {"name": "Alarm"}, format="json").json()["id"]
    alarmed = operator_key.patch(address, {"error_workflow": other}, format="json")
    assert (alarmed.status_code, alarmed.json()["error_workflow"], alarmed.json()["name"]) == (
        200,
        other,
        "Monthly report",
    )
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Monthly report")
    assert operator_key.delete(address).status_code == 204
    assert operator_key.get(address).status_code == 404


def test_a_workflow_is_made_with_its_drawing(desk: Desk, operator_key: APIClient) -> None:
    node = {
        "id": "a",
        "type": "desk.read_note",
        "name": "Read",
        "position": {"x": 1, "y": 2},
        "parameters": {"text": "ab"},
        "account_mode": "customer",
        "customer_id": None,
    }
    made = operator_key.post("/api/v1/workflows/", {"name": "X", "graph": {"nodes": [node]}}, format="json")
    assert made.json()["graph"]["nodes"] == [
        {
            **node,
            "key": "read",
            "connection": None,
            "disabled": False,
            "settings": {"timeout": None, "retries": None, "retry_wait": None, "on_error": "stop"},
            "pinned": None,
        }
    ]


def test_the_list_has_the_last_changed_first_with_drawings_and_problems_at_one_price(
    desk: Desk, operator_key: APIClient, operator: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in "abc":
        create_workflow(operator, name=name, graph={})
    operator_key.get("/api/v1/nodes/")  # the key is marked as used once in a while
    with django_assert_num_queries(3):  # the key, its page, and the drawings of that
        page = operator_key.get("/api/v1/workflows/?limit=2").json()
    assert [each["name"] for each in page["results"]] == ["c", "b"]
    assert set(page["results"][0]) == FIELDS | {"graph", "problems"}
    assert page["results"][0] == operator_key.get(f"/api/v1/workflows/{page['results'][0]['id']}/").json()
    rest = operator_key.get(page["next"]).json()
    assert ([each["name"] for each in rest["results"]], rest["next"]) == (["a"], None)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["name"]),
        ({"name": "", "graph": [], "owner": 1}, ["name", "graph", "owner"]),
        ({"name": "X", "graph": {"nodes": [{"id": "a", "type": "fax.send"}]}}, None),
        ([], ["body"]),
    ],
)
def test_wrong_fields_are_all_named_and_nothing_is_made(
    desk: Desk, operator_key: APIClient, body: object, fields: list[str] | None
) -> None:
    answer = operator_key.post("/api/v1/workflows/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    graph_fields = ["nodes.0.name", "nodes.0.position"]
    assert [each["field"] for each in answer.json()["errors"]] == (fields or graph_fields)
    assert not Workflow.objects.exists()


def test_a_drawing_with_endless_nesting_is_refused(desk: Desk, operator_key: APIClient) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    answer = operator_key.post(
        "/api/v1/workflows/", f'{{"name": "X", "graph": {deep}}}', content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert not Workflow.objects.exists()


def test_a_customers_key_sees_no_workflow(desk: Desk, globex_key: APIClient, workflow: Workflow) -> None:
    address = f"/api/v1/workflows/{workflow.pk}/"
    assert globex_key.get("/api/v1/workflows/").json() == {"results": [], "next": None}
    answers = [
        globex_key.get(address),
        globex_key.patch(address, {"name": "Mine"}, format="json"),
        globex_key.delete(address),
    ]
    assert [each.status_code for each in answers] == [404, 404, 404]
    assert globex_key.post("/api/v1/workflows/", {"name": "Mine"}, format="json").status_code == 403
    assert [each.name for each in Workflow.objects.all()] == ["Weekly report"]


def test_a_viewer_may_look_and_change_nothing(desk: Desk, vera: APIClient, workflow: Workflow) -> None:
    address = f"/api/v1/workflows/{workflow.pk}/"
    assert vera.get(address).status_code == 200
    assert vera.patch(address, {"name": "Mine"}, format="json").status_code == 403
    assert vera.delete(address).status_code == 403
    assert vera.post("/api/v1/workflows/", {"name": "Mine"}, format="json").status_code == 403
    assert Workflow.objects.get().name == "Weekly report"


def test_a_session_needs_the_csrf_token_to_change_anything(desk: Desk, ada: APIClient, workflow: Workflow) -> None:
    address = f"/api/v1/workflows/{workflow.pk}/"
    assert ada.get(address).status_code == 200
    refused = ada.delete(address)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert Revision.objects.count() == 1


def test_nobody_gets_nothing(desk: Desk, workflow: Workflow) -> None:
    nobody = APIClient()
    addresses = ["workflows/", f"workflows/{workflow.pk}/", "runs/", f"runs/{uuid4()}/", "nodes/"]
    assert [nobody.get(f"/api/v1/{each}").status_code for each in addresses] == [401] * 5


def test_a_post_without_its_slash_is_not_found(operator_key: APIClient) -> None:
    answer = operator_key.post("/api/v1/workflows", {"name": "Weekly report"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not Workflow.objects.exists()
