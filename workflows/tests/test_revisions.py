"""Making, saving, renaming and deleting workflows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection as database

from integrations.actors import Actor
from integrations.errors import Conflict, InputError, MachinaError, NotFound, PermissionDenied
from integrations.holders import Holder
from integrations.models import AuditEvent, Connection, Customer
from workflows import revisions
from workflows.models import Revision, Run, RunEvent, Step, Workflow
from workflows.revisions import create_workflow, delete_workflow, rename_workflow, save_graph
from workflows.runs import steps
from workflows.runs.start_node import NodeStart, start_node_run
from workflows.tests.desk import Desk
from workflows.transfer import exported


def graph(*texts: str) -> dict[str, Any]:
    nodes = [
        {
            "id": f"n{number}",
            "type": "desk.read_note",
            "name": "Read",
            "position": {"x": 0, "y": 0},
            "parameters": {"text": text},
            "account_mode": "owner",
        }
        for number, text in enumerate(texts)
    ]
    return {"nodes": nodes}


def start_in(workflow: Workflow, actor: Actor) -> Step:
    return start_node_run(
        actor,
        NodeStart(
            node_id="n0",
            node_type="desk.read_note",
            parameters={"text": "ab"},
            holder=Holder.owner(),
            connection=None,
            workflow_id=workflow.pk,
        ),
    )


def test_a_new_workflow_has_its_first_revision(desk: Desk, transactional_db: None, operator: Actor) -> None:
    workflow = create_workflow(operator, name="  Weekly report ", graph=graph("a"))
    revision = Revision.objects.get()
    assert (workflow.name, workflow.revision, workflow.created_by) == ("Weekly report", 1, "staff:ada")
    assert (revision.workflow, revision.number, revision.created_by) == (workflow, 1, "staff:ada")
    assert revision.graph["nodes"][0]["parameters"] == {"text": "a"}
    assert AuditEvent.objects.get().action == "workflow.create"


def test_a_save_stores_the_next_revision(desk: Desk, workflow: Workflow, operator: Actor) -> None:
    assert save_graph(operator, workflow.pk, graph=graph("a"), base=1) == 2
    assert save_graph(operator, workflow.pk, graph=graph("b"), base=2) == 3
    workflow.refresh_from_db()
    assert workflow.revision == 3
    texts = [each.graph["nodes"][0]["parameters"]["text"] for each in Revision.objects.filter(number__gt=1)]
    assert sorted(texts) == ["a", "b"]


def test_a_save_over_a_newer_one_is_a_conflict_that_brings_it_along(
    desk: Desk, workflow: Workflow, operator: Actor
) -> None:
    save_graph(operator, workflow.pk, graph=graph("theirs"), base=1)
    with pytest.raises(Conflict) as caught:
        save_graph(operator, workflow.pk, graph=graph("mine"), base=1)
    newer = caught.value.as_dict()["newer"]
    assert newer == {"revision": 2, "graph": Revision.objects.get(number=2).graph}
    assert Revision.objects.count() == 2


def test_a_repeated_save_changes_nothing(desk: Desk, workflow: Workflow, operator: Actor) -> None:
    assert save_graph(operator, workflow.pk, graph=graph("a"), base=1) == 2
    assert save_graph(operator, workflow.pk, graph=graph("a"), base=1) == 2
    assert Revision.objects.count() == 2


def test_a_node_keeps_its_key_when_it_is_renamed_by_somebody_who_does_not_send_it(
    desk: Desk, workflow: Workflow, operator: Actor
) -> None:
    save_graph(operator, workflow.pk, graph=graph("a"), base=1)
    renamed = graph("a")
    renamed["nodes"][0]["name"] = "Read the news"
    assert save_graph(operator, workflow.pk, graph=renamed, base=2) == 3
    (node,) = Revision.objects.get(number=3).graph["nodes"]
    assert (node["name"], node["key"]) == ("Read the news", "read")


def test_a_revision_of_an_older_form_is_read_in_the_present_one_and_stays_as_it_is(
    desk: Desk, workflow: Workflow, operator: Actor
) -> None:
    old = graph("a") | {"edges": [], "viewport": {"x": 0.0, "y": 0.0, "zoom": 1.0}}
    Revision.objects.update(graph=old, graph_hash="0" * 64)
    revision = Revision.objects.get()
    assert (revision.document["version"], revision.document["nodes"][0]["key"]) == (1, "read")
    assert (revision.graph, exported(workflow)["graph"]) == (old, revision.document)
    assert save_graph(operator, workflow.pk, graph=revision.document, base=1) == 2
    assert Revision.objects.get(number=2).graph == revision.document


def test_of_two_saves_at_once_one_wins(desk: Desk, workflow: Workflow, operator: Actor) -> None:
    def save(text: str) -> str:
        try:
            return str(save_graph(operator, workflow.pk, graph=graph(text), base=1))
        except Conflict:
            return "conflict"
        finally:
            database.close()

    with ThreadPoolExecutor(4) as editors:
        assert sorted(editors.map(save, "abcd")) == ["2", "conflict", "conflict", "conflict"]


def test_old_revisions_go_unless_they_were_run(
    desk: Desk, workflow: Workflow, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "KEPT_REVISIONS", 2)
    first = Revision.objects.get()
    Run.objects.create(kind="workflow", revision=first, workflow=workflow, actor={}, source="editor", state="queued")
    for base, text in enumerate("abcd", start=1):
        save_graph(operator, workflow.pk, graph=graph(text), base=base)
    assert set(Revision.objects.values_list("number", flat=True)) == {1, 4, 5}


def test_a_wrong_graph_is_refused_whole(desk: Desk, workflow: Workflow, operator: Actor) -> None:
    broken = graph("a", "b")
    broken["nodes"][0]["position"] = None
    broken["nodes"][1]["id"] = "n0"
    with pytest.raises(InputError) as caught:
        save_graph(operator, workflow.pk, graph=broken, base=1)
    assert [each.field for each in caught.value.errors] == ["nodes.0.position", "nodes.1.id"]
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\0b"])
def test_a_name_has_1_to_200_characters(desk: Desk, workflow: Workflow, operator: Actor, name: str) -> None:
    with pytest.raises(InputError) as caught:
        rename_workflow(operator, workflow.pk, name=name)
    assert [each.field for each in caught.value.errors] == ["name"]


def test_a_rename_is_audited(desk: Desk, workflow: Workflow, operator: Actor) -> None:
    assert rename_workflow(operator, workflow.pk, name="Monthly report").name == "Monthly report"
    event = AuditEvent.objects.get(action="workflow.rename")
    assert (event.before, event.after) == ({"name": "Weekly report"}, {"name": "Monthly report"})


def test_a_deleted_workflow_takes_its_runs_along(
    desk: Desk, workflow: Workflow, operator: Actor, owner_account: Connection
) -> None:
    steps.run(start_in(workflow, operator).pk)
    delete_workflow(operator, workflow.pk)
    assert not any(model.objects.exists() for model in (Workflow, Revision, Run, Step, RunEvent))
    assert AuditEvent.objects.get(action="workflow.delete").before == {"name": "Weekly report"}


def test_a_running_workflow_cannot_be_deleted(
    desk: Desk, workflow: Workflow, operator: Actor, owner_account: Connection
) -> None:
    start_in(workflow, operator)
    with pytest.raises(Conflict):
        delete_workflow(operator, workflow.pk)
    assert Workflow.objects.exists()


@pytest.mark.parametrize("who", ["viewer", "customer", "nobody"])
def test_only_an_operator_changes_workflows(
    desk: Desk, workflow: Workflow, viewer: Actor, globex: Customer, who: str
) -> None:
    actor, error = {
        "viewer": (viewer, PermissionDenied),
        "customer": (Actor("api_key", "k", "globex", globex.pk, frozenset({"view", "operate"})), NotFound),
        "nobody": (Actor("staff", "9", "sam"), PermissionDenied),
    }[who]
    before = Revision.objects.count()
    with pytest.raises(error):
        save_graph(actor, workflow.pk, graph=graph("a"), base=1)
    with pytest.raises(error):
        rename_workflow(actor, workflow.pk, name="Mine")
    with pytest.raises(error):
        delete_workflow(actor, workflow.pk)
    with pytest.raises(PermissionDenied):
        create_workflow(actor, name="Mine", graph={})
    assert (Workflow.objects.get().name, Revision.objects.count()) == ("Weekly report", before)


def test_a_workflow_that_does_not_exist_is_not_found(desk: Desk, transactional_db: None, operator: Actor) -> None:
    with pytest.raises(NotFound):
        save_graph(operator, uuid4(), graph={}, base=1)
    assert issubclass(NotFound, MachinaError)
