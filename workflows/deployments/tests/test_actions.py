"""Deploying, moving, pausing, resuming, ending: who may, what stays, and what the log says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import JsonValue

from integrations.actors import Actor
from integrations.errors import Conflict, InputError, NotConnected, NotFound, PermissionDenied
from integrations.holders import Holder
from integrations.models import AuditEvent, Customer
from workflows.deployments import actions
from workflows.engine.validation import parse_graph
from workflows.models import Deployment, Revision, Trigger, Workflow
from workflows.revisions import delete_workflow
from workflows.tests.desk import Desk
from workflows.tests.published import drawing, node, published

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = {"name": "channel", "type": "string", "required": True, "default": None, "description": ""}
LIMIT = {"name": "limit", "type": "integer", "required": False, "default": 10, "description": ""}


def told() -> list[tuple[str, object, object, object]]:
    events = AuditEvent.objects.filter(action__startswith="deployment.").order_by("position")
    return [(each.action, each.customer_id, each.before, each.after) for each in events]


@pytest.fixture
def first(desk: Desk, operator: Actor, workflow: Workflow) -> Workflow:
    """Published once, with variables."""
    published(operator, workflow, drawing(variables=[TEXT, LIMIT]))
    return workflow


def test_a_version_is_deployed_for_a_customer_and_for_the_owner(
    first: Workflow, operator: Actor, globex: Customer
) -> None:
    mine = actions.deploy(operator, first.pk, Holder.owner(), variables={"channel": "C0"}).deployment
    theirs = actions.deploy(operator, first.pk, Holder.customer(globex), variables={"channel": "C1", "limit": 3})
    assert (mine.customer_id, mine.version.number, mine.is_active) == (None, 1, True)
    assert theirs.deployment.variables == {"channel": "C1", "limit": 3}
    assert told()[1] == (
        "deployment.create",
        globex.pk,
        {},
        {"version": 1, "variables": {"channel": "C1", "limit": 3}, "is_active": True},
    )


def test_there_is_one_for_each_customer(first: Workflow, operator: Actor, globex: Customer) -> None:
    made = actions.deploy(operator, first.pk, Holder.customer(globex), variables={"channel": "C1"}).deployment
    with pytest.raises(Conflict, match=str(made.pk)):
        actions.deploy(operator, first.pk, Holder.customer(globex), variables={"channel": "C2"})
    assert Deployment.objects.get().variables == {"channel": "C1"}


def test_variables_are_checked_whenever_they_count(first: Workflow, operator: Actor) -> None:
    wrong: list[dict[str, JsonValue]] = [
        {},
        {"channel": 1},
        {"channel": "C", "limt": 1},
        {"channel": "Bearer abcdefghijk"},
    ]
    for variables in wrong:
        with pytest.raises(InputError):
            actions.deploy(operator, first.pk, Holder.owner(), variables=variables)
    made = actions.deploy(operator, first.pk, Holder.owner(), variables={"channel": "C"}).deployment
    with pytest.raises(InputError):
        actions.change(operator, made.pk, variables={})
    made.refresh_from_db()
    assert made.variables == {"channel": "C"}


def test_moving_to_another_version_keeps_what_it_knows(first: Workflow, operator: Actor) -> None:
    made = actions.deploy(operator, first.pk, Holder.owner(), variables={"channel": "C", "limit": 3}).deployment
    published(operator, first, drawing(variables=[TEXT]))
    moved = actions.change(operator, made.pk, version=2).deployment
    assert (moved.version.number, moved.variables) == (2, {"channel": "C"})
    assert told()[-1][2:] == (
        {"version": 1, "variables": {"channel": "C", "limit": 3}},
        {"version": 2, "variables": {"channel": "C"}},
    )
    back = actions.change(operator, made.pk, version=1).deployment
    assert (back.version.number, back.variables) == (1, {"channel": "C"})


def test_a_move_is_refused_where_a_variable_would_be_missing(first: Workflow, operator: Actor) -> None:
    made = actions.deploy(operator, first.pk, Holder.owner(), variables={"channel": "C"}).deployment
    published(operator, first, drawing(variables=[TEXT, {**LIMIT, "required": True, "default": None}]))
    with pytest.raises(InputError):
        actions.change(operator, made.pk, version=2)
    made.refresh_from_db()
    assert made.version.number == 1
    assert actions.change(operator, made.pk, version=2, variables={"channel": "C", "limit": 1}).deployment.is_active


def test_it_is_paused_and_resumed_and_says_so_once(first: Workflow, operator: Actor) -> None:
    made = actions.deploy(operator, first.pk, Holder.owner(), variables={"channel": "C"}).deployment
    for _ in range(2):
        assert actions.pause(operator, made.pk).deployment.paused_at is not None
    for _ in range(2):
        assert actions.resume(operator, made.pk).deployment.paused_at is None
    assert [action for action, *_ in told()] == ["deployment.create", "deployment.pause", "deployment.resume"]


def test_one_of_a_customer_who_is_switched_off_is_only_ended(
    first: Workflow, operator: Actor, globex: Customer
) -> None:
    made = actions.deploy(operator, first.pk, Holder.customer(globex), variables={"channel": "C"}).deployment
    Customer.objects.filter(pk=globex.pk).update(is_active=False)
    assert not Deployment.objects.started().exists()
    for wish in ({"variables": {"channel": "D"}}, {"is_active": True}):
        with pytest.raises(NotConnected, match="switched off"):
            actions.change(operator, made.pk, **wish)
    assert not actions.pause(operator, made.pk).deployment.is_active
    actions.delete(operator, made.pk)
    assert not Deployment.objects.exists()


def test_none_is_made_for_a_customer_who_is_switched_off(first: Workflow, operator: Actor, globex: Customer) -> None:
    Customer.objects.filter(pk=globex.pk).update(is_active=False)
    with pytest.raises(NotConnected):
        actions.deploy(operator, first.pk, Holder.customer(globex), variables={"channel": "C"})


def test_what_was_never_published_is_not_deployed(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    with pytest.raises(Conflict, match="not been published"):
        actions.deploy(operator, workflow.pk, Holder.owner())


def test_a_workflow_that_is_deployed_is_not_deleted(first: Workflow, operator: Actor) -> None:
    made = actions.deploy(operator, first.pk, Holder.owner(), variables={"channel": "C"}).deployment
    with pytest.raises(Conflict, match="deployed"):
        delete_workflow(operator, first.pk)
    actions.delete(operator, made.pk)
    delete_workflow(operator, first.pk)


def test_only_operators_deploy(
    first: Workflow,
    operator: Actor,
    viewer: Actor,
    globex: Customer,
    initech: Customer,
    globex_actor: Actor,
) -> None:
    holder = Holder.customer(globex)
    made = actions.deploy(operator, first.pk, holder, variables={"channel": "C"}).deployment
    theirs = actions.deploy(operator, first.pk, Holder.customer(initech), variables={"channel": "C"}).deployment
    attempts: list[Callable[[Actor, Any], object]] = [
        lambda actor, pk: actions.change(actor, pk, variables={"channel": "X"}),
        actions.pause,
        actions.resume,
        actions.delete,
    ]
    before = [*Deployment.objects.values(), *AuditEvent.objects.values("position")]
    for attempt in attempts:
        for actor, pk, refusal in (
            (viewer, made.pk, PermissionDenied),
            (globex_actor, made.pk, PermissionDenied),
            (globex_actor, theirs.pk, NotFound),
        ):
            with pytest.raises(refusal):
                attempt(actor, pk)
    with pytest.raises(PermissionDenied):
        actions.deploy(viewer, first.pk, holder)
    with pytest.raises(NotFound):
        actions.deploy(globex_actor, first.pk, holder)
    assert [*Deployment.objects.values(), *AuditEvent.objects.values("position")] == before


def test_who_has_lost_the_right_meanwhile_changes_nothing(
    first: Workflow, operator: Actor, django_user_model: Any
) -> None:
    made = actions.deploy(operator, first.pk, Holder.owner(), variables={"channel": "C"}).deployment
    django_user_model.objects.filter(pk=operator.id).update(is_active=False)
    for attempt in (actions.pause, actions.resume, actions.delete):
        with pytest.raises(PermissionDenied, match="switched off"):
            attempt(operator, made.pk)
    assert Deployment.objects.get().is_active


def test_its_triggers_come_and_go_with_it(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    version = published(operator, workflow)
    hook = parse_graph(drawing(node("hook", "trigger.webhook", parameters={"methods": ["POST"]})))
    Revision.objects.filter(pk=version.revision_id).update(graph=hook.as_dict())
    made = actions.deploy(operator, workflow.pk, Holder.owner())
    [trigger] = made.registered.triggers
    assert (trigger.state, [*made.registered.secrets]) == ("active", [trigger.pk])
    assert actions.pause(operator, made.deployment.pk).registered.triggers[0].state == "paused"
    resumed = actions.resume(operator, made.deployment.pk).registered
    assert (resumed.triggers[0].state, resumed.triggers[0].public_id) == ("active", trigger.public_id)
    actions.delete(operator, made.deployment.pk)
    assert not Trigger.objects.exists()
