"""Publishing, listing, opening, comparing and restoring versions over REST."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from integrations.actors import Actor
from workflows.models import Version, Workflow
from workflows.tests.desk import Desk
from workflows.tests.published import drawing, node, published

ONE, TWO = drawing(node("one")), drawing(node("two"))


def address(workflow: Workflow, end: str = "") -> str:
    return f"/api/v1/workflows/{workflow.pk}/{end}"


def test_a_workflow_is_published_and_says_so(desk: Desk, operator_key: APIClient, workflow: Workflow) -> None:
    operator_key.patch(address(workflow), {"graph": ONE, "base": 1}, format="json")
    assert operator_key.get(address(workflow)).json()["version"] is None
    answer = operator_key.post(address(workflow, "publish"), {"note": "First"}, format="json")
    assert (answer.status_code, answer.json().keys()) == (201, {"version", "created_at"})
    assert answer.json()["version"] == 1
    assert operator_key.get(address(workflow)).json()["version"] == 1
    assert operator_key.get("/api/v1/workflows/").json()["results"][0]["version"] == 1


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"note": "x" * 1001, "version": 0}, {"note", "version"}),
        ({"graph": {}}, {"graph"}),
        ({}, {"type", "text", "txt"}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_published(
    desk: Desk, operator_key: APIClient, workflow: Workflow, body: dict[str, Any], fields: set[str]
) -> None:
    wrong = drawing(node("fax", "fax.send"), node("read", parameters={"txt": 1}))
    operator_key.patch(address(workflow), {"graph": wrong, "base": 1}, format="json")
    answer = operator_key.post(address(workflow, "publish"), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert {each["field"].rpartition(".")[2] for each in answer.json()["errors"]} == fields
    assert not Version.objects.exists()


def test_versions_are_listed_newest_first_and_opened(
    desk: Desk, operator_key: APIClient, operator: Actor, workflow: Workflow
) -> None:
    published(operator, workflow, ONE, note="First")
    published(operator, workflow, TWO)
    page = operator_key.get(address(workflow, "versions/")).json()
    assert [(each["version"], each["note"], each["revision"], each["deployments"]) for each in page["results"]] == [
        (2, "", 3, 0),
        (1, "First", 2, 0),
    ]
    opened = operator_key.get(address(workflow, "versions/1/")).json()
    assert opened == {**page["results"][1], "graph": opened["graph"], "problems": []}
    assert [each["id"] for each in opened["graph"]["nodes"]] == ["one"]


def test_a_list_of_versions_asks_the_same_however_many_there_are(
    desk: Desk,
    operator_key: APIClient,
    operator: Actor,
    workflow: Workflow,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for graph in (ONE, TWO, ONE):
        published(operator, workflow, graph)
    with django_assert_max_num_queries(6):
        assert len(operator_key.get(address(workflow, "versions/")).json()["results"]) == 3


def test_versions_are_compared_with_each_other_and_with_the_drawing(
    desk: Desk, operator_key: APIClient, operator: Actor, workflow: Workflow
) -> None:
    published(operator, workflow, ONE)
    published(operator, workflow, drawing(node("one", parameters={"text": "cd"})))
    operator_key.patch(address(workflow), {"graph": TWO, "base": 3}, format="json")
    between = operator_key.get(address(workflow, "versions/compare?from=1&to=2")).json()
    assert between["changed"][0]["fields"] == [{"field": "parameters.text", "before": "ab", "after": "cd"}]
    assert (between["added"], between["removed"]) == ([], [])
    since = operator_key.get(address(workflow, "versions/compare?from=2")).json()
    assert [[each["id"] for each in since[name]] for name in ("added", "removed")] == [["two"], ["one"]]


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("", 422, "from"),
        ("from=x", 422, "from"),
        ("from=1&to=%D9%A1", 422, "to"),
        ("from=1&to=99999999999999", 422, "to"),
        ("from=9", 404, None),
    ],
)
def test_what_cannot_be_compared_is_refused(
    desk: Desk, operator_key: APIClient, operator: Actor, workflow: Workflow, query: str, status: int, field: str | None
) -> None:
    published(operator, workflow, ONE)
    answer = operator_key.get(address(workflow, f"versions/compare?{query}"))
    assert answer.status_code == status
    assert [each["field"] for each in answer.json().get("errors", [])] == ([field] if field else [])


def test_an_earlier_drawing_is_restored_against_what_was_seen(
    desk: Desk, operator_key: APIClient, operator: Actor, workflow: Workflow
) -> None:
    published(operator, workflow, ONE)
    operator_key.patch(address(workflow), {"graph": TWO, "base": 2}, format="json")
    assert operator_key.post(address(workflow, "versions/1/restore"), {"base": 2}, format="json").status_code == 409
    answer = operator_key.post(address(workflow, "versions/1/restore"), {"base": 3}, format="json").json()
    assert ([each["id"] for each in answer["graph"]["nodes"]], answer["revision"], answer["version"]) == (["one"], 4, 1)


def test_viewers_and_customers_publish_nothing(
    desk: Desk, vera: APIClient, globex_key: APIClient, operator: Actor, workflow: Workflow
) -> None:
    published(operator, workflow, ONE)
    for end, body in (("publish", {}), ("versions/1/restore", {"base": 2})):
        assert vera.post(address(workflow, end), body, format="json").status_code == 403
        assert globex_key.post(address(workflow, end), body, format="json").status_code in (403, 404)
    for end in ("versions/", "versions/1/", "versions/compare?from=1"):
        assert vera.get(address(workflow, end)).status_code == 200
        assert globex_key.get(address(workflow, end)).status_code == 404
    assert Version.objects.count() == 1
