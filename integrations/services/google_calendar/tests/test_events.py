"""Events over declared answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import Conflict, InputError, MachinaError, RemoteRejected
from integrations.services.google_calendar.event_body import event_id_for
from integrations.services.google_calendar.models.events import (
    CalendarEvent,
    CalendarEventCreate,
    CalendarEventDelete,
    CalendarEventGet,
    CalendarEventList,
    CalendarEventResponse,
    CalendarEventUpdate,
    EventAttendee,
)
from integrations.services.google_calendar.operations.events import (
    create_event,
    delete_event,
    get_event,
    list_events,
    update_event,
)
from integrations.services.google_calendar.operations.invitations import respond_to_event
from integrations.services.google_calendar.parsing import parse_event
from integrations.services.google_calendar.tests.vendor import API, EVENT, sent, tells_zone

EXISTS = RemoteRejected("Calendar answered 409: The requested identifier already exists.", vendor_status=409)
GONE = RemoteRejected("Calendar answered 410: Resource has been deleted.", vendor_status=410)
ID = event_id_for("call-1")
START = "2026-03-09T10:00:00+02:00"
MADE = {
    **EVENT,
    "id": ID,
    "created": "2026-03-02T09:00:01.000Z",
    "summary": "Review",
    "description": "",
    "location": None,
    "start": {"dateTime": "2026-03-09T09:00:00+01:00"},
    "end": {"dateTime": "2026-03-09T09:00:00Z", "timeZone": "UTC"},
}


def test_an_event_is_made(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", API, {**EVENT, "id": ID})

    event = create_event(
        ctx, CalendarEventCreate(title="Review", start=START, send_updates="external_only", add_meet_link=True)
    )

    assert event.event_id == ID
    assert sent(ctx)["id"] == ID
    assert ctx.vendor.requests[0].query == {"sendUpdates": ["externalOnly"], "conferenceDataVersion": ["1"]}


def test_a_time_without_an_offset_is_read_in_the_calendars_zone(ctx: FakeContext) -> None:
    tells_zone(ctx)
    ctx.vendor.will_answer("POST", API, EVENT)

    create_event(ctx, CalendarEventCreate(title="Review", start="2026-03-09T10:00", end="2026-03-09T11:00"))

    assert len(ctx.vendor.requests) == 2
    assert ctx.vendor.requests[0].query == {"maxResults": ["1"], "fields": ["timeZone"]}
    assert sent(ctx)["start"] == {"dateTime": "2026-03-09T10:00:00+01:00", "timeZone": "Europe/Berlin"}


def test_a_calendar_in_an_unknown_zone_asks_for_one(ctx: FakeContext) -> None:
    tells_zone(ctx, "Moon/Crater")

    with pytest.raises(InputError, match="kept in zone 'Moon/Crater', which is unknown here; give time_zone"):
        create_event(ctx, CalendarEventCreate(title="Review", start="2026-03-09T10:00"))

    assert [request.method for request in ctx.vendor.requests] == ["GET"]


def test_another_calendar_can_be_named(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", "/calendar/v3/calendars/team@group.example/events", EVENT)

    made = create_event(ctx, CalendarEventCreate(title="Review", start=START, calendar_id="team@group.example"))

    assert made.calendar_id == "team@group.example"


@pytest.mark.parametrize(
    ("attempt", "created"),
    [(2, "2026-01-01T00:00:00.000Z"), (1, "2026-03-02T09:00:01.000Z"), (1, "2026-03-02T08:56:00Z")],
)
def test_an_event_that_an_earlier_request_has_made_is_the_answer(ctx: FakeContext, attempt: int, created: str) -> None:
    ctx.attempt = attempt
    ctx.vendor.will_answer("POST", API, error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/{ID}", {**MADE, "created": created})

    event = create_event(ctx, CalendarEventCreate(title="Review", start=START))

    assert (event.event_id, event.title) == (ID, "Review")


def test_an_id_that_was_taken_long_before_is_a_conflict_of_the_vendors(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", API, error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/{ID}", {**MADE, "created": "2026-03-02T08:54:59Z"})

    with pytest.raises(RemoteRejected, match="already exists"):
        create_event(ctx, CalendarEventCreate(title="Review", start=START))


@pytest.mark.parametrize(
    "changed",
    [
        {"summary": "Something else"},
        {"description": "More"},
        {"start": {"dateTime": "2026-03-10T09:00:00+01:00"}},
        {"end": {"date": "2026-03-10"}},
        {"status": "cancelled"},
    ],
)
def test_an_event_that_was_changed_since_is_not_taken_for_the_answer(ctx: FakeContext, changed: dict[str, Any]) -> None:
    ctx.attempt = 2
    ctx.vendor.will_answer("POST", API, error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/{ID}", {**MADE, **changed})

    with pytest.raises(Conflict, match="has been changed or deleted since"):
        create_event(ctx, CalendarEventCreate(title="Review", start=START))


def test_another_refusal_is_passed_on(ctx: FakeContext) -> None:
    ctx.attempt = 2
    ctx.vendor.will_answer("POST", API, error=RemoteRejected("Bad Request.", vendor_status=400))

    with pytest.raises(RemoteRejected):
        create_event(ctx, CalendarEventCreate(title="Review", start=START))


def test_events_of_the_coming_week_are_listed(ctx: FakeContext) -> None:
    tells_zone(ctx)
    ctx.vendor.will_answer("GET", API, {"items": [EVENT], "timeZone": "Europe/Berlin", "nextPageToken": "next"})

    found = list_events(ctx, CalendarEventList())

    assert (found.count, found.next_page_token, found.time_zone) == (1, "next", "Europe/Berlin")
    assert found.events[0].title == "Quarterly review"
    assert ctx.vendor.requests[1].query == {
        "timeMin": ["2026-03-02T00:00:00+01:00"],
        "timeMax": ["2026-03-09T00:00:00+01:00"],
        "singleEvents": ["true"],
        "orderBy": ["startTime"],
        "maxResults": ["50"],
    }


def test_a_range_with_offsets_asks_for_no_zone(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {})

    question = CalendarEventList(
        start="2026-03-02T00:00:00+02:00",
        end="2026-03-03T00:00:00Z",
        query="review",
        single_events=False,
        order_by="updated",
        time_zone="Asia/Tokyo",
        page_token="there",
    )
    found = list_events(ctx, question)

    assert found.events == []
    assert ctx.vendor.requests[0].query == {
        "timeMin": ["2026-03-02T00:00:00+02:00"],
        "timeMax": ["2026-03-03T00:00:00+00:00"],
        "q": ["review"],
        "singleEvents": ["false"],
        "orderBy": ["updated"],
        "timeZone": ["Asia/Tokyo"],
        "maxResults": ["50"],
        "pageToken": ["there"],
    }


def test_series_are_in_no_order_unless_asked_for(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {})
    list_events(ctx, CalendarEventList(start="now", single_events=False))

    assert "orderBy" not in ctx.vendor.requests[0].query


def test_all_pages_are_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [EVENT], "nextPageToken": "second"})
    ctx.vendor.will_answer("GET", API, {"items": [{**EVENT, "id": "e2"}]})

    found = list_events(ctx, CalendarEventList(start="now", all_pages=True))

    assert [event.event_id for event in found.events] == ["e1", "e2"]
    assert ctx.vendor.requests[1].query["pageToken"] == ["second"]


def test_an_order_by_start_needs_single_events() -> None:
    with pytest.raises(ValidationError, match="order_by start needs single_events"):
        CalendarEventList(single_events=False, order_by="start")


def test_an_event_is_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/e1", EVENT)

    assert get_event(ctx, CalendarEventGet(event_id="e1")) == CalendarEvent(
        event_id="e1",
        calendar_id="primary",
        title="Quarterly review",
        start="2026-03-09T10:00:00+01:00",
        end="2026-03-09T11:00:00+01:00",
        time_zone="Europe/Berlin",
        description="Numbers",
        location="Room 4",
        attendees=[
            EventAttendee(email="ada@globex.example", response="accepted", organizer=True, is_self=True),
            EventAttendee(email="grace@acme.example", name="Grace", optional=True),
        ],
        organizer="ada@globex.example",
        meet_link="https://meet.google.com/abc",
        link="https://www.google.com/calendar/event?eid=e1",
        created=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
        updated=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    )


@pytest.mark.shows("missing_fields", "optional")
@pytest.mark.parametrize(
    "event",
    [
        {"id": "e1"},
        {"id": "e1", "start": None, "end": {}, "organizer": None, "conferenceData": None},
        {"id": "e1", "attendees": [{}], "conferenceData": {"entryPoints": [{"entryPointType": "phone"}]}},
    ],
)
def test_an_event_with_missing_fields_is_read(event: dict[str, Any]) -> None:
    assert parse_event(event, calendar_id="primary") == CalendarEvent(event_id="e1", calendar_id="primary")


@pytest.mark.parametrize("name", sorted(set(EVENT) - {"id"}))
def test_any_single_field_may_be_missing(name: str) -> None:
    assert parse_event({key: value for key, value in EVENT.items() if key != name}, calendar_id="c").event_id == "e1"


def test_a_whole_day_event_has_days() -> None:
    parsed = parse_event(
        {"id": "e1", "start": {"date": "2026-03-09"}, "end": {"date": "2026-03-10"}}, calendar_id="primary"
    )

    assert (parsed.all_day, parsed.start, parsed.end) == (True, "2026-03-09", "2026-03-10")


def test_the_video_entry_point_is_the_meeting() -> None:
    entry = {"entryPointType": "video", "uri": "https://zoom.example/1"}
    parsed = parse_event({"id": "e1", "conferenceData": {"entryPoints": [entry]}}, calendar_id="primary")

    assert parsed.meet_link == "https://zoom.example/1"


def test_an_update_leaves_the_description_alone(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("PATCH", f"{API}/e1", EVENT)

    update_event(ctx, CalendarEventUpdate(event_id="e1", title="Other", send_updates="all"))

    assert sent(ctx) == {"summary": "Other"}
    assert ctx.vendor.requests[0].query == {"sendUpdates": ["all"]}


def test_an_update_reads_floating_times_in_the_calendars_zone(ctx: FakeContext) -> None:
    tells_zone(ctx)
    ctx.vendor.will_answer("PATCH", f"{API}/e1", EVENT)

    update_event(ctx, CalendarEventUpdate(event_id="e1", start="2026-03-09T10:00", end="2026-03-09T11:00"))

    assert len(ctx.vendor.requests) == 2
    assert sent(ctx)["end"] == {"date": None, "dateTime": "2026-03-09T11:00:00+01:00"}


def test_attendees_of_an_event_can_be_handed_on(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("PATCH", f"{API}/e1", EVENT)
    attendees = parse_event(EVENT, calendar_id="primary").model_dump(mode="json")["attendees"]

    update_event(ctx, CalendarEventUpdate.model_validate({"event_id": "e1", "attendees": attendees}))

    assert sent(ctx) == {"attendees": [{"email": "ada@globex.example"}, {"email": "grace@acme.example"}]}


def test_an_event_is_deleted(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("DELETE", f"{API}/e1", b"")

    deleted = delete_event(ctx, CalendarEventDelete(event_id="e1", send_updates="all"))

    assert deleted.model_dump() == {"event_id": "e1", "calendar_id": "primary", "deleted": True}
    assert ctx.vendor.requests[0].query == {"sendUpdates": ["all"]}


def test_what_an_earlier_attempt_has_deleted_is_deleted(ctx: FakeContext) -> None:
    ctx.attempt = 2
    ctx.vendor.will_answer("DELETE", f"{API}/e1", error=GONE)

    assert delete_event(ctx, CalendarEventDelete(event_id="e1")).deleted


@pytest.mark.parametrize(("attempt", "error"), [(1, GONE), (2, RemoteRejected("Forbidden.", vendor_status=403))])
def test_a_first_attempt_that_finds_nothing_fails(ctx: FakeContext, attempt: int, error: MachinaError) -> None:
    ctx.attempt = attempt
    ctx.vendor.will_answer("DELETE", f"{API}/e1", error=error)

    with pytest.raises(RemoteRejected):
        delete_event(ctx, CalendarEventDelete(event_id="e1"))


@pytest.mark.parametrize("is_marked", [True, False])
def test_an_invitation_is_answered_and_the_other_guests_stay(ctx: FakeContext, is_marked: bool) -> None:
    mine = {"email": "ada@globex.example", "responseStatus": "needsAction", **({"self": True} if is_marked else {})}
    other = {"email": "grace@acme.example", "responseStatus": "accepted", "comment": "Great"}
    ctx.vendor.will_answer("GET", f"{API}/e1", {**EVENT, "attendees": [other, mine]})
    ctx.vendor.will_answer("PATCH", f"{API}/e1", EVENT)

    respond_to_event(ctx, CalendarEventResponse(event_id="e1", response="declined", comment="Away"))

    assert sent(ctx) == {"attendees": [other, {**mine, "responseStatus": "declined", "comment": "Away"}]}
    assert ctx.vendor.requests[1].headers["If-Match"] == '"3181161784712000"'


def test_who_is_not_invited_cannot_answer(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/e1", {"id": "e1", "attendees": [{"email": "grace@acme.example"}]})

    with pytest.raises(InputError, match=r"'ada@globex.example' is not invited to event 'e1'"):
        respond_to_event(ctx, CalendarEventResponse(event_id="e1", response="accepted"))

    assert [request.method for request in ctx.vendor.requests] == ["GET"]


def test_a_year_of_clock_skew_is_not_this_call(ctx: FakeContext) -> None:
    ctx.now = ctx.now + timedelta(days=365)
    ctx.vendor.will_answer("POST", API, error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/{ID}", MADE)

    with pytest.raises(RemoteRejected):
        create_event(ctx, CalendarEventCreate(title="Review", start=START))
