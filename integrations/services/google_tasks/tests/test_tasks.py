"""Tasks over declared answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError, MachinaError, RemoteRejected
from integrations.services.google_tasks.models.tasks import (
    GoogleTask,
    GoogleTaskComplete,
    GoogleTaskCreate,
    GoogleTaskDelete,
    GoogleTaskFilter,
    GoogleTaskGet,
    GoogleTaskLink,
    GoogleTaskMove,
    GoogleTaskUpdate,
)
from integrations.services.google_tasks.operations.moving import move_task
from integrations.services.google_tasks.operations.tasks import (
    complete_task,
    create_task,
    delete_task,
    get_task,
    list_tasks,
    update_task,
)
from integrations.services.google_tasks.parsing import parse_task
from integrations.services.google_tasks.service import service
from integrations.services.google_tasks.tests.vendor import API, TASK, UNHEARD_OF, sent

REFUSED = RemoteRejected("Tasks answered 400.", vendor_status=400)
GONE = RemoteRejected("Tasks answered 404: Task not found.", vendor_status=404)


def test_a_task_is_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/t1", TASK)

    assert get_task(ctx, GoogleTaskGet(task_id="t1")) == GoogleTask(
        task_id="t1",
        tasklist_id="@default",
        title="Write offer",
        notes="Quantity, price.",
        due=date(2026, 3, 9),
        parent_id="t0",
        position="00000000000000000001",
        links=[GoogleTaskLink(url="https://mail.example/1", kind="email", description="Offer")],
        link="https://tasks.google.com/task/t1",
        updated=datetime(2026, 3, 2, 8, 59, tzinfo=UTC),
        etag='"1"',
    )


@pytest.mark.parametrize("name", sorted(set(TASK) - {"id"}))
def test_a_task_without_one_of_its_fields_is_read(ctx: FakeContext, name: str) -> None:
    ctx.vendor.will_answer("GET", f"{API}/t1", {key: value for key, value in TASK.items() if key != name})

    found = get_task(ctx, GoogleTaskGet(task_id="t1"))

    assert (found.task_id, found.warnings) == ("t1", [])


@pytest.mark.parametrize(
    "task", [{"id": "t1"}, {"id": "t1", "links": None, "assignmentInfo": None}, {"id": "t1", "assignmentInfo": {}}]
)
def test_a_task_of_little_is_read(task: dict[str, Any]) -> None:
    assert parse_task(task, tasklist_id="l1") == GoogleTask(task_id="t1", tasklist_id="l1")


def test_one_odd_task_does_not_take_the_others_with_it(ctx: FakeContext) -> None:
    odd = {**TASK, "id": "odd", "due": "someday", "updated": "0000-00-00", "links": ["no link"]}
    ctx.vendor.will_answer("GET", API, {"items": [odd, TASK]})

    first, second = list_tasks(ctx, GoogleTaskFilter()).tasks

    assert (first.task_id, first.title, first.due, first.links) == ("odd", "Write offer", None, [])
    assert first.warnings == ["due could not be read: 'someday'", "updated could not be read: '0000-00-00'"]
    assert (second.task_id, second.warnings) == ("t1", [])


def test_what_google_adds_to_a_task_one_day_disturbs_nobody(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [{**TASK, **UNHEARD_OF}], **UNHEARD_OF})

    (found,) = list_tasks(ctx, GoogleTaskFilter()).tasks

    assert (found.task_id, found.warnings) == ("t1", [])


def test_what_is_still_to_be_done_is_listed(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [TASK], "nextPageToken": "next"})

    found = list_tasks(ctx, GoogleTaskFilter())

    assert (found.count, found.next_page_token) == (1, "next")
    assert ctx.vendor.requests[0].query == {
        "showCompleted": ["false"],
        "showHidden": ["false"],
        "showAssigned": ["true"],
        "showDeleted": ["false"],
        "maxResults": ["50"],
    }


def test_seeing_everything_asks_for_completed_hidden_and_assigned_ones(ctx: FakeContext) -> None:
    """The good guess that goes wrong: showCompleted alone leaves out what was completed in Google's own apps."""
    ctx.vendor.will_answer("GET", API)
    list_tasks(ctx, GoogleTaskFilter(show_completed=True))

    query = ctx.vendor.requests[0].query
    assert [query[name] for name in ("showCompleted", "showHidden", "showAssigned")] == [["true"]] * 3


