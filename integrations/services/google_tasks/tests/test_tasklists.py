"""Task lists and choices over declared answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integrations.catalog.options import OptionsQuery
from integrations.catalog.testing import FakeContext
from integrations.errors import RemoteRejected
from integrations.services.google_tasks import options
from integrations.services.google_tasks.models.tasklists import (
    GoogleTasklist,
    GoogleTasklistClear,
    GoogleTasklistCreate,
    GoogleTasklistDelete,
    GoogleTasklistList,
    GoogleTasklistUpdate,
)
from integrations.services.google_tasks.operations.tasklists import (
    clear_completed,
    create_tasklist,
    delete_tasklist,
    list_tasklists,
    update_tasklist,
)
from integrations.services.google_tasks.tests.vendor import API, LISTS, TASK, TASKLIST, UNHEARD_OF, sent

GONE = RemoteRejected("Tasks answered 404: Task list not found.", vendor_status=404)


def test_task_lists_are_listed(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", LISTS, {"items": [TASKLIST, {"id": "bare"}], "nextPageToken": "next", **UNHEARD_OF})

    found = list_tasklists(ctx, GoogleTasklistList(max_results=2, page_token="here"))

    assert (found.count, found.next_page_token) == (2, "next")
    assert found.tasklists == [
        GoogleTasklist(tasklist_id="l1", title="Pilot", updated=datetime(2026, 3, 2, 8, 0, tzinfo=UTC), etag='"9"'),
        GoogleTasklist(tasklist_id="bare"),
    ]
    assert ctx.vendor.requests[0].query == {"maxResults": ["2"], "pageToken": ["here"]}


def test_one_odd_list_does_not_take_the_others_with_it(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", LISTS, {"items": [{**TASKLIST, "updated": "never", **UNHEARD_OF}, TASKLIST]})

    odd, other = list_tasklists(ctx, GoogleTasklistList()).tasklists

    assert (odd.title, odd.updated, odd.warnings) == ("Pilot", None, ["updated could not be read: 'never'"])
    assert other.warnings == []


def test_all_pages_of_lists_are_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", LISTS, {"items": [TASKLIST], "nextPageToken": "second"})
    ctx.vendor.will_answer("GET", LISTS, {"items": [TASKLIST]})

    assert list_tasklists(ctx, GoogleTasklistList(all_pages=True)).count == 2
    assert ctx.vendor.requests[1].query["pageToken"] == ["second"]


def test_a_list_is_made_and_named_anew(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", LISTS, TASKLIST)
    assert create_tasklist(ctx, GoogleTasklistCreate(title="Pilot")).tasklist_id == "l1"
    assert sent(ctx) == {"title": "Pilot"}

    ctx.vendor.will_answer("PATCH", f"{LISTS}/l1", TASKLIST)
    assert update_tasklist(ctx, GoogleTasklistUpdate(tasklist_id="l1", title="Pilot 2")).title == "Pilot"
    assert sent(ctx) == {"title": "Pilot 2"}


def test_a_list_is_cleared(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", "/tasks/v1/lists/@default/clear", b"")

    assert clear_completed(ctx, GoogleTasklistClear()).model_dump() == {"tasklist_id": "@default", "cleared": True}


def test_a_list_is_deleted(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("DELETE", f"{LISTS}/l1", b"")

    assert delete_tasklist(ctx, GoogleTasklistDelete(tasklist_id="l1")).deleted


def test_a_list_that_an_earlier_attempt_has_deleted_is_deleted(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("DELETE", f"{LISTS}/l1", error=GONE)
    with pytest.raises(RemoteRejected, match="not found"):
        delete_tasklist(ctx, GoogleTasklistDelete(tasklist_id="l1"))

    ctx.attempt = 2
    ctx.vendor.will_answer("DELETE", f"{LISTS}/l1", error=GONE)
    assert delete_tasklist(ctx, GoogleTasklistDelete(tasklist_id="l1")).deleted


def test_lists_are_offered_by_name(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", LISTS, {"items": [TASKLIST, {"id": "bare"}], "nextPageToken": "next"})
    page = options.tasklists(ctx, OptionsQuery())

    assert [(each.value, each.label) for each in page.options] == [("l1", "Pilot"), ("bare", "(no name)")]
    assert page.next == "next"

    ctx.vendor.will_answer("GET", LISTS, {"items": [TASKLIST, {"id": "bare"}]})
    found = options.tasklists(ctx, OptionsQuery(query="pil", page_token="next"))
    assert [each.value for each in found.options] == ["l1"]
    assert ctx.vendor.requests[1].query == {"maxResults": ["100"], "pageToken": ["next"]}


def test_open_tasks_are_offered_by_title_and_day(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [TASK, {"id": "bare"}]})
    page = options.tasks(ctx, OptionsQuery())

    assert [(each.value, each.label) for each in page.options] == [
        ("t1", "Write offer · 2026-03-09"),
        ("bare", "(no title)"),
    ]
    assert ctx.vendor.requests[0].query == {
        "showCompleted": ["false"],
        "showAssigned": ["true"],
        "maxResults": ["100"],
    }


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        ({}, "@default"),
        ({"tasklist_id": "l1"}, "l1"),
        ({"tasklist_id": ""}, "@default"),
        ({"tasklist_id": "l1", "to_tasklist_id": "l2"}, "l2"),
        ({"tasklist_id": "l1", "to_tasklist_id": None}, "l1"),
    ],
)
def test_tasks_of_the_list_in_the_form_are_offered(ctx: FakeContext, form: dict[str, object], asked: str) -> None:
    ctx.vendor.will_answer("GET", f"/tasks/v1/lists/{asked}/tasks", {"items": [TASK]})

    assert [each.value for each in options.tasks(ctx, OptionsQuery(form=form)).options] == ["t1"]


@pytest.mark.parametrize("given", ["{{ trigger.list }}", "../lists", 7, ["l1"]])
def test_nothing_is_offered_of_a_list_that_is_not_known_yet(ctx: FakeContext, given: object) -> None:
    assert options.tasks(ctx, OptionsQuery(form={"tasklist_id": given})).options == []
    assert ctx.vendor.requests == []
