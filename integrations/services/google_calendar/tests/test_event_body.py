"""What Google is sent to make and change events."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from integrations.errors import InputError
from integrations.services.google_calendar.event_body import body_of_change, body_of_new, event_id_for
from integrations.services.google_calendar.models.events import CalendarEventCreate, CalendarEventUpdate


def never_asked() -> str:
    raise AssertionError("the zone does not matter here")


def new(zone: str | None = None, **fields: Any) -> dict[str, Any]:
    data = CalendarEventCreate.model_validate({"title": "Review", "start": "2026-03-09T10:00:00+02:00", **fields})
    return body_of_new(data, event_id="e1", zone=(lambda: zone) if zone else never_asked)


def change(zone: str | None = None, *, of: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    data = CalendarEventUpdate.model_validate({"event_id": "e1", **fields})
    return body_of_change(data, of or {}, request_id="r1", zone=(lambda: zone) if zone else never_asked)


def test_the_least_event() -> None:
    assert new() == {
        "id": "e1",
        "summary": "Review",
        "start": {"dateTime": "2026-03-09T10:00:00+02:00"},
        "end": {"dateTime": "2026-03-09T11:00:00+02:00"},
    }


@pytest.mark.parametrize(
    ("fields", "zone", "start", "end"),
    [
        (
            {"start": "2026-03-09T10:00", "end": "2026-03-09T12:30"},
            "Europe/Berlin",
            {"dateTime": "2026-03-09T10:00:00", "timeZone": "Europe/Berlin"},
            {"dateTime": "2026-03-09T12:30:00", "timeZone": "Europe/Berlin"},
        ),
        (
            {"start": "2026-10-25T02:30", "end": "2026-10-25T02:45:00+01:00"},
            "Europe/Berlin",
            {"dateTime": "2026-10-25T02:30:00+02:00", "timeZone": "Europe/Berlin"},
            {"dateTime": "2026-10-25T02:45:00+01:00"},
        ),
        (
            {"start": "2026-10-25T02:30"},
            "Europe/Berlin",
            {"dateTime": "2026-10-25T02:30:00+02:00", "timeZone": "Europe/Berlin"},
            {"dateTime": "2026-10-25T02:30:00+01:00", "timeZone": "Europe/Berlin"},
        ),
        (
            {"time_zone": "Asia/Tokyo"},
            "Asia/Tokyo",
            {"dateTime": "2026-03-09T10:00:00+02:00", "timeZone": "Asia/Tokyo"},
            {"dateTime": "2026-03-09T11:00:00+02:00", "timeZone": "Asia/Tokyo"},
        ),
        (
            {"recurrence": ["FREQ=DAILY"]},
            "Europe/Berlin",
            {"dateTime": "2026-03-09T10:00:00+02:00", "timeZone": "Europe/Berlin"},
            {"dateTime": "2026-03-09T11:00:00+02:00", "timeZone": "Europe/Berlin"},
        ),
        ({"start": "2026-03-09"}, None, {"date": "2026-03-09"}, {"date": "2026-03-10"}),
        ({"start": "2026-03-09", "end": "2026-03-12"}, None, {"date": "2026-03-09"}, {"date": "2026-03-12"}),
        ({"start": "2026-03-09", "end": "2026-03-09"}, None, {"date": "2026-03-09"}, {"date": "2026-03-10"}),
        ({"all_day": True}, None, {"date": "2026-03-09"}, {"date": "2026-03-10"}),
        (
            {"start": "2026-03-09T10:00", "end": "2026-03-10T10:00", "all_day": True},
            None,
            {"date": "2026-03-09"},
            {"date": "2026-03-10"},
        ),
    ],
)
def test_times(fields: dict[str, Any], zone: str | None, start: dict[str, str], end: dict[str, str]) -> None:
    body = new(zone, **fields)

    assert (body["start"], body["end"]) == (start, end)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"end": "2026-03-09T10:00:00+02:00"}, "is not after start"),
        ({"end": "2026-03-09T09:00:00+02:00"}, "is not after start"),
        ({"end": "2026-03-09T10:30:00+03:00"}, "is not after start"),
        ({"start": "2026-03-09", "end": "2026-03-08"}, "is not after start"),
        ({"end": "2026-03-10"}, "is a day, but start is a time"),
    ],
)
def test_an_event_ends_after_it_begins(fields: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        new(**fields)

    assert [error.field for error in caught.value.errors] == ["end"]


def test_everything_that_can_be_given() -> None:
    body = new(
        description="Numbers",
        location="Room 4",
        attendees=["Grace Hopper <grace@acme.example>", "bob@globex.example"],
        reminders=[{"minutes": 10}, {"minutes": 1440, "method": "email"}],
        add_meet_link=True,
    )

    assert body["description"] == "Numbers"
    assert body["location"] == "Room 4"
    assert body["attendees"] == [
        {"email": "grace@acme.example", "displayName": "Grace Hopper"},
        {"email": "bob@globex.example"},
    ]
    assert body["reminders"] == {
        "useDefault": False,
        "overrides": [{"method": "popup", "minutes": 10}, {"method": "email", "minutes": 1440}],
    }
    assert body["conferenceData"] == {
        "createRequest": {"requestId": "e1", "conferenceSolutionKey": {"type": "hangoutsMeet"}}
    }


def test_no_reminders_are_something_else_than_the_calendars_own() -> None:
    assert new(reminders=[])["reminders"] == {"useDefault": False, "overrides": []}
    assert "reminders" not in new()


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"title": ""}, ("title",)),
        ({"start": "soon"}, ("start",)),
        ({"attendees": ["nobody"]}, ("attendees", 0)),
        ({"recurrence": ["every day"]}, ("recurrence", 0)),
        ({"recurrence": ["RRULE:FREQ=DAILY\nATTENDEE:x"]}, ("recurrence", 0)),
        ({"recurrence": ["RRULE:FREQ=DAILY\n"]}, ("recurrence", 0)),
        ({"reminders": [{"minutes": 40_321}]}, ("reminders", 0, "minutes")),
        ({"reminders": [{"minutes": 1}] * 6}, ("reminders",)),
        ({"time_zone": "Moon"}, ("time_zone",)),
        ({"send_updates": "some"}, ("send_updates",)),
        ({"hidden": 1}, ("hidden",)),
    ],
)
def test_wrong_input_is_refused_at_its_field(fields: dict[str, Any], place: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        CalendarEventCreate.model_validate({"title": "Review", "start": "2026-03-09", **fields})

    assert [error["loc"] for error in caught.value.errors()] == [place]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=WEEKLY;COUNT=3"),
        ("RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY"),
        ("EXDATE;TZID=Europe/Berlin:20260309T100000", "EXDATE;TZID=Europe/Berlin:20260309T100000"),
    ],
)
def test_rules_of_a_series(line: str, expected: str) -> None:
    assert new("UTC", recurrence=[line])["recurrence"] == [expected]


def test_an_update_sends_only_what_was_given() -> None:
    assert change(title="New title") == {"summary": "New title"}
    assert change(location="Room 5") == {"location": "Room 5"}


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"description": ""}, {"description": ""}),
        ({"description": None}, {"description": ""}),
        ({"location": ""}, {"location": ""}),
        ({"title": ""}, {"summary": ""}),
        ({"attendees": []}, {"attendees": []}),
        ({"attendees": None}, {"attendees": []}),
        ({"recurrence": []}, {"recurrence": []}),
        ({"reminders": []}, {"reminders": {"useDefault": False, "overrides": []}}),
        ({"reminders": None}, {"reminders": {"useDefault": True, "overrides": []}}),
    ],
)
def test_an_update_can_clear_a_field(fields: dict[str, Any], body: dict[str, Any]) -> None:
    assert change(**fields) == body


@pytest.mark.parametrize(
    ("fields", "zone", "body"),
    [
        (
            {"start": "2026-03-09T10:00:00+02:00", "end": "2026-03-09T11:00:00+02:00"},
            None,
            {
                "start": {"date": None, "dateTime": "2026-03-09T10:00:00+02:00"},
                "end": {"date": None, "dateTime": "2026-03-09T11:00:00+02:00"},
            },
        ),
        (
            {"start": "2026-03-09", "end": "2026-03-10"},
            None,
            {
                "start": {"dateTime": None, "timeZone": None, "date": "2026-03-09"},
                "end": {"dateTime": None, "timeZone": None, "date": "2026-03-10"},
            },
        ),
        (
            {"start": "2026-03-09", "end": "2026-03-09"},
            None,
            {
                "start": {"dateTime": None, "timeZone": None, "date": "2026-03-09"},
                "end": {"dateTime": None, "timeZone": None, "date": "2026-03-10"},
            },
        ),
        (
            {"end": "2026-03-09T12:00"},
            "Europe/Berlin",
            {"end": {"date": None, "dateTime": "2026-03-09T12:00:00", "timeZone": "Europe/Berlin"}},
        ),
        (
            {"start": "2026-03-09T10:00", "time_zone": "Asia/Tokyo"},
            "Asia/Tokyo",
            {"start": {"date": None, "dateTime": "2026-03-09T10:00:00", "timeZone": "Asia/Tokyo"}},
        ),
        ({"time_zone": "Asia/Tokyo"}, None, {"start": {"timeZone": "Asia/Tokyo"}, "end": {"timeZone": "Asia/Tokyo"}}),
    ],
)
def test_an_update_moves_an_event(fields: dict[str, Any], zone: str | None, body: dict[str, Any]) -> None:
    assert change(zone, **fields) == body


def test_an_update_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InputError, match="is not after start"):
        change(start="2026-03-09T10:00:00Z", end="2026-03-09T09:00:00Z")


@pytest.mark.parametrize(
    "fields", [{}, {"start": ""}, {"time_zone": ""}, {"send_updates": "all"}, {"add_meet_link": False}]
)
def test_an_update_of_nothing_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="nothing to change"):
        change(**fields)


def test_a_meeting_can_be_added_later() -> None:
    assert change(add_meet_link=True)["conferenceData"]["createRequest"]["requestId"] == "r1"


def test_event_ids_follow_from_the_call_in_googles_alphabet() -> None:
    first = event_id_for("call-1")

    assert first == event_id_for("call-1")
    assert first != event_id_for("call-2")
    assert set(first) <= set("0123456789abcdefghijklmnopqrstuv")
    assert 5 <= len(first) <= 1024
