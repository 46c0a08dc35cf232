"""The trigger for changed tasks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.catalog.triggers import Poll
from integrations.errors import RateLimited
from integrations.services.google_tasks.tests.vendor import API, TASK
from integrations.services.google_tasks.triggers import (
    GoogleTaskChange,
    GoogleTaskChangeFilter,
    GoogleTasksCheckpoint,
    task_changed,
)

BEFORE = GoogleTasksCheckpoint(since_at=datetime(2026, 3, 2, 8, 55, tzinfo=UTC))
DONE = {**TASK, "id": "done", "etag": '"2"', "status": "completed", "completed": "2026-03-02T08:58:00.000Z"}
DELETED = {"id": "gone", "deleted": True, "etag": '"3"', "updated": "2026-03-02T08:57:00.000Z"}


def poll(
    ctx: FakeContext, checkpoint: GoogleTasksCheckpoint | None = BEFORE, **params: Any
) -> Poll[GoogleTaskChange, GoogleTasksCheckpoint]:
    return task_changed(ctx, GoogleTaskChangeFilter(**params), checkpoint)


def changes(result: Poll[GoogleTaskChange, GoogleTasksCheckpoint]) -> list[tuple[str, str]]:
    return [(event.data.task_id, event.data.change) for event in result.events]


def test_the_first_poll_only_takes_its_place(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [TASK, DONE]})

    result = poll(ctx, None)

    assert result.events == []
    assert result.checkpoint == GoogleTasksCheckpoint(
        since_at=datetime(2026, 3, 2, 8, 55, tzinfo=UTC),
        seen=['t1:"1"', 'done:"2"'],
        completions=["done:2026-03-02 08:58:00+00:00"],
    )
    assert ctx.vendor.requests[0].query == {
        "updatedMin": ["2026-03-02T08:55:00+00:00"],
        "maxResults": ["100"],
        "showCompleted": ["true"],
        "showHidden": ["true"],
        "showAssigned": ["true"],
        "showDeleted": ["true"],
    }


def test_changes_since_are_told_apart(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [TASK, DONE], "nextPageToken": "more"})
    ctx.vendor.will_answer("GET", API, {"items": [DELETED]})

    result = poll(ctx)

    assert changes(result) == [("t1", "updated"), ("done", "completed"), ("gone", "deleted")]
    assert [event.delivery_id for event in result.events] == ['t1:"1"', 'done:"2"', 'gone:"3"']
    assert (result.events[0].data.title, result.gap) == ("Write offer", None)
    assert ctx.vendor.requests[1].query["pageToken"] == ["more"]


def test_what_was_handed_over_is_not_handed_over_again(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [TASK]})
    first = poll(ctx)
    ctx.vendor.will_answer("GET", API, {"items": [TASK, {**TASK, "id": "late", "updated": "2026-03-02T08:58:00Z"}]})
    second = poll(ctx, first.checkpoint)
    ctx.vendor.will_answer("GET", API, {"items": [{**TASK, "etag": '"4"'}]})
    third = poll(ctx, second.checkpoint)

    assert [changes(each) for each in (first, second, third)] == [
        [("t1", "updated")],
        [("late", "updated")],
        [("t1", "updated")],
    ]


def test_the_place_follows_google_s_clock_and_what_is_behind_is_forgotten(ctx: FakeContext) -> None:
    newer = {**TASK, "id": "newer", "updated": "2026-03-02T09:30:00.000Z"}
    ctx.vendor.will_answer("GET", API, {"items": [TASK, newer]})

    result = poll(ctx)

    assert result.checkpoint.since_at == datetime(2026, 3, 2, 9, 25, tzinfo=UTC)
    assert result.checkpoint.seen == ['newer:"1"']


def test_a_quiet_list_keeps_its_place(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API)

    assert poll(ctx).checkpoint == BEFORE


@pytest.mark.parametrize(("wanted", "expected"), [(["completed"], ["done"]), (["deleted", "updated"], ["t1", "gone"])])
def test_only_the_wanted_changes_are_handed_over(ctx: FakeContext, wanted: list[str], expected: list[str]) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [TASK, DONE, DELETED]})

    assert [event.data.task_id for event in poll(ctx, changes=wanted).events] == expected


def test_a_completed_task_that_is_changed_later_is_not_completed_again(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [DONE]})
    first = poll(ctx)
    ctx.vendor.will_answer("GET", API, {"items": [{**DONE, "etag": '"5"', "title": "Renamed"}]})
    second = poll(ctx, first.checkpoint)
    again = {**DONE, "etag": '"6"', "completed": "2026-03-02T08:59:30.000Z"}
    ctx.vendor.will_answer("GET", API, {"items": [again]})

    assert [*changes(first), *changes(second), *changes(poll(ctx, second.checkpoint))] == [
        ("done", "completed"),
        ("done", "updated"),
        ("done", "completed"),
    ]


def test_an_odd_task_does_not_stop_the_trigger(ctx: FakeContext) -> None:
    odd = {"id": "odd", "updated": "never", "completed": 7, "status": "completed"}
    ctx.vendor.will_answer("GET", API, {"items": [odd, TASK]})

    result = poll(ctx)

    assert changes(result) == [("odd", "updated"), ("t1", "updated")]
    assert result.checkpoint.seen == ["odd:None", 't1:"1"']


def test_so_many_changes_that_they_cannot_be_listed_are_said_to_be_more(ctx: FakeContext) -> None:
    for page in range(50):
        items = [{**TASK, "id": f"{page}-{each}"} for each in range(100)]
        ctx.vendor.will_answer("GET", API, {"items": items, "nextPageToken": "more"})

    result = poll(ctx)

    assert len(result.events) == 5000
    assert result.gap == "More than 5,000 tasks changed since 2026-03-02T08:55:00+00:00; the rest is lost."


def test_a_limit_of_the_vendor_is_passed_on(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, error=RateLimited("Wait.", vendor_status=429))

    with pytest.raises(RateLimited):
        poll(ctx)
