"""Google Tasks: which tasks are shown, where they stand, and what cannot be written."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from integrations.sandbox.google.seed.accounts import ensure_demo_accounts
from integrations.sandbox.google.tasks.handlers import HANDLERS
from integrations.sandbox.models import Account, Task
from integrations.sandbox.tests.client import INSIDE, InsideHttp, SocketHttp, build, run
from integrations.sandbox.tests.conftest import MakeToken
from integrations.sandbox.tests.test_answers_fit_the_documents import Tour
from integrations.sandbox.tests.test_calendar_events import refused

TASKS = "https://www.googleapis.com/auth/tasks"


@pytest.fixture
def api(account: Account, make_token: MakeToken) -> Any:
    """Tasks for the account, in this process."""
    return build("tasks", INSIDE, InsideHttp(make_token(account, TASKS)))


def insert(api: Any, title: str, **more: Any) -> str:
    """A task in the default list; its id."""
    place = {name: more.pop(name) for name in ("parent", "previous") if name in more}
    task: str = run(api.tasks().insert(tasklist="@default", body={"title": title, **more}, **place))["id"]
    return task


def titles(api: Any, tasklist: str = "@default", **shown: Any) -> list[str]:
    return [each["title"] for each in run(api.tasks().list(tasklist=tasklist, **shown)).get("items", [])]


def change(api: Any, task: str, **body: Any) -> Any:
    return run(api.tasks().patch(tasklist="@default", task=task, body=body))


def make(account: Account, **fields: Any) -> str:
    """A task of the kind that only Google's own apps make."""
    task_list = account.task_lists.get()
    task = Task.objects.create(
        task_list=task_list, task_id="own", title="own", updated_at="2030-01-01T00:00Z", **fields
    )
    return task.task_id


def test_a_new_task_stands_at_the_top_or_where_it_is_put(api: Any) -> None:
    first = insert(api, "first")
    insert(api, "second")
    insert(api, "third", previous=first)
    insert(api, "below", parent=first)
    assert titles(api) == ["second", "first", "below", "third"]


def test_a_time_of_day_is_dropped_and_the_day_is_that_of_utc(api: Any) -> None:
    """So a client that sends an evening of the west has its task slip by a day."""
    task = insert(api, "late", due="2030-03-04T23:30:00-08:00")
    assert run(api.tasks().get(tasklist="@default", task=task))["due"] == "2030-03-05T00:00:00.000Z"


@pytest.mark.parametrize("due", ["2030-03-04", "2030-03-04T10:00:00", "soon"])
def test_a_day_alone_is_no_timestamp(api: Any, due: str) -> None:
    assert refused(api.tasks().insert(tasklist="@default", body={"due": due})).resp.status == 400


def test_null_empties_and_what_is_not_given_stays(api: Any) -> None:
    task = insert(api, "task", notes="notes", due="2030-03-04T00:00:00Z")
    assert change(api, task, title="new")["notes"] == "notes"
    assert {"due", "notes"}.isdisjoint(change(api, task, due=None, notes=None))


def test_parent_and_position_are_not_written_by_a_patch(api: Any) -> None:
    first, second = insert(api, "first"), insert(api, "second")
    changed = change(api, second, parent=first, position="00000000000000000009")
    assert ("parent" in changed, changed["position"]) == (False, "00000000000000000000")


def test_what_is_completed_and_cleared_has_to_be_asked_for(api: Any) -> None:
    done = insert(api, "done")
    insert(api, "open")
    assert change(api, done, status="completed")["completed"]
    assert titles(api) == ["open", "done"]
    assert titles(api, showCompleted=False) == ["open"]
    run(api.tasks().clear(tasklist="@default"))
    assert titles(api) == ["open"]
    assert titles(api, showHidden=True) == ["open", "done"]
    assert "completed" not in change(api, done, status="needsAction")
    assert titles(api) == ["open", "done"]


def test_assigned_tasks_have_to_be_asked_for_and_stand_alone(api: Any, account: Account) -> None:
    own = make(account, assignment={"surfaceType": "DOCUMENT"})
    assert titles(api) == []
    assert titles(api, showAssigned=True) == ["own"]
    other = insert(api, "other")
    assert refused(api.tasks().move(tasklist="@default", task=other, parent=own)).resp.status == 400
    assert refused(api.tasks().move(tasklist="@default", task=own, parent=other)).resp.status == 400
    assert refused(api.tasks().patch(tasklist="@default", task=own, body={"notes": "n"})).resp.status == 400
    assert titles(api, showAssigned=True) == ["other", "own"]


def test_a_repeating_task_keeps_its_list(api: Any, account: Account) -> None:
    own = make(account, is_recurring=True)
    other = run(api.tasklists().insert(body={"title": "Other"}))["id"]
    assert refused(api.tasks().move(tasklist="@default", task=own, destinationTasklist=other)).resp.status == 400
    assert titles(api) == ["own"]


