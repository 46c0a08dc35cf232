"""Series: instances, exceptions, and the change of the clocks."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.sandbox.google.calendar.recurrence import instance_id, instance_starts
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.tests.client import run
from integrations.sandbox.tests.test_calendar_events import END, START, insert, patch, refused


@pytest.fixture
def events(calendar: Any) -> Any:
    """`events` of the account's calendars."""
    return calendar.events()


def starts(events: Any, **parameters: Any) -> list[str]:
    """When the single events of the primary calendar begin, in order."""
    listed = run(events.list(calendarId="primary", singleEvents=True, orderBy="startTime", **parameters))["items"]
    return [event["start"].get("dateTime", event["start"].get("date")) for event in listed]


@pytest.mark.parametrize(
    ("lines", "start", "expected"),
    [
        (
            ["RRULE:FREQ=DAILY;COUNT=3"],
            {"dateTime": "2030-03-30T12:00:00+01:00", "timeZone": "Europe/Berlin"},
            ["2030-03-30T12:00:00+01:00", "2030-03-31T12:00:00+02:00", "2030-04-01T12:00:00+02:00"],
        ),
        (
            ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3"],
            {"dateTime": "2030-03-04T09:00:00+01:00", "timeZone": "Europe/Berlin"},
            ["2030-03-04T09:00:00+01:00", "2030-03-06T09:00:00+01:00", "2030-03-11T09:00:00+01:00"],
        ),
        (
            ["RRULE:FREQ=DAILY;UNTIL=20300305"],
            {"dateTime": "2030-03-04T23:30:00+01:00", "timeZone": "Europe/Berlin"},
            ["2030-03-04T23:30:00+01:00", "2030-03-05T23:30:00+01:00"],
        ),
        (
            ["RRULE:FREQ=DAILY;UNTIL=20300305T110000Z"],
            {"dateTime": "2030-03-04T12:00:00+01:00", "timeZone": "Europe/Berlin"},
            ["2030-03-04T12:00:00+01:00", "2030-03-05T12:00:00+01:00"],
        ),
        (
            ["RRULE:FREQ=DAILY;UNTIL=20300305T115959"],
            {"dateTime": "2030-03-04T12:00:00+01:00", "timeZone": "Europe/Berlin"},
            ["2030-03-04T12:00:00+01:00"],
        ),
        (
            ["RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20300305T120000"],
            {"dateTime": "2030-03-04T12:00:00+01:00", "timeZone": "Europe/Berlin"},
            ["2030-03-04T12:00:00+01:00", "2030-03-06T12:00:00+01:00"],
        ),
        (["RRULE:FREQ=MONTHLY;COUNT=2"], {"date": "2030-01-31"}, ["2030-01-31", "2030-03-31"]),
        (["RRULE:FREQ=DAILY;UNTIL=20300302T000000Z"], {"date": "2030-03-01"}, ["2030-03-01", "2030-03-02"]),
        (["RRULE:FREQ=DAILY;COUNT=2", "EXDATE;VALUE=DATE:20300301"], {"date": "2030-03-01"}, ["2030-03-02"]),
        (
            ["RRULE:FREQ=DAILY;COUNT=1", "RDATE;TZID=America/New_York:20300305T060000,20300309T060000"],
            {"dateTime": "2030-03-04T12:00:00+01:00", "timeZone": "Europe/Berlin"},
            ["2030-03-04T12:00:00+01:00", "2030-03-05T12:00:00+01:00", "2030-03-09T12:00:00+01:00"],
        ),
        (
            ["RDATE:20300305T110000Z", "RDATE;VALUE=PERIOD:20300306T110000Z/PT1H", "RDATE;VALUE=DATE:20300401"],
            {"dateTime": "2030-03-04T12:00:00+01:00", "timeZone": "Europe/Berlin"},
            [
                "2030-03-04T12:00:00+01:00",
                "2030-03-05T12:00:00+01:00",
                "2030-03-06T12:00:00+01:00",
                "2030-04-01T12:00:00+02:00",
            ],
        ),
        (
            ["RRULE:FREQ=WEEKLY;COUNT=2", "RDATE;VALUE=DATE:20300303,20300305", "EXDATE;VALUE=DATE:20300308"],
            {"date": "2030-03-01"},
            ["2030-03-01", "2030-03-03", "2030-03-05"],
        ),
        (
            ["RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20300305T110000Z"],
            {"dateTime": "2030-03-04T12:00:00+01:00", "timeZone": "Europe/Berlin"},
            ["2030-03-04T12:00:00+01:00", "2030-03-06T12:00:00+01:00"],
        ),
        (["RRULE:FREQ=YEARLY;COUNT=2"], {"date": "2028-02-29"}, ["2028-02-29", "2032-02-29"]),
    ],
)
def test_instances_happen_at_local_time(lines: list[str], start: Resource, expected: list[str]) -> None:
    found = instance_starts(lines, start, "Europe/Berlin")
    assert [value.get("dateTime", value.get("date")) for value in found] == expected


def test_instances_are_named_by_their_start() -> None:
    assert instance_id("abc", START) == "abc_20300304T110000Z"
    assert instance_id("abc", {"date": "2030-03-04"}) == "abc_20300304"


