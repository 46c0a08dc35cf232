"""Approvals over REST, as operators, viewers and customers see and answer them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from integrations.actors import SYSTEM, Actor
from integrations.holders import Holder
from integrations.models import Customer
from workflows.agents.approvals.asking import Question, ask
from workflows.models import Approval
from workflows.tests.desk import Desk


@pytest.fixture
def approval(desk: Desk, globex: Customer, operator: Actor) -> Approval:
    return ask(
        Question(
            key="test:1",
            operation="desk.burn_note",
            parameters={"text": "ab"},
            holder=Holder.customer(globex),
            asker=operator,
            source="agent",
            node_id="agent",
        )
    )


def test_what_waits_is_listed_and_shown(operator_key: APIClient, approval: Approval) -> None:
    [listed] = operator_key.get("/api/v1/approvals/?state=open&customer=globex").json()["results"]
    assert listed == operator_key.get(f"/api/v1/approvals/{approval.pk}/").json()
    told = {name: listed[name] for name in ("id", "run", "node_id", "operation", "summary", "parameters", "state")}
    assert told == {
        "id": str(approval.pk),
        "run": None,
        "node_id": "agent",
        "operation": "desk.burn_note",
        "summary": "Desk: Burn note, for Globex GmbH. Text: ab",
        "parameters": {"text": "ab"},
        "state": "open",
    }
    assert operator_key.get("/api/v1/approvals/?state=approved").json()["results"] == []
    assert operator_key.get("/api/v1/approvals/?state=maybe").status_code == 422


def test_it_is_answered_once(operator_key: APIClient, approval: Approval) -> None:
    address = f"/api/v1/approvals/{approval.pk}/answer"
    body = {"decision": "approve", "note": "Yes.", "parameters": {"text": "cd"}}
    answered = operator_key.post(address, body, format="json").json()
    said = {name: answered[name] for name in ("state", "answered_by", "note", "parameters", "is_edited")}
    assert said == {
        "state": "approved",
        "answered_by": "operator",
        "note": "Yes.",
        "parameters": {"text": "cd"},
        "is_edited": True,
    }
    again = operator_key.post(address, {"decision": "approve"}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_every_wrong_field_is_named(operator_key: APIClient, approval: Approval) -> None:
    answer = operator_key.post(f"/api/v1/approvals/{approval.pk}/answer", {"decision": "yes", "x": 1}, format="json")
    assert (answer.status_code, sorted(each["field"] for each in answer.json()["errors"])) == (422, ["decision", "x"])
    assert Approval.objects.get().state == "open"


def test_customers_see_their_own_alone(globex_key: APIClient, approval: Approval, initech: Customer) -> None:
    ask(
        Question(
            key="2",
            operation="desk.burn_note",
            parameters={"text": "secret"},
            holder=Holder.customer(initech),
            asker=SYSTEM,
            source="agent",
        )
    )
    assert [each["id"] for each in globex_key.get("/api/v1/approvals/").json()["results"]] == [str(approval.pk)]
    foreign = Approval.objects.get(key="2").pk
    assert globex_key.get(f"/api/v1/approvals/{foreign}/").status_code == 404
    body = {"decision": "approve"}
    assert globex_key.post(f"/api/v1/approvals/{foreign}/answer", body, format="json").status_code == 404
    assert globex_key.post(f"/api/v1/approvals/{uuid4()}/answer", body, format="json").status_code == 404
    assert Approval.objects.get(key="2").state == "open"


def test_who_may_not_read_contents_sees_that_something_waits(vera: APIClient, approval: Approval) -> None:
    seen = vera.get(f"/api/v1/approvals/{approval.pk}/")
    assert "ab" not in (seen.json()["parameters"] or "") and seen.json()["withheld"].startswith("Hidden: 'vera'")
    assert "Text: ab" not in seen.content.decode()
    answer = vera.post(f"/api/v1/approvals/{approval.pk}/answer", {"decision": "approve"}, format="json")
    assert (answer.status_code, Approval.objects.get().state) == (403, "open")
