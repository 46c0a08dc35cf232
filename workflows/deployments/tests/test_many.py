"""Deploying for many at once: a report for each, and nobody stopped by another one's trouble."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.actors import Actor
from integrations.errors import InputError, NotFound, PermissionDenied
from integrations.holders import Holder
from integrations.models import Customer
from workflows.conftest import MakeConnection
from workflows.deployments import actions, many
from workflows.deployments.many import Chosen, Report, deploy_many
from workflows.models import Deployment, Workflow
from workflows.tests.desk import Desk
from workflows.tests.published import drawing, node, published

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = {"name": "channel", "type": "string", "required": False, "default": "C0", "description": ""}


@pytest.fixture
def first(desk: Desk, operator: Actor, workflow: Workflow) -> Workflow:
    published(operator, workflow, drawing(node("a"), node("mine", account_mode="owner"), variables=[TEXT]))
    return workflow


def results(report: Report) -> list[tuple[str, str]]:
    return [(each.customer, each.result) for each in report.lines]


def test_each_customer_gets_one_and_a_second_time_changes_nothing(
    first: Workflow, operator: Actor, globex: Customer, initech: Customer
) -> None:
    chosen = Chosen(customers=["initech", "globex", "nobody"])
    report = deploy_many(operator, first.pk, chosen, variables={"channel": "C1"})
    assert results(report) == [("globex", "created"), ("initech", "created"), ("nobody", "refused")]
    assert [each.error.code for each in report.lines if each.error] == ["not_found"]
    assert report.next is None
    assert {each.pk for each in Deployment.objects.all()} == {
        each.done.deployment.pk for each in report.lines if each.done
    }
    again = deploy_many(operator, first.pk, chosen)
    assert results(again)[:2] == [("globex", "unchanged"), ("initech", "unchanged")]
    assert [each.variables for each in Deployment.objects.all()] == [{"channel": "C1"}] * 2


def test_those_who_have_it_are_moved_with_their_variables(
    first: Workflow, operator: Actor, globex: Customer, initech: Customer
) -> None:
    actions.deploy(operator, first.pk, Holder.customer(globex), variables={"channel": "C1"})
    published(operator, first, drawing(variables=[TEXT, {**TEXT, "name": "tone"}]))
    report = deploy_many(operator, first.pk, Chosen(deployed=True), variables={"tone": "dry"})
    assert results(report) == [("globex", "changed")]
    moved = Deployment.objects.select_related("version").get()
    assert (moved.version.number, moved.variables) == (2, {"channel": "C1", "tone": "dry"})


def test_a_tag_chooses_active_customers(first: Workflow, operator: Actor, globex: Customer, initech: Customer) -> None:
    Customer.objects.filter(pk=globex.pk).update(metadata={"tags": ["gold", 3]})
    Customer.objects.filter(pk=initech.pk).update(metadata={"tags": "gold"})
    Customer.objects.create(key="hooli", name="Hooli", metadata={"tags": ["gold"]}, is_active=False)
    assert results(deploy_many(operator, first.pk, Chosen(tag="gold"))) == [("globex", "created")]


def test_connected_means_every_account_that_the_nodes_need(
    first: Workflow, operator: Actor, globex: Customer, initech: Customer, make_connection: MakeConnection
) -> None:
    make_connection(globex)
    make_connection(globex)
    make_connection(initech, status="needs_reconnect")
    assert results(deploy_many(operator, first.pk, Chosen(connected=True))) == [("globex", "created")]


def test_what_is_wrong_for_one_stops_nobody_else(
    first: Workflow, operator: Actor, globex: Customer, initech: Customer
) -> None:
    Customer.objects.filter(pk=globex.pk).update(is_active=False)
    report = deploy_many(operator, first.pk, Chosen(customers=["globex", "initech"]))
    assert results(report) == [("globex", "refused"), ("initech", "created")]
    wrong = deploy_many(operator, first.pk, Chosen(customers=["initech"]), variables={"channel": 1})
    assert [each.error.code for each in wrong.lines if each.error] == ["input_error"]
    assert Deployment.objects.get().variables == {}


def test_many_are_done_in_turns(
    first: Workflow, operator: Actor, monkeypatch: pytest.MonkeyPatch, globex: Customer, initech: Customer
) -> None:
    monkeypatch.setattr(many, "AT_ONCE", 1)
    for tagged in (globex, initech):
        Customer.objects.filter(pk=tagged.pk).update(metadata={"tags": ["all"]})
    for chosen in (Chosen(tag="all"), Chosen(customers=["globex", "initech"]), Chosen(deployed=True)):
        page = deploy_many(operator, first.pk, chosen)
        assert ([each.customer for each in page.lines], page.next) == (["globex"], "globex")
        last = deploy_many(operator, first.pk, chosen, after=page.next or "")
        assert ([each.customer for each in last.lines], last.next) == (["initech"], None)


@pytest.mark.parametrize("chosen", [{}, {"tag": "a", "deployed": True}, {"customers": ["globex"], "connected": True}])
def test_exactly_one_way_of_choosing(first: Workflow, operator: Actor, chosen: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="exactly one"):
        deploy_many(operator, first.pk, Chosen(**chosen))


def test_nobody_else_deploys_for_many(first: Workflow, viewer: Actor, globex_actor: Actor, globex: Customer) -> None:
    with pytest.raises(PermissionDenied):
        deploy_many(viewer, first.pk, Chosen(customers=["globex"]))
    with pytest.raises(NotFound):
        deploy_many(globex_actor, first.pk, Chosen(customers=["globex"]))
    assert not Deployment.objects.exists()