def test_bounds_are_sent_as_google_takes_them(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", "/tasks/v1/lists/l1/tasks")
    question = GoogleTaskFilter(
        tasklist_id="l1",
        due_from="2026-03-09",
        due_until="2026-03-10",
        show_completed=True,
        completed_after=datetime(2026, 3, 1, tzinfo=UTC),
        completed_before=datetime(2026, 3, 2, tzinfo=UTC),
        updated_after=datetime(2026, 3, 1, 12, tzinfo=UTC),
        show_assigned=False,
        show_deleted=True,
        max_results=7,
        page_token="there",
    )
    list_tasks(ctx, question)

    assert ctx.vendor.requests[0].query == {
        "dueMin": ["2026-03-08T23:59:59.000Z"],
        "dueMax": ["2026-03-10T23:59:59.000Z"],
        "completedMin": ["2026-03-01T00:00:00+00:00"],
        "completedMax": ["2026-03-02T00:00:00+00:00"],
        "updatedMin": ["2026-03-01T12:00:00+00:00"],
        "showCompleted": ["true"],
        "showHidden": ["true"],
        "showAssigned": ["false"],
        "showDeleted": ["true"],
        "maxResults": ["7"],
        "pageToken": ["there"],
    }


def test_all_pages_are_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [TASK], "nextPageToken": "second"})
    ctx.vendor.will_answer("GET", API, {"items": [{**TASK, "id": "t2"}]})

    found = list_tasks(ctx, GoogleTaskFilter(all_pages=True))

    assert [task.task_id for task in found.tasks] == ["t1", "t2"]
    assert ctx.vendor.requests[1].query["pageToken"] == ["second"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"due_from": "2026-03-10", "due_until": "2026-03-09"}, "is after due_until '2026-03-09'"),
        ({"completed_after": "2026-03-09T10:00:00Z"}, "need show_completed"),
        ({"updated_after": "2026-03-09T10:00:00"}, "timezone"),
        ({"tasklist_id": ".."}, "is no identifier"),
        ({"tasklist_id": ""}, "must not be empty"),
        ({"show_hidden": True}, "Extra inputs are not permitted"),
    ],
)
def test_a_wrong_question_is_refused(question: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        GoogleTaskFilter.model_validate(question)


def test_a_task_is_made(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", API, TASK)
    wish = GoogleTaskCreate(
        title="Write offer", due="2026-03-09T23:30:00-08:00", notes="Price", parent_id="t0", previous_id="t2"
    )

    assert create_task(ctx, wish).task_id == "t1"
    assert sent(ctx) == {"title": "Write offer", "notes": "Price", "due": "2026-03-09T00:00:00.000Z"}
    assert ctx.vendor.requests[0].query == {"parent": ["t0"], "previous": ["t2"]}


def test_a_task_of_a_title_alone_is_made(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", API, TASK)
    create_task(ctx, GoogleTaskCreate(title="Write offer", due="", parent_id="", previous_id=""))

    assert (sent(ctx), ctx.vendor.requests[0].query) == ({"title": "Write offer"}, {})


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({"title": "New"}, {"title": "New"}),
        ({"notes": ""}, {"notes": ""}),
        ({"notes": None}, {"notes": ""}),
        ({"due": None}, {"due": None}),
        ({"due": ""}, {"due": None}),
        ({"due": "2026-03-10"}, {"due": "2026-03-10T00:00:00.000Z"}),
        ({"status": "completed"}, {"status": "completed"}),
        ({"status": "needsAction"}, {"status": "needsAction", "completed": None}),
        ({"status": None, "title": "New"}, {"title": "New"}),
    ],
)
def test_a_change_names_only_what_was_given(ctx: FakeContext, changes: dict[str, Any], body: dict[str, Any]) -> None:
    ctx.vendor.will_answer("PATCH", f"{API}/t1", TASK)
    update_task(ctx, GoogleTaskUpdate.model_validate({"task_id": "t1", **changes}))

    assert sent(ctx) == body


@pytest.mark.parametrize("changes", [{}, {"status": ""}])
def test_a_change_of_nothing_is_refused(ctx: FakeContext, changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="give at least one of title, due, notes and status"):
        update_task(ctx, GoogleTaskUpdate.model_validate({"task_id": "t1", **changes}))
    assert ctx.vendor.requests == []


@pytest.mark.parametrize("name", ["parent_id", "previous_id", "position"])
def test_a_place_is_no_field_of_a_change(name: str) -> None:
    """The good guess that goes wrong: Google takes parent and position in a patch, and passes over them."""
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        GoogleTaskUpdate.model_validate({"task_id": "t1", name: "t2"})


def test_a_task_is_completed(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("PATCH", f"{API}/t1", {**TASK, "status": "completed", "completed": "2026-03-02T09:00:00Z"})

    done = complete_task(ctx, GoogleTaskComplete(task_id="t1"))

    assert (done.status, done.completed) == ("completed", datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert sent(ctx) == {"status": "completed"}


@pytest.mark.parametrize(
    ("place", "query"),
    [
        ({}, {}),
        ({"parent_id": "t0", "previous_id": "t2"}, {"parent": ["t0"], "previous": ["t2"]}),
        ({"to_tasklist_id": "l2"}, {"destinationTasklist": ["l2"]}),
        ({"to_tasklist_id": "@default"}, {}),
    ],
)
def test_a_task_is_moved(ctx: FakeContext, place: dict[str, Any], query: dict[str, Any]) -> None:
    ctx.vendor.will_answer("POST", f"{API}/t1/move", TASK)

    moved = move_task(ctx, GoogleTaskMove.model_validate({"task_id": "t1", **place}))

    assert ctx.vendor.requests[0].query == query
    assert moved.tasklist_id == ("l2" if "destinationTasklist" in query else "@default")


def test_a_task_that_has_arrived_already_is_put_in_its_place_there(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/t1/move", error=GONE)
    ctx.vendor.will_answer("POST", "/tasks/v1/lists/l2/tasks/t1/move", TASK)

    moved = move_task(ctx, GoogleTaskMove(task_id="t1", to_tasklist_id="l2", previous_id="t5"))

    assert moved.tasklist_id == "l2"
    assert ctx.vendor.requests[1].query == {"previous": ["t5"]}


def test_a_task_that_is_in_neither_list_is_not_found(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/t1/move", error=GONE)
    ctx.vendor.will_answer("POST", "/tasks/v1/lists/l2/tasks/t1/move", error=GONE)

    with pytest.raises(RemoteRejected, match="Task not found"):
        move_task(ctx, GoogleTaskMove(task_id="t1", to_tasklist_id="l2"))


def test_a_place_that_is_refused_is_not_tried_again(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/t1/move", error=REFUSED)

    with pytest.raises(RemoteRejected, match="400"):
        move_task(ctx, GoogleTaskMove(task_id="t1", to_tasklist_id="l2"))


@pytest.mark.parametrize("attempt", [1, 2])
def test_a_task_is_deleted(ctx: FakeContext, attempt: int) -> None:
    ctx.attempt = attempt
    ctx.vendor.will_answer("DELETE", f"{API}/t1", b"")

    assert delete_task(ctx, GoogleTaskDelete(task_id="t1")).deleted


def test_what_an_earlier_attempt_has_deleted_is_deleted(ctx: FakeContext) -> None:
    ctx.attempt = 2
    ctx.vendor.will_answer("DELETE", f"{API}/t1", error=GONE)

    assert delete_task(ctx, GoogleTaskDelete(task_id="t1")).task_id == "t1"


@pytest.mark.parametrize(
    ("attempt", "error"), [(1, GONE), (2, RemoteRejected("Tasks answered 400.", vendor_status=400))]
)
def test_what_cannot_be_deleted_is_said(ctx: FakeContext, attempt: int, error: MachinaError) -> None:
    ctx.attempt = attempt
    ctx.vendor.will_answer("DELETE", f"{API}/t1", error=error)

    with pytest.raises(RemoteRejected, match="answered"):
        delete_task(ctx, GoogleTaskDelete(task_id="t1"))


def test_deleting_says_that_the_original_of_an_assigned_task_goes() -> None:
    operation = service.operations["delete_task"]

    assert operation.effect == "destructive"
    assert "original goes" in operation.summary
    assert "deleted there as well, for everybody" in operation.description
