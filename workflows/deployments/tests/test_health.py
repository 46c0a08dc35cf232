"""A deployment that cannot work says why, before a run does, and once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from integrations import events
from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Connection, Customer, OutboxEvent
from workflows.conftest import MakeConnection
from workflows.deployments import actions, health
from workflows.deployments.causes import causes_of
from workflows.models import Deployment, Trigger, Workflow
from workflows.tests.desk import SCOPE, Desk
from workflows.tests.published import drawing, node, published
from workflows.tests.test_contracts import another_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deployment(desk: Desk, operator: Actor, workflow: Workflow, globex: Customer) -> Deployment:
    """Two nodes on the customer's account and one on the owner's."""
    published(operator, workflow, drawing(node("a"), node("b"), node("mine", account_mode="owner")))
    return actions.deploy(operator, workflow.pk, Holder.customer(globex)).deployment


def causes(deployment: Deployment) -> list[tuple[str, tuple[str, ...]]]:
    fresh = Deployment.objects.select_related("version__revision", "customer").get(pk=deployment.pk)
    return [(each.code, each.nodes) for each in causes_of(fresh)]


def told() -> list[Any]:
    return [each.payload for each in OutboxEvent.objects.filter(name=health.UNHEALTHY)]


def test_missing_accounts_are_told_once_for_all_nodes_that_need_them(deployment: Deployment) -> None:
    assert causes(deployment) == [("not_connected", ("a", "b")), ("not_connected", ("mine",))]
    assert (deployment.health, len(deployment.causes)) == ("unhealthy", 2)
    assert "No Google account of the customer 'globex' is connected." in deployment.causes[0]["message"]
    assert [each["is_operators"] for each in deployment.causes] == [False, True]
    assert deployment.causes[0]["connect_url"].endswith(f"?customer={deployment.customer_id}")


def test_with_its_accounts_it_is_healthy(
    deployment: Deployment, globex: Customer, make_connection: MakeConnection, owner_account: Connection
) -> None:
    make_connection(globex)
    assert causes(deployment) == []
    assert health.look_at_all() == 0, "it was looked at when it was made"
    health.soon({"customer_id": "globex"})
    assert health.look_at_all() == 1
    deployment.refresh_from_db()
    assert (deployment.health, deployment.causes) == ("healthy", [])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"scopes": []}, "scope_missing"),
        ({"status": "needs_reconnect", "status_reason": "invalid_grant"}, "reconnect_required"),
        ({"status": "paused"}, "not_connected"),
        ({"status": "refresh_failing"}, None),
    ],
)
def test_what_ails_an_account_is_the_cause(
    deployment: Deployment,
    globex: Customer,
    make_connection: MakeConnection,
    owner_account: Connection,
    fields: dict[str, Any],
    code: str | None,
) -> None:
    make_connection(globex, **fields)
    assert causes(deployment) == ([(code, ("a", "b"))] if code else [])


def test_a_node_that_names_its_account_needs_that_one(
    desk: Desk, operator: Actor, workflow: Workflow, globex: Customer, make_connection: MakeConnection
) -> None:
    mine, other = make_connection(globex, scopes=[]), make_connection(globex, is_default=True)
    graph = drawing(node("a", connection=str(mine.pk)), node("b"), node("c", connection=str(other.pk)))
    published(operator, workflow, graph)
    made = actions.deploy(operator, workflow.pk, Holder.customer(globex)).deployment
    assert causes(made) == [("scope_missing", ("a",))]
    Connection.objects.filter(pk=mine.pk).update(scopes=[SCOPE])
    assert causes(made) == []


def test_what_acts_on_a_customers_account_cannot_run_for_the_owner(
    desk: Desk, operator: Actor, workflow: Workflow, owner_account: Connection
) -> None:
    published(operator, workflow, drawing(node("a"), node("mine", account_mode="owner")))
    made = actions.deploy(operator, workflow.pk, Holder.owner()).deployment
    assert causes(made) == [("not_connected", ("a",))]


def test_a_customer_who_is_switched_off_is_the_one_cause(deployment: Deployment, globex: Customer) -> None:
    Customer.objects.filter(pk=globex.pk).update(is_active=False)
    assert causes(deployment) == [("customer_inactive", ())]


def test_a_changed_operation_is_told_without_asking_for_its_account(deployment: Deployment, tmp_path: Path) -> None:
    with another_desk(tmp_path / "later", {"text": (int, ...)}):
        assert {code for code, _ in causes(deployment)} == {"operation_changed"}


def test_a_failing_trigger_is_told(
    deployment: Deployment, globex: Customer, make_connection: MakeConnection, owner_account: Connection
) -> None:
    make_connection(globex)
    Trigger.objects.create(
        deployment=deployment, node_id="clock", type="trigger.schedule", state="failing", error="It is broken."
    )
    assert causes(deployment) == [("trigger_failing", ("clock",))]


def test_a_change_for_the_worse_is_told_once(
    deployment: Deployment,
    globex: Customer,
    make_connection: MakeConnection,
    owner_account: Connection,
    operator: Actor,
) -> None:
    account = make_connection(globex)
    OutboxEvent.objects.all().delete()

    def look() -> list[Any]:
        health.look_at([Deployment.objects.select_related("version__revision", "customer").get(pk=deployment.pk)])
        return told()

    assert look() == []
    Connection.objects.filter(pk=account.pk).update(status="needs_reconnect")
    [fact] = look()
    assert {name: fact[name] for name in ("deployment", "name", "version", "customer_id")} == {
        "deployment": str(deployment.pk),
        "name": "Weekly report",
        "version": 1,
        "customer_id": "globex",
    }
    assert [each["code"] for each in fact["causes"]] == ["reconnect_required"]
    assert len(look()) == 1
    Connection.objects.filter(pk=account.pk).update(status="active")
    assert len(look()) == 1
    actions.pause(operator, deployment.pk)
    Connection.objects.filter(pk=account.pk).update(status="needs_reconnect")
    assert len(look()) == 1, "a paused one alarms nobody"


def test_an_account_that_changes_has_its_deployments_looked_at_next(deployment: Deployment, desk: Desk) -> None:
    assert Deployment.objects.filter(looked_at__isnull=False).exists()
    with transaction.atomic():
        events.emit("connection.changed", {"customer_id": "globex"}, customer_id=deployment.customer_id)
    assert Deployment.objects.filter(looked_at__isnull=True).exists()
