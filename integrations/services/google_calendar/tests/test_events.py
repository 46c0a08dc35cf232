"""Events over declared answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError, MachinaError, RemoteRejected
from integrations.services.google_calendar.models.events import (
    CalendarEvent,
    CalendarEventDelete,
    CalendarEventGet,
    CalendarEventList,
    CalendarEventResponse,
    CalendarEventUpdate,
)
from integrations.services.google_calendar.models.parts import EventAttendee
from integrations.services.google_calendar.operations.events import (
    delete_event,
    get_event,
    list_events,
    update_event,
)
from integrations.services.google_calendar.operations.invitations import respond_to_event
from integrations.services.google_calendar.parsing import parse_event
from integrations.services.google_calendar.tests.vendor import API, EVENT, UNHEARD_OF, sent, tells_zone

GONE = RemoteRejected("Calendar answered 410: Resource has been deleted.", vendor_status=410)


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
        end_time_zone="Europe/Berlin",
        description="Numbers",
        location="Room 4",
        attendees=[
            EventAttendee(email="ada@globex.example", response="accepted", organizer=True, is_self=True),
            EventAttendee(email="grace@acme.example", name="Grace", optional=True),
        ],
        organizer="ada@globex.example",
        creator="ada@globex.example",
        etag='"3181161784712000"',
        meet_link="https://meet.google.com/abc",
        link="https://www.google.com/calendar/event?eid=e1",
        created=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
        updated=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "event",
    [
        {"id": "e1"},
        {"id": "e1", "start": None, "end": {}, "organizer": None, "conferenceData": None},
        {"id": "e1", "attendees": [{}], "reminders": {}, "conferenceData": {}},
    ],
)
def test_an_event_with_missing_fields_is_read(event: dict[str, Any]) -> None:
    assert parse_event(event, calendar_id="primary") == CalendarEvent(event_id="e1", calendar_id="primary")


@pytest.mark.parametrize("name", sorted(set(EVENT) - {"id"}))
def test_any_single_field_may_be_missing(name: str) -> None:
    assert parse_event({key: value for key, value in EVENT.items() if key != name}, calendar_id="c").event_id == "e1"


def test_what_google_adds_or_leaves_out_one_day_disturbs_nobody(ctx: FakeContext) -> None:
    bare = {name: value for name, value in EVENT.items() if name not in ("location", "attendees")}
    ctx.vendor.will_answer("GET", f"{API}/e1", {**EVENT, **UNHEARD_OF})
    ctx.vendor.will_answer("GET", f"{API}/e1", bare)
    ctx.vendor.will_answer("GET", API, {"items": [{**EVENT, **UNHEARD_OF}, bare], **UNHEARD_OF})

    both = [get_event(ctx, CalendarEventGet(event_id="e1")) for _ in range(2)]

    assert [(event.location, event.warnings) for event in both] == [("Room 4", []), ("", [])]
    assert list_events(ctx, CalendarEventList(start="now")).events == both


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
    ctx.vendor.will_answer("GET", f"{API}/e1", {**EVENT, "start": {"date": "2026-03-09"}})
    tells_zone(ctx)
    ctx.vendor.will_answer("PATCH", f"{API}/e1", EVENT)

    update_event(ctx, CalendarEventUpdate(event_id="e1", start="2026-03-09T10:00", end="2026-03-09T11:00"))

    assert len(ctx.vendor.requests) == 3
    assert sent(ctx)["end"] == {"date": None, "dateTime": "2026-03-09T11:00:00", "timeZone": "Europe/Berlin"}


def test_a_date_of_a_series_names_the_day_it_was_moved_from_and_both_zones() -> None:
    moved = {
        **EVENT,
        "recurringEventId": "series",
        "originalStartTime": {"dateTime": "2026-03-08T10:00:00+01:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2026-03-09T18:00:00+01:00", "timeZone": "America/New_York"},
    }
    parsed = parse_event(moved, calendar_id="primary")

    assert parsed.original_start_time == "2026-03-08T10:00:00+01:00"
    assert (parsed.time_zone, parsed.end_time_zone) == ("Europe/Berlin", "America/New_York")


def test_all_that_is_known_of_guests_meetings_and_files_is_handed_on() -> None:
    guest = {
        "id": "p1",
        "email": "room@acme.example",
        "displayName": "Room 4",
        "responseStatus": "declined",
        "comment": "Taken",
        "additionalGuests": 2,
        "resource": True,
    }
    phone = {"entryPointType": "phone", "uri": "tel:+1-555-0100", "label": "+1 555-0100", "pin": "1234"}
    event = {
        **EVENT,
        "attendees": [guest],
        "conferenceData": {
            "conferenceId": "abc",
            "conferenceSolution": {"name": "Google Meet"},
            "createRequest": {"status": {"statusCode": "success"}},
            "notes": "Be kind",
            "entryPoints": [phone],
        },
        "attachments": [{"fileUrl": "https://files.example/1", "title": "Plan", "fileId": "f"}],
        "reminders": {"useDefault": False, "overrides": [{"method": "email", "minutes": 30}]},
        "extendedProperties": {"private": {"ticket": "7"}, "shared": {}},
        "source": {"title": "Wiki", "url": "https://wiki.example/"},
    }
    parsed = parse_event(event, calendar_id="primary").model_dump(mode="json")

    (known,) = parsed["attendees"]
    assert (known["comment"], known["additional_guests"]) == ("Taken", 2)
    assert (known["resource"], known["profile_id"]) == (True, "p1")
    assert (parsed["conference"]["name"], parsed["conference"]["status"]) == ("Google Meet", "success")
    assert parsed["conference"]["entries"] == [
        {"kind": "phone", "uri": "tel:+1-555-0100", "label": "+1 555-0100", "codes": {"pin": "1234"}}
    ]
    assert parsed["attachments"][0]["url"] == "https://files.example/1"
    assert parsed["reminders"] == [{"minutes": 30, "method": "email"}]
    assert parsed["properties"] == {"private": {"ticket": "7"}, "shared": {}}
    assert parsed["details"] == {"source": {"title": "Wiki", "url": "https://wiki.example/"}}
    assert parsed["warnings"] == []


ODD: list[dict[str, Any]] = [
    {"start": {"date": "9999-12-31"}, "end": {"date": "10000-01-01"}},
    {"created": "0000-12-29T00:00:00.000Z"},
    {"updated": "soon"},
    {"recurrence": ["RRULE:FREQ=NEVER", None]},
    {"recurrence": "RRULE:FREQ=DAILY"},
    {"start": "tomorrow"},
    {"attendees": ["grace@acme.example", {"email": 7}]},
    {"reminders": {"overrides": [{"method": "sms"}]}},
    {"extendedProperties": {"private": ["x"]}},
    {"sequence": 1e300},
    {"id": None},
]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_event_does_not_take_the_others_of_its_list_with_it(ctx: FakeContext, odd: dict[str, Any]) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [EVENT, {**EVENT, "id": "odd", **odd}, {**EVENT, "id": "e3"}]})

    found = list_events(ctx, CalendarEventList(start="now"))

    assert [event.event_id for event in found.events] == ["e1", "" if "id" in odd else "odd", "e3"]
    assert found.events[1].title == "Quarterly review"
    assert [event.warnings for event in (found.events[0], found.events[2])] == [[], []]


def test_what_could_not_be_read_is_named() -> None:
    event = {**EVENT, "created": "0000-12-29T00:00:00.000Z", "recurrence": [None]}
    parsed = parse_event(event, calendar_id="primary")

    assert (parsed.created, parsed.recurrence, parsed.title) == (None, [], "Quarterly review")
    assert parsed.warnings == [
        "created could not be read: '0000-12-29T00:00:00.000Z'",
        "recurrence could not be read: [None]",
    ]


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

    with pytest.raises(InputError, match=r"'ada@globex.example' is not invited to event 'e1'") as wrong:
        respond_to_event(ctx, CalendarEventResponse(event_id="e1", response="accepted"))
    assert [each.field for each in wrong.value.errors] == ["event_id"]

    assert [request.method for request in ctx.vendor.requests] == ["GET"]