def test_subtasks_come_along_and_go_with_their_parent(api: Any) -> None:
    first = insert(api, "first")
    insert(api, "below", parent=first)
    other = run(api.tasklists().insert(body={"title": "Other"}))["id"]
    run(api.tasks().move(tasklist="@default", task=first, destinationTasklist=other))
    assert (titles(api), titles(api, other)) == ([], ["first", "below"])
    run(api.tasks().delete(tasklist=other, task=first))
    assert (titles(api, other), titles(api, other, showDeleted=True)) == ([], ["first", "below"])
    assert refused(api.tasks().delete(tasklist=other, task=first)).resp.status == 404


def test_a_task_is_never_below_itself(api: Any) -> None:
    first = insert(api, "first")
    below = insert(api, "below", parent=first)
    assert refused(api.tasks().move(tasklist="@default", task=first, parent=below)).resp.status == 400
    assert refused(api.tasks().move(tasklist="@default", task=first, parent=first)).resp.status == 400


def test_a_place_after_what_is_no_sibling_is_refused(api: Any) -> None:
    first = insert(api, "first")
    below = insert(api, "below", parent=first)
    second = insert(api, "second")
    assert refused(api.tasks().move(tasklist="@default", task=second, previous=below)).resp.status == 400
    assert refused(api.tasks().move(tasklist="@default", task=second, previous="gone")).resp.status == 400


def test_bounds_are_those_of_days_and_of_changes(api: Any) -> None:
    for day in (3, 4, 5):
        insert(api, f"day {day}", due=f"2030-03-0{day}T00:00:00Z")
    insert(api, "some day")
    assert titles(api, dueMin="2030-03-03T00:00:01Z", dueMax="2030-03-04T23:59:59Z") == ["day 4"]
    assert titles(api, dueMin="2030-03-05T00:00:00Z") == ["day 5"]
    newest = run(api.tasks().list(tasklist="@default"))["items"][0]["updated"]
    assert titles(api, updatedMin=newest) == ["some day"]
    assert refused(api.tasks().list(tasklist="@default", dueMin="today")).resp.status == 400


def test_the_default_list_stays(api: Any) -> None:
    assert refused(api.tasklists().delete(tasklist="@default")).resp.status == 400


def test_a_whole_update_names_the_task_and_empties_the_rest(api: Any) -> None:
    task = insert(api, "task", notes="notes")
    assert refused(api.tasks().update(tasklist="@default", task=task, body={"title": "new"})).resp.status == 400
    assert "notes" not in run(api.tasks().update(tasklist="@default", task=task, body={"id": task, "title": "new"}))


@pytest.mark.django_db(transaction=True)
def test_every_tasks_method_answers_as_its_document_says(live_server: LiveServer, http: SocketHttp) -> None:
    api, tour = build("tasks", live_server.url, http), Tour()
    lists, tasks = api.tasklists(), api.tasks()
    made = tour(lists.insert(body={"title": "Second"}))["id"]
    tour(lists.patch(tasklist=made, body={"title": "Other"}))
    tour(lists.update(tasklist=made, body={"id": made, "title": "Another"}))
    tour(lists.get(tasklist="@default"))
    assert [each["title"] for each in tour(lists.list())["items"]] == ["My Tasks", "Another"]

    first = tour(tasks.insert(tasklist="@default", body={"title": "First", "due": "2030-03-04T00:00:00Z"}))["id"]
    second = tour(tasks.insert(tasklist="@default", parent=first, body={"title": "Second"}))["id"]
    tour(tasks.patch(tasklist="@default", task=second, body={"status": "completed"}))
    tour(tasks.update(tasklist="@default", task=first, body={"id": first, "title": "First of all"}))
    tour(tasks.move(tasklist="@default", task=first, destinationTasklist=made))
    tour(tasks.clear(tasklist=made))
    tour(tasks.get(tasklist=made, task=second))
    tour(tasks.delete(tasklist=made, task=first))
    shown = tour(tasks.list(tasklist=made, showHidden=True, showDeleted=True, showAssigned=True))["items"]
    assert [(each["title"], each["deleted"]) for each in shown] == [("First of all", True), ("Second", True)]
    tour(lists.delete(tasklist=made))

    assert tour.seen == set(HANDLERS)


@pytest.mark.django_db
def test_the_demo_accounts_have_the_same_tasks_by_id(make_token: MakeToken) -> None:
    ensure_demo_accounts()
    known: list[set[str]] = []
    for account in Account.objects.filter(provider="google"):
        api = build("tasks", INSIDE, InsideHttp(make_token(account, TASKS)))
        lists = [each["id"] for each in run(api.tasklists().list())["items"]]
        shown = [run(api.tasks().list(tasklist=each, showHidden=True, showAssigned=True))["items"] for each in lists]
        assert [len(each) for each in shown] == [8, 1, 0]
        known.append({*lists[1:], *(task["id"] for task in shown[0])})
    assert known[0] == known[1]