def test_single_events_are_the_instances_in_the_window(events: Any) -> None:
    insert(events, summary="Daily", recurrence=["RRULE:FREQ=DAILY"])
    insert(events, summary="Once", start={"date": "2030-03-06"}, end={"date": "2030-03-07"})
    window = {"timeMin": "2030-03-05T12:00:00+01:00", "timeMax": "2030-03-07T12:00:00+01:00"}
    assert starts(events, **window) == ["2030-03-05T12:00:00+01:00", "2030-03-06", "2030-03-06T12:00:00+01:00"]


def test_window_is_open_at_both_ends(events: Any) -> None:
    insert(events)
    assert starts(events, timeMin=END["dateTime"]) == []
    assert starts(events, timeMax=START["dateTime"]) == []
    assert starts(events, timeMin="2030-03-04T12:59:59+01:00", timeMax="2030-03-04T13:30:00+01:00") == [
        START["dateTime"]
    ]


def test_without_single_events_the_series_is_one(events: Any) -> None:
    series = insert(events, recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    window = {"timeMin": "2030-03-07T00:00:00+01:00", "timeMax": "2030-03-08T00:00:00+01:00"}
    (listed,) = run(events.list(calendarId="primary", **window))["items"]
    assert (listed["id"], listed["recurrence"]) == (series["id"], ["RRULE:FREQ=DAILY;COUNT=5"])
    assert run(events.list(calendarId="primary", timeMin="2030-03-10T00:00:00+01:00"))["items"] == []
    insert(events, recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"])
    between = {"timeMin": "2030-03-09T00:00:00+01:00", "timeMax": "2030-03-10T00:00:00+01:00"}
    assert run(events.list(calendarId="primary", **between))["items"] == []


def test_instance_is_found_by_its_id_and_names_its_series(events: Any) -> None:
    series = insert(events, summary="Daily", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    second = run(events.get(calendarId="primary", eventId=f"{series['id']}_20300305T110000Z"))
    assert second["recurringEventId"] == series["id"]
    assert second["originalStartTime"] == second["start"]
    assert second["start"]["dateTime"] == "2030-03-05T12:00:00+01:00"
    assert second["end"]["dateTime"] == "2030-03-05T13:00:00+01:00"
    assert "recurrence" not in second
    assert refused(events.get(calendarId="primary", eventId=f"{series['id']}_20300305T120000Z")).resp.status == 404


def test_changed_instance_becomes_an_exception_and_the_others_stay(events: Any) -> None:
    series = insert(events, summary="Daily", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    second = f"{series['id']}_20300305T110000Z"
    late = {"start": {"dateTime": "2030-03-05T15:00:00+01:00"}, "end": {"dateTime": "2030-03-05T16:00:00+01:00"}}
    changed = patch(events, second, late)
    assert changed["originalStartTime"]["dateTime"] == "2030-03-05T12:00:00+01:00"
    assert (changed["id"], changed["iCalUID"], changed["summary"]) == (second, series["iCalUID"], "Daily")
    assert starts(events) == ["2030-03-04T12:00:00+01:00", "2030-03-05T15:00:00+01:00", "2030-03-06T12:00:00+01:00"]
    listed = run(events.instances(calendarId="primary", eventId=series["id"]))["items"]
    assert [event["id"] for event in listed][1] == second
    assert len(listed) == 3


def test_deleted_instance_is_left_out(events: Any) -> None:
    series = insert(events, recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    run(events.delete(calendarId="primary", eventId=f"{series['id']}_20300305T110000Z"))
    assert starts(events) == ["2030-03-04T12:00:00+01:00", "2030-03-06T12:00:00+01:00"]
    instances = events.instances(calendarId="primary", eventId=series["id"], showDeleted=True)
    assert [event["status"] for event in run(instances)["items"]] == ["confirmed", "cancelled", "confirmed"]


def test_deleted_series_takes_its_exceptions_along(events: Any) -> None:
    series = insert(events, recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    patch(events, f"{series['id']}_20300305T110000Z", {"summary": "Other"})
    run(events.delete(calendarId="primary", eventId=series["id"]))
    assert starts(events) == []
    assert refused(events.instances(calendarId="primary", eventId=series["id"])).resp.status == 404
    gone = events.get(calendarId="primary", eventId=f"{series['id']}_20300306T110000Z")
    assert refused(gone).resp.status == 404


def test_series_moves_with_its_exceptions(events: Any, calendar: Any) -> None:
    other = run(calendar.calendars().insert(body={"summary": "Team"}))["id"]
    series = insert(events, recurrence=["RRULE:FREQ=DAILY;COUNT=2"])
    second = f"{series['id']}_20300305T110000Z"
    patch(events, second, {"summary": "Other"})
    assert refused(events.move(calendarId="primary", eventId=second, destination=other)).resp.status == 400
    run(events.move(calendarId="primary", eventId=series["id"], destination=other))
    moved = run(events.list(calendarId=other, singleEvents=True))["items"]
    assert {event.get("summary") for event in moved} == {None, "Other"}
    assert starts(events) == []


def test_only_a_series_has_instances(events: Any) -> None:
    event = insert(events)
    assert refused(events.instances(calendarId="primary", eventId=event["id"])).resp.status == 404


def test_endless_series_ends_at_the_horizon(events: Any) -> None:
    insert(events, recurrence=["RRULE:FREQ=YEARLY"])
    assert starts(events) == ["2030-03-04T12:00:00+01:00", "2031-03-04T12:00:00+01:00"]
