"""Deployments over REST: as the contract has them, and nothing of another customer's."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Connection, Customer
from workflows.conftest import MakeConnection
from workflows.deployments import actions
from workflows.engine.validation import parse_graph
from workflows.models import Deployment, Revision, Workflow
from workflows.tests.desk import Desk
from workflows.tests.published import drawing, node, published

ALL = "/api/v1/deployments/"


def one(pk: object, end: str = "") -> str:
    return f"{ALL}{pk}/{end}"


@pytest.fixture
def hooked(desk: Desk, operator: Actor, workflow: Workflow, owner_account: Connection) -> Workflow:
    """Published once, beginning with a webhook."""
    version = published(operator, workflow)
    hook = parse_graph(drawing(node("hook", "trigger.webhook", parameters={"methods": ["POST"]}), node("a")))
    Revision.objects.filter(pk=version.revision_id).update(graph=hook.as_dict())
    return workflow


def test_a_workflow_is_deployed_for_a_customer(
    hooked: Workflow, operator_key: APIClient, globex: Customer, make_connection: MakeConnection
) -> None:
    make_connection(globex)
    answer = operator_key.post(ALL, {"workflow": str(hooked.pk), "customer": "globex"}, format="json")
    told = answer.json()
    [trigger] = told["triggers"]
    assert answer.status_code == 201
    assert {name: told[name] for name in ("workflow", "version", "customer", "variables", "is_active", "health")} == {
        "workflow": str(hooked.pk),
        "version": 1,
        "customer": "globex",
        "variables": {},
        "is_active": True,
        "health": {"state": "healthy", "causes": []},
    }
    assert trigger["url"].startswith(f"{settings.PUBLIC_URL}/hooks/")
    assert (trigger["node"], trigger["type"], trigger["state"]) == ("hook", "trigger.webhook", "active")
    assert trigger["secret"]
    shown = operator_key.get(one(told["id"])).json()
    assert shown == {**told, "triggers": [{name: trigger[name] for name in trigger if name != "secret"}]}
    assert operator_key.get(ALL).json()["results"] == [shown]


def test_it_is_paused_resumed_moved_and_ended(hooked: Workflow, operator_key: APIClient, operator: Actor) -> None:
    made = operator_key.post(ALL, {"workflow": str(hooked.pk), "account_mode": "owner"}, format="json").json()
    assert made["customer"] is None
    paused = operator_key.post(one(made["id"], "pause")).json()
    assert (paused["is_active"], paused["triggers"][0]["state"]) == (False, "paused")
    resumed = operator_key.post(one(made["id"], "resume"), {"catch_up": True}, format="json").json()
    assert (resumed["is_active"], resumed["triggers"][0]["state"]) == (True, "active")
    published(operator, hooked, drawing(node("other")))
    moved = operator_key.patch(one(made["id"]), {"version": 2}, format="json").json()
    assert (moved["version"], moved["triggers"]) == (2, [])
    assert operator_key.delete(one(made["id"])).status_code == 204
    assert operator_key.get(one(made["id"])).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({}, 422, ["workflow", "customer"]),
        ({"customer": "globex", "account_mode": "owner", "version": 0}, 422, ["workflow", "version", "customer"]),
        ({"workflow": "", "account_mode": "owner", "secret": 1}, 422, ["workflow", "secret"]),
        ({"workflow": str(uuid4()), "account_mode": "owner"}, 404, []),
        ({"account_mode": "owner", "version": 7}, 404, []),
        ({"customer": "nobody"}, 404, []),
        ({"account_mode": "owner", "variables": {"x": 1}}, 422, ["variables.x"]),
        ({"account_mode": "owner", "variables": []}, 422, ["variables"]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_deployed(
    hooked: Workflow, operator_key: APIClient, body: dict[str, Any], status: int, fields: list[str]
) -> None:
    wanted = body if status == 422 and "workflow" in fields else {"workflow": str(hooked.pk), **body}
    answer = operator_key.post(ALL, wanted, format="json")
    assert (answer.status_code, [each["field"] for each in answer.json().get("errors", [])]) == (status, fields)
    assert not Deployment.objects.exists()


def test_a_second_one_for_the_same_customer_is_a_conflict(
    hooked: Workflow, operator_key: APIClient, globex: Customer
) -> None:
    body = {"workflow": str(hooked.pk), "customer": "globex"}
    made = operator_key.post(ALL, body, format="json").json()
    answer = operator_key.post(ALL, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert made["id"] in answer.json()["detail"]


def test_a_customers_key_sees_its_own_and_changes_nothing(
    hooked: Workflow,
    operator: Actor,
    operator_key: APIClient,
    globex_key: APIClient,
    globex: Customer,
    initech: Customer,
) -> None:
    mine, theirs, owners = (
        actions.deploy(operator, hooked.pk, holder).deployment
        for holder in (Holder.customer(globex), Holder.customer(initech), Holder.owner())
    )
    shown = globex_key.get(ALL).json()["results"]
    assert [each["id"] for each in shown] == [str(mine.pk)]
    assert globex_key.get(one(mine.pk)).json()["customer"] == "globex"
    for other in (theirs, owners):
        for ask, end in (("get", ""), ("patch", ""), ("delete", ""), ("post", "pause"), ("post", "resume")):
            assert getattr(globex_key, ask)(one(other.pk, end), {}, format="json").status_code == 404
    assert globex_key.get(f"{ALL}?customer=initech").status_code == 404
    for ask, end in (("patch", ""), ("delete", ""), ("post", "pause"), ("post", "resume")):
        assert getattr(globex_key, ask)(one(mine.pk, end), {}, format="json").status_code == 403
    body = {"workflow": str(hooked.pk), "customer": "globex"}
    assert globex_key.post(ALL, body, format="json").status_code == 404
    assert globex_key.post(f"{ALL}many", {"workflow": str(hooked.pk), "tag": "x"}, format="json").status_code == 404
    assert Deployment.objects.filter(is_active=True).count() == 3


def test_a_customer_reads_nothing_of_the_operators_accounts(
    desk: Desk,
    operator: Actor,
    workflow: Workflow,
    operator_key: APIClient,
    globex_key: APIClient,
    globex: Customer,
    make_connection: MakeConnection,
) -> None:
    make_connection(None, email="canary@owner.example", scopes=[], is_default=True)
    published(operator, workflow, drawing(node("a"), node("mine", account_mode="owner")))
    made = actions.deploy(operator, workflow.pk, Holder.customer(globex)).deployment
    theirs, ours = (each.get(one(made.pk)).json()["health"]["causes"] for each in (globex_key, operator_key))
    assert [each["code"] for each in theirs] == [each["code"] for each in ours] == ["not_connected", "scope_missing"]
    assert ("canary" in str(ours), "canary" in str(theirs)) == (True, False)
    assert ("connect_url" in ours[0], "connect_url" in theirs[0]) == (True, False)


def test_lists_are_filtered_and_ask_the_same_however_long_they_are(
    hooked: Workflow,
    operator: Actor,
    operator_key: APIClient,
    globex: Customer,
    initech: Customer,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for holder in (Holder.customer(globex), Holder.customer(initech), Holder.owner()):
        actions.deploy(operator, hooked.pk, holder)
    with django_assert_max_num_queries(6):
        assert len(operator_key.get(ALL).json()["results"]) == 3

    def found(query: str) -> list[str | None]:
        return [each["customer"] for each in operator_key.get(f"{ALL}?{query}").json()["results"]]

    assert found("customer=globex") == ["globex"]
    assert found(f"workflow={hooked.pk}&health=unhealthy") == [None, "initech", "globex"]
    assert (found(f"workflow={uuid4()}"), found("health=healthy")) == ([], [])
    assert operator_key.get(f"{ALL}?health=ill").json()["errors"][0]["field"] == "health"


def test_many_are_deployed_with_a_report(
    hooked: Workflow, operator_key: APIClient, globex: Customer, initech: Customer
) -> None:
    body = {"workflow": str(hooked.pk), "customers": ["globex", "nobody"]}
    report = operator_key.post(f"{ALL}many", body, format="json").json()
    made = Deployment.objects.get()
    created = report["results"][0]
    assert [created[name] for name in ("customer", "result", "deployment", "error")] == [
        "globex",
        "created",
        str(made.pk),
        None,
    ]
    assert [each["secret"] != "" for each in created["triggers"]] == [True]
    assert report["results"][1]["triggers"] == []
    assert (report["results"][1]["error"]["code"], report["next"]) == ("not_found", None)
    wrong = operator_key.post(f"{ALL}many", {"workflow": str(hooked.pk)}, format="json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "customers")
