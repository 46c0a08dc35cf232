"""Publishing: numbered, refused while anything is wrong, never changed afterwards, and undone by publishing anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection as database

from integrations.actors import Actor
from integrations.errors import Conflict, InputError, NotFound, PermissionDenied
from integrations.models import AuditEvent
from workflows.models import NodeContract, Version, Workflow
from workflows.revisions import current_revision, save_graph
from workflows.tests.desk import Desk
from workflows.tests.published import drawing, node, published
from workflows.versions.publish import LONGEST_NOTE, publish, restore
from workflows.versions.selectors import get_version, newest_version

pytestmark = pytest.mark.django_db(transaction=True)


def test_versions_are_numbered_within_their_workflow(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    first = published(operator, workflow, note=" first ")
    second = publish(operator, workflow.pk)
    workflow.refresh_from_db()
    assert (first.number, first.note, second.number, workflow.version) == (1, "first", 2, 2)
    assert first.revision_id == second.revision_id == current_revision(workflow).pk
    told = [
        (each.action, each.after) for each in AuditEvent.objects.filter(action="workflow.publish").order_by("position")
    ]
    assert told == [
        ("workflow.publish", {"version": 1, "revision": 2, "note": "first"}),
        ("workflow.publish", {"version": 2, "revision": 2, "note": ""}),
    ]
    assert newest_version(operator, workflow.pk) == second


def test_a_version_stays_as_it_was_when_the_drawing_goes_on(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    version = published(operator, workflow)
    save_graph(operator, workflow.pk, graph=drawing(node("other")), base=2)
    assert [each["id"] for each in get_version(operator, workflow.pk, 1).revision.graph["nodes"]] == ["read"]
    assert version.revision.number == 2


def test_it_is_refused_with_everything_that_is_wrong(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    graph = drawing(
        node("fax", "fax.send"), node("read", parameters={"txt": "a"}), node("off", "no.such", disabled=True)
    )
    with pytest.raises(InputError) as caught:
        published(operator, workflow, graph)
    assert {each.field.rpartition(".")[2] for each in caught.value.errors} == {"type", "text", "txt"}
    workflow.refresh_from_db()
    assert (workflow.version, Version.objects.count(), NodeContract.objects.count()) == (None, 0, 0)


@pytest.mark.parametrize("note", ["x" * (LONGEST_NOTE + 1), "a\0"])
def test_a_note_has_its_limits(desk: Desk, operator: Actor, workflow: Workflow, note: str) -> None:
    with pytest.raises(InputError) as caught:
        published(operator, workflow, note=note)
    assert [each.field for each in caught.value.errors] == ["note"]


def test_an_earlier_version_is_published_anew(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    first = published(operator, workflow, drawing(node("one")))
    published(operator, workflow, drawing(node("two")))
    again = publish(operator, workflow.pk, version=1, note="back")
    assert (again.number, again.revision_id) == (3, first.revision_id)
    assert AuditEvent.objects.latest("position").after == {"version": 3, "revision": 2, "note": "back", "as": 1}


def test_its_drawing_is_taken_back_without_being_published(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    published(operator, workflow, drawing(node("one")))
    save_graph(operator, workflow.pk, graph=drawing(node("two")), base=2)
    assert restore(operator, workflow.pk, 1, base=3) == 4
    workflow.refresh_from_db()
    assert [each["id"] for each in current_revision(workflow).graph["nodes"]] == ["one"]
    assert (workflow.version, workflow.revision) == (1, 4)
    save_graph(operator, workflow.pk, graph=drawing(node("three")), base=4)
    with pytest.raises(Conflict):
        restore(operator, workflow.pk, 1, base=4)


def test_only_operators_publish(
    desk: Desk, operator: Actor, viewer: Actor, workflow: Workflow, globex_actor: Actor
) -> None:
    published(operator, workflow)
    with pytest.raises(PermissionDenied):
        publish(viewer, workflow.pk)
    with pytest.raises(PermissionDenied):
        restore(viewer, workflow.pk, 1, base=2)
    for wrong in (globex_actor,):
        with pytest.raises(PermissionDenied):
            publish(wrong, workflow.pk)
        with pytest.raises(NotFound):
            get_version(wrong, workflow.pk, 1)
    assert Version.objects.count() == 1


def test_what_is_not_there_is_not_found(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    with pytest.raises(Conflict, match="not been published"):
        newest_version(operator, workflow.pk)
    for number in (1, 10**12):
        with pytest.raises(NotFound):
            get_version(operator, workflow.pk, number)


def test_versions_published_at_once_have_numbers_of_their_own(desk: Desk, operator: Actor, workflow: Workflow) -> None:
    published(operator, workflow)

    def one(_: int) -> int:
        try:
            return publish(operator, workflow.pk).number
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(one, range(8)))
    assert numbers == [*range(2, 10)]
    workflow.refresh_from_db()
    assert workflow.version == 9
