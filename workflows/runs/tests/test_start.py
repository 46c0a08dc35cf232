"""Starting a run of one node: what is stored, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from integrations.actors import Actor
from integrations.errors import InputError, MachinaError, NotConnected, NotFound, PermissionDenied, ScopeMissing
from integrations.holders import Holder
from integrations.models import AuditEvent, Call, Connection, Customer
from workflows.conftest import MakeConnection
from workflows.models import Revision, Run, Step, Workflow
from workflows.runs.actor import restored_actor
from workflows.runs.tests.conftest import StartStep, told


def nothing_is_stored() -> bool:
    return not any(model.objects.exists() for model in (Revision, Run, Step, Call, AuditEvent))


def test_a_start_stores_the_node_as_a_revision_and_offers_its_step(
    start_step: StartStep, woken: list[UUID], operator: Actor
) -> None:
    step = start_step()
    run = Run.objects.get()
    assert (run.kind, run.state, run.customer, run.workflow) == ("node", "queued", None, None)
    assert restored_actor(run.actor) == operator
    assert (run.revision.number, run.revision.created_by) == (None, "staff:ada")
    (node,) = run.revision.graph["nodes"]
    assert (node["id"], node["type"], node["parameters"]) == ("n1", "desk.read_note", {"text": "ab"})
    assert (step.state, step.attempt, step.claim_token) == ("queued", 0, None)
    assert (step.lane, step.share, step.path, step.queued_number) == ("interactive", None, [], 1)
    assert told(run) == [(1, "n1", "queued", "queued")]
    assert woken == [step.pk]


def test_a_start_is_audited_without_the_parameters(start_step: StartStep) -> None:
    step = start_step()
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_label, event.object_id) == ("run.start", "ada", str(step.run_id))
    assert event.after == {
        "node_type": "desk.read_note",
        "account_mode": "owner",
        "revision": str(Run.objects.get().revision_id),
    }


def test_a_customers_run_belongs_to_the_customer(
    start_step: StartStep, globex: Customer, make_connection: MakeConnection
) -> None:
    connection = make_connection(globex)
    step = start_step(holder=Holder.customer(globex), connection=connection.pk)
    assert step.share == globex.pk
    assert Run.objects.get().customer == globex
    assert (step.account_mode, step.connection_id) == ("customer", connection.pk)


def test_the_same_node_is_stored_once_however_often_it_runs(start_step: StartStep, workflow: Workflow) -> None:
    runs = [start_step(workflow_id=workflow_id).run for workflow_id in (workflow.pk, workflow.pk, None)]
    assert runs[0].revision_id == runs[1].revision_id != runs[2].revision_id
    other = start_step(parameters={"text": "other"}, workflow_id=workflow.pk).run
    assert other.revision_id != runs[0].revision_id
    assert other.revision.graph["nodes"][0]["parameters"] == {"text": "other"}


def test_a_draft_that_was_pruned_is_stored_again(start_step: StartStep) -> None:
    first = start_step().run
    first.delete()
    Revision.objects.all().delete()
    assert start_step().run.revision_id == first.revision_id
    assert Revision.objects.count() == 1


def test_a_workflow_deleted_since_is_not_found(start_step: StartStep, workflow: Workflow) -> None:
    start_step(workflow_id=workflow.pk)
    workflow_id = workflow.pk
    Workflow.objects.all().delete()
    with pytest.raises(NotFound):
        start_step(workflow_id=workflow_id)
    assert not Run.objects.exists()


def test_wrong_parameters_are_all_named_and_nothing_is_stored(start_step: StartStep, woken: list[UUID]) -> None:
    with pytest.raises(InputError) as caught:
        start_step(parameters={"text": 3, "size": 1})
    assert [each.field for each in caught.value.errors] == ["text", "size"]
    assert nothing_is_stored()
    assert woken == []


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"node_type": "desk.burn_down"}, NotFound),
        ({"node_type": "nowhere.read_note"}, NotFound),
        ({"connection": uuid4()}, NotFound),
    ],
)
def test_an_impossible_start_leaves_nothing_behind(
    start_step: StartStep, globex: Customer, fields: dict[str, object], error: type[MachinaError]
) -> None:
    with pytest.raises(error):
        start_step(**fields)
    assert nothing_is_stored()


def test_a_customer_without_an_account_starts_nothing(start_step: StartStep, globex: Customer) -> None:
    with pytest.raises(NotConnected):
        start_step(holder=Holder.customer(globex))
    assert nothing_is_stored()


def test_another_holders_connection_is_not_found(
    start_step: StartStep, globex: Customer, initech: Customer, make_connection: MakeConnection
) -> None:
    foreign = make_connection(initech)
    with pytest.raises(NotFound):
        start_step(holder=Holder.customer(globex), connection=foreign.pk)
    with pytest.raises(NotFound):
        start_step(connection=foreign.pk)
    assert nothing_is_stored()


def test_a_missing_scope_is_said_before_anything_is_stored(start_step: StartStep, owner_account: Connection) -> None:
    Connection.objects.filter(pk=owner_account.pk).update(scopes=[])
    with pytest.raises(ScopeMissing):
        start_step()
    assert nothing_is_stored()


def test_a_viewer_cannot_start_anything(start_step: StartStep, viewer: Actor) -> None:
    with pytest.raises(PermissionDenied):
        start_step(actor=viewer)
    assert nothing_is_stored()
