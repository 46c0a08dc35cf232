"""Templates over REST."""

from __future__ import annotations

from rest_framework.test import APIClient

from integrations.models import AuditEvent
from workflows.models import Run, Workflow
from workflows.tests.desk import Desk
from workflows.tests.published import drawing, with_template


def test_a_template_is_listed_shown_and_used(desk: Desk, operator_key: APIClient) -> None:
    with_template(desk.service.folder, name="Doubles", description="Doubles a text.", graph=drawing())
    listed = operator_key.get("/api/v1/templates/").json()
    [told] = listed["results"]
    assert (told["key"], told["name"], told["services"], listed["next"]) == ("desk.one", "Doubles", ["desk"], None)
    assert operator_key.get("/api/v1/templates/desk.one/").json() == told
    answer = operator_key.post("/api/v1/templates/desk.one/use", {}, format="json")
    made = Workflow.objects.get()
    assert (answer.status_code, answer.json()["id"], made.name, made.version) == (201, str(made.pk), "Doubles", None)
    assert answer.json()["graph"]["nodes"] == told["graph"]["nodes"]
    assert AuditEvent.objects.get(action="workflow.use_template").after == {"template": "desk.one"}
    assert not Run.objects.exists()
    named = operator_key.post("/api/v1/templates/desk.one/use", {"name": "Mine"}, format="json").json()
    assert named["name"] == "Mine"


def test_only_operators_use_them_and_customers_see_none(
    desk: Desk, operator_key: APIClient, globex_key: APIClient, vera: APIClient
) -> None:
    with_template(desk.service.folder, name="Doubles", description="Doubles a text.", graph=drawing())
    assert operator_key.get("/api/v1/templates/desk.two/").status_code == 404
    assert vera.get("/api/v1/templates/desk.one/").status_code == 200
    assert vera.post("/api/v1/templates/desk.one/use", {}, format="json").status_code == 403
    assert globex_key.get("/api/v1/templates/").json()["results"] == []
    assert globex_key.get("/api/v1/templates/desk.one/").status_code == 404
    assert globex_key.post("/api/v1/templates/desk.one/use", {}, format="json").status_code == 404
    assert not Workflow.objects.exists()
