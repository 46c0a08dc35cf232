"""The trigger for changed events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.catalog.triggers import Poll
from integrations.errors import RateLimited, RemoteRejected, RemoteUnavailable
from integrations.services.google_calendar.tests.vendor import API, EVENT
from integrations.services.google_calendar.triggers import CalendarCheckpoint, EventChange, EventFilter, event_changed

BEFORE = CalendarCheckpoint(sync_token="old", polled_at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
EXPIRED = RemoteRejected("Calendar answered 410: Sync token is no longer valid.", vendor_status=410)
CREATED = {**EVENT, "id": "new", "etag": '"1"', "created": "2026-03-02T08:30:00Z"}
UPDATED = {**EVENT, "id": "changed", "etag": '"2"'}
DELETED = {"id": "gone", "status": "cancelled"}


def poll(
    ctx: FakeContext, checkpoint: CalendarCheckpoint | None = BEFORE, **params: Any
) -> Poll[EventChange, CalendarCheckpoint]:
    return event_changed(ctx, EventFilter(**params), checkpoint)


def test_the_first_poll_only_takes_its_place(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"nextPageToken": "more"})
    ctx.vendor.will_answer("GET", API, {"nextSyncToken": "first"})

    result = poll(ctx, None)

    assert result.events == []
    assert result.checkpoint == CalendarCheckpoint(sync_token="first", polled_at=ctx.now)
    assert ctx.vendor.requests[0].query == {
        "timeMin": ["2026-03-01T09:00:00+00:00"],
        "fields": ["nextPageToken,nextSyncToken"],
        "maxResults": ["2500"],
    }


def test_changes_since_are_told_apart(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [CREATED, UPDATED], "nextPageToken": "more"})
    ctx.vendor.will_answer("GET", API, {"items": [DELETED], "nextSyncToken": "next"})

    result = poll(ctx)

    assert [(event.delivery_id, event.data.change) for event in result.events] == [
        ('new:"1"', "created"),
        ('changed:"2"', "updated"),
        ("gone:cancelled", "deleted"),
    ]
    assert result.events[1].data.title == "Quarterly review"
    assert result.checkpoint == CalendarCheckpoint(sync_token="next", polled_at=ctx.now)
    assert result.gap is None
    assert ctx.vendor.requests[0].query == {"syncToken": ["old"]}
    assert ctx.vendor.requests[1].query == {"syncToken": ["old"], "pageToken": ["more"]}


@pytest.mark.parametrize(
    ("changes", "expected"), [(["created"], ["new"]), (["deleted", "updated"], ["changed", "gone"])]
)
def test_only_the_wanted_changes_are_handed_over(ctx: FakeContext, changes: list[str], expected: list[str]) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [CREATED, UPDATED, DELETED], "nextSyncToken": "next"})

    assert [event.data.event_id for event in poll(ctx, changes=changes).events] == expected


def test_another_change_of_one_event_is_another_delivery(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [UPDATED], "nextSyncToken": "a"})
    ctx.vendor.will_answer("GET", API, {"items": [{**UPDATED, "etag": '"3"'}], "nextSyncToken": "b"})

    assert poll(ctx).events[0].delivery_id != poll(ctx).events[0].delivery_id


def test_a_forgotten_place_lists_what_changed_since_and_says_so(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, error=EXPIRED)
    ctx.vendor.will_answer("GET", API, {"nextSyncToken": "fresh"})
    ctx.vendor.will_answer("GET", API, {"items": [UPDATED], "nextPageToken": "more"})
    ctx.vendor.will_answer("GET", API, {"items": [DELETED]})

    result = poll(ctx)

    assert [event.data.event_id for event in result.events] == ["changed", "gone"]
    assert result.checkpoint.sync_token == "fresh"
    assert result.gap == (
        "Google no longer knows the changes since 2026-03-02T08:00:00+00:00. "
        "What changed from 2026-03-02T08:00:00+00:00 on was listed instead, 2 in all."
    )
    assert ctx.vendor.requests[3].query["pageToken"] == ["more"]
    assert ctx.vendor.requests[2].query["updatedMin"] == ["2026-03-02T08:00:00+00:00"]
    assert ctx.vendor.requests[2].query["showDeleted"] == ["true"]


def test_a_place_that_was_lost_long_ago_is_looked_for_within_bounds(ctx: FakeContext) -> None:
    long_ago = CalendarCheckpoint(sync_token="old", polled_at=datetime(2025, 1, 1, tzinfo=UTC))
    ctx.vendor.will_answer("GET", API, error=EXPIRED)
    ctx.vendor.will_answer("GET", API, {"nextSyncToken": "fresh"})
    ctx.vendor.will_answer("GET", API, {"items": []})

    result = poll(ctx, long_ago)

    assert ctx.vendor.requests[2].query["updatedMin"] == ["2026-02-16T09:00:00+00:00"]
    assert result.gap == (
        "Google no longer knows the changes since 2025-01-01T00:00:00+00:00. "
        "What changed from 2026-02-16T09:00:00+00:00 on was listed instead, 0 in all. "
        "What changed before 2026-02-16T09:00:00+00:00 is lost."
    )


def test_where_changes_are_not_listed_either_counting_begins_anew_and_says_so(ctx: FakeContext) -> None:
    too_long_ago = RemoteRejected("Calendar answered 410: The requested minimum is too far.", vendor_status=410)
    ctx.vendor.will_answer("GET", API, error=EXPIRED)
    ctx.vendor.will_answer("GET", API, {"nextSyncToken": "fresh"})
    ctx.vendor.will_answer("GET", API, error=too_long_ago)
    ctx.vendor.will_answer("GET", API, {"items": [UPDATED], "nextSyncToken": "next"})

    result = poll(ctx)

    assert (result.events, result.checkpoint.sync_token) == ([], "fresh")
    assert result.gap == (
        "Google no longer knows the changes since 2026-03-02T08:00:00+00:00. "
        "It does not list them either: what changed until 2026-03-02T09:00:00+00:00 is lost."
    )
    assert [event.data.event_id for event in poll(ctx, result.checkpoint).events] == ["changed"]


def test_so_many_changes_that_they_cannot_be_listed_are_said_to_be_more(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, error=EXPIRED)
    ctx.vendor.will_answer("GET", API, {"nextSyncToken": "fresh"})
    for _ in range(10):
        ctx.vendor.will_answer("GET", API, {"items": [UPDATED] * 250, "nextPageToken": "more"})

    result = poll(ctx)

    assert len(result.events) == 2500
    assert "2500 in all; there were more than could be listed." in (result.gap or "")


def test_a_place_that_google_does_not_name_is_asked_for_later(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [UPDATED]})

    with pytest.raises(RemoteUnavailable, match="did not say from where to read on"):
        poll(ctx)


def test_an_odd_event_does_not_stop_the_trigger(ctx: FakeContext) -> None:
    odd = {**UPDATED, "id": "odd", "start": {"date": "9999-12-31"}, "created": "0000-12-29T00:00:00.000Z"}
    ctx.vendor.will_answer("GET", API, {"items": [odd, CREATED], "nextSyncToken": "next"})

    result = poll(ctx)

    assert [(event.data.event_id, event.data.change) for event in result.events] == [
        ("odd", "updated"),
        ("new", "created"),
    ]
    assert result.events[0].data.start == "9999-12-31"
    assert result.events[0].data.warnings == ["created could not be read: '0000-12-29T00:00:00.000Z'"]


def test_another_error_is_no_forgotten_place(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, error=RateLimited("Wait.", vendor_status=429))

    with pytest.raises(RateLimited):
        poll(ctx)
