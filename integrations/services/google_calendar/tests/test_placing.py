"""Dates of a series, moving, events out of a sentence, over declared answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from integrations.catalog.options import OptionsQuery
from integrations.catalog.testing import FakeContext
from integrations.errors import InputError, RateLimited, RemoteRejected
from integrations.services.google_calendar.models.events import (
    CalendarEventMove,
    CalendarEventQuickAdd,
    CalendarInstanceList,
)
from integrations.services.google_calendar.operations.placing import list_instances, move_event, quick_add_event
from integrations.services.google_calendar.options import series
from integrations.services.google_calendar.tests.vendor import API, EVENT, UNHEARD_OF, tells_zone

OTHER = "/calendar/v3/calendars/team@group.example/events"
MOVE = CalendarEventMove(event_id="e1", destination_calendar_id="team@group.example")


def gone(status: int = 404) -> RemoteRejected:
    return RemoteRejected("Not Found", vendor_status=status)


def test_dates_of_a_series_are_listed_from_today_without_an_end(ctx: FakeContext) -> None:
    tells_zone(ctx)
    ctx.vendor.will_answer(
        "GET", f"{API}/s1/instances", {"items": [EVENT, {"id": "bare"}], "nextPageToken": "next", **UNHEARD_OF}
    )

    found = list_instances(ctx, CalendarInstanceList(event_id="s1", max_results=2))

    assert ([each.event_id for each in found.events], found.next_page_token) == (["e1", "bare"], "next")
    assert ctx.vendor.requests[-1].query == {
        "timeMin": ["2026-03-02T00:00:00+01:00"],
        "showDeleted": ["false"],
        "maxResults": ["2"],
    }


def test_all_dates_in_a_range_are_read_with_those_called_off(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/s1/instances", {"items": [EVENT], "nextPageToken": "second"})
    ctx.vendor.will_answer("GET", f"{API}/s1/instances", {"items": [{"id": "e2", "status": "cancelled"}]})
    wanted = CalendarInstanceList(
        event_id="s1",
        start="2026-03-02T00:00:00Z",
        end="2026-04-01T00:00:00Z",
        include_cancelled=True,
        all_pages=True,
        time_zone="Europe/Berlin",
    )

    found = list_instances(ctx, wanted)

    assert [(each.event_id, each.status) for each in found.events] == [("e1", "confirmed"), ("e2", "cancelled")]
    assert ctx.vendor.requests[1].query["pageToken"] == ["second"]
    assert ctx.vendor.requests[0].query["timeMax"] == ["2026-04-01T00:00:00+00:00"]
    assert ctx.vendor.requests[0].query["showDeleted"] == ["true"]
    assert ctx.vendor.requests[0].query["timeZone"] == ["Europe/Berlin"]


def test_a_range_that_ends_before_it_begins_asks_nobody(ctx: FakeContext) -> None:
    wanted = CalendarInstanceList(event_id="s1", start="2026-03-02T00:00:00Z", end="2026-03-01T00:00:00Z")

    with pytest.raises(InputError, match="is not after start"):
        list_instances(ctx, wanted)

    assert ctx.vendor.requests == []


def test_an_event_is_moved_and_guests_are_told_as_asked(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/e1/move", EVENT)

    moved = move_event(ctx, MOVE.model_copy(update={"send_updates": "external_only"}))

    assert (moved.event_id, moved.calendar_id) == ("e1", "team@group.example")
    assert ctx.vendor.requests[0].query == {"destination": ["team@group.example"], "sendUpdates": ["externalOnly"]}


@pytest.mark.parametrize("here", [gone(), gone(410), {**EVENT, "status": "cancelled"}])
def test_what_an_earlier_attempt_has_moved_is_found_there(ctx: FakeContext, here: object) -> None:
    ctx.vendor.will_answer("POST", f"{API}/e1/move", error=gone())
    given = {"error": here} if isinstance(here, RemoteRejected) else {"body": here}
    ctx.vendor.will_answer("GET", f"{API}/e1", **given)
    ctx.vendor.will_answer("GET", f"{OTHER}/e1", EVENT)

    assert move_event(ctx, MOVE).calendar_id == "team@group.example"


@pytest.mark.parametrize(("is_here", "is_there"), [(True, True), (True, False), (False, False)])
def test_a_move_that_is_refused_stays_refused(ctx: FakeContext, is_here: bool, is_there: bool) -> None:
    """An event of that id in both calendars was not moved: the refusal is about something else."""
    ctx.vendor.will_answer("POST", f"{API}/e1/move", error=RemoteRejected("cannot be moved", vendor_status=400))
    for path, exists in ((API, is_here), (OTHER, is_there)):
        ctx.vendor.will_answer("GET", f"{path}/e1", EVENT if exists else None, error=None if exists else gone())

    with pytest.raises(RemoteRejected, match="cannot be moved"):
        move_event(ctx, MOVE)


def test_a_limit_is_no_sign_of_an_earlier_move(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/e1/move", error=RateLimited("Slow down", vendor_status=403, retry_after=3))

    with pytest.raises(RateLimited):
        move_event(ctx, MOVE)

    assert len(ctx.vendor.requests) == 1


@pytest.mark.parametrize("calendar_id", ["primary", "team@group.example"])
def test_an_event_is_not_moved_to_where_it_is(calendar_id: str) -> None:
    with pytest.raises(ValidationError, match="is the calendar it is in; name another one"):
        CalendarEventMove(event_id="e1", destination_calendar_id=calendar_id, calendar_id=calendar_id)


def test_a_sentence_becomes_an_event(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/quickAdd", EVENT)

    made = quick_add_event(ctx, CalendarEventQuickAdd(description="Lunch & talk tomorrow"))

    assert made.title == "Quarterly review"
    assert ctx.vendor.requests[0].query == {"text": ["Lunch & talk tomorrow"], "sendUpdates": ["none"]}


def test_series_to_choose_from_are_those_not_over(ctx: FakeContext) -> None:
    rule = {"recurrence": ["RRULE:FREQ=DAILY"]}
    ctx.vendor.will_answer("GET", API, {"items": [{**EVENT, "id": "s1", **rule}, EVENT], "nextPageToken": "next"})
    ctx.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    page = series(ctx, OptionsQuery(query="review"))

    assert [option.value for option in page.options] == ["s1"]
    assert page.next == "next"
    query = ctx.vendor.requests[0].query
    assert (query["singleEvents"], query["q"], "orderBy" in query) == (["false"], ["review"], False)
