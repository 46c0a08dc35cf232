"""Attack: a document that is imported brings logins, other people's accounts, or something that runs by itself."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from integrations.models import AuditEvent, Customer
from workflows.models import Run, Workflow
from workflows.tests.desk import Desk

IMPORT = "/api/v1/workflows/import"
LOGIN = "canary-login-1234567"


def drawing(**change: Any) -> dict[str, Any]:
    node = {
        "id": "n0",
        "type": "desk.read_note",
        "name": "Read",
        "position": {"x": 0, "y": 0},
        "parameters": {"text": "a"},
        "account_mode": "customer",
        "customer_id": "globex",
        "connection": str(uuid4()),
    }
    return {"nodes": [node | change]}


def test_what_is_exported_can_be_imported_as_it_is(desk: Desk, operator_key: APIClient, globex: Customer) -> None:
    made = operator_key.post(
        "/api/v1/workflows/", {"name": "Report", "tags": ["finance"], "graph": drawing()}, format="json"
    ).json()
    document = operator_key.get(f"/api/v1/workflows/{made['id']}/export").json()
    (node,) = document["graph"]["nodes"]
    assert (document["name"], document["tags"]) == ("Report", ["finance"])
    assert (node["connection"], node["customer_id"], node["account_mode"]) == (None, None, "customer")
    assert node["parameters"] == {"text": "a"}
    imported = operator_key.post(IMPORT, document, format="json")
    assert imported.status_code == 201
    told = imported.json()
    assert (told["name"], told["tags"], told["graph"]) == ("Report", ["finance"], document["graph"])
    assert (told["version"], told["problems"]) == (None, [])
    assert told["id"] != made["id"]


@pytest.mark.parametrize(
    "change",
    [
        {"connection": LOGIN[:36]},
        {"customer_id": LOGIN},
        {"credentials": {"desk": {"id": "7", "name": LOGIN}}},
        {"pinned": {"text": LOGIN}},
        {"parameters": {"text": "a", "headers": {"Authorization": LOGIN}}},
        {"parameters": {"text": "a", "headers": [{"X-Api-Key": LOGIN}]}},
        {"parameters": {"text": "a", "client_secret": LOGIN}},
        {"parameters": {"text": f"Bearer {LOGIN}"}},
        {"parameters": {"text": f"mk_{LOGIN}"}},
    ],
)
def test_logins_and_accounts_are_left_behind(desk: Desk, operator_key: APIClient, change: dict[str, Any]) -> None:
    imported = operator_key.post(IMPORT, {"name": "X", "graph": drawing(**change)}, format="json")
    assert (imported.status_code, LOGIN in imported.content.decode()) == (201, False)
    kept = {name: value for name, value in change.items() if name not in ("credentials", "pinned")}
    made = operator_key.post("/api/v1/workflows/", {"name": "Y", "graph": drawing(**kept)}, format="json").json()
    assert LOGIN not in operator_key.get(f"/api/v1/workflows/{made['id']}/export").content.decode()


def test_an_import_starts_nothing_and_says_what_is_wrong(desk: Desk, operator_key: APIClient) -> None:
    imported = operator_key.post(IMPORT, {"name": "X", "graph": drawing(type="fax.send")}, format="json")
    assert [(each["node"], each["field"]) for each in imported.json()["problems"]] == [("n0", "type")]
    assert (desk.calls, Run.objects.count()) == (0, 0)
    assert AuditEvent.objects.filter(action="workflow.import").count() == 1


@pytest.mark.parametrize(
    "graph",
    [
        {"nodes": [{"id": "n0"}]},
        {"nodes": ["n0"]},
        {"nodes": {"a": 1}},
        {"nodes": [], "script": "import os"},
        drawing(on_load="import os"),
        drawing(id="../../etc"),
    ],
)
def test_another_shape_is_refused_whole(desk: Desk, operator_key: APIClient, graph: dict[str, Any]) -> None:
    answer = operator_key.post(IMPORT, {"name": "X", "graph": graph}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert not Workflow.objects.exists()


def test_only_an_operator_takes_workflows_in_or_out(
    desk: Desk, vera: APIClient, globex_key: APIClient, workflow: Workflow
) -> None:
    body = {"name": "X", "graph": {}}
    assert [each.post(IMPORT, body, format="json").status_code for each in (vera, globex_key)] == [403, 403]
    assert globex_key.get(f"/api/v1/workflows/{workflow.pk}/export").status_code == 404
    assert Workflow.objects.count() == 1
