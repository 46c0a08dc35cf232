"""Lists of events and calendars: filters, pages, sync; and when one is busy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integrations.sandbox.google.calendar.quick_add import read_quick_text
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.tests.client import run
from integrations.sandbox.tests.test_calendar_events import END, START, insert, patch, reason, refused

WINDOW = {"timeMin": "2030-03-04T00:00:00Z", "timeMax": "2030-03-07T00:00:00Z"}


@pytest.fixture
def events(calendar: Any) -> Any:
    """`events` of the account's calendars."""
    return calendar.events()


def listed(events: Any, **parameters: Any) -> list[str]:
    """The titles on a list."""
    return [event["summary"] for event in run(events.list(calendarId="primary", **parameters))["items"]]


def test_words_are_looked_for_in_every_text(events: Any) -> None:
    insert(events, summary="Lunch", description="Potato SOUP")
    insert(events, summary="Dinner", location="Soup bar")
    insert(events, summary="Tea", attendees=[{"email": "soup@x.example", "displayName": "S"}])
    insert(events, summary="Walk")
    assert listed(events, q="soup") == ["Lunch", "Dinner", "Tea"]
    assert listed(events, q="soup potato") == ["Lunch"]


def test_filters_by_uid_property_kind_and_deletion(events: Any) -> None:
    insert(events, summary="A", extendedProperties={"private": {"k": "1"}, "shared": {"s": "1"}})
    insert(events, summary="B", extendedProperties={"private": {"k": "2"}})
    imported = {"iCalUID": "uid@x", "summary": "C", "start": START, "end": END}
    gone = run(events.import_(calendarId="primary", body=imported))
    assert listed(events, privateExtendedProperty="k=1") == ["A"]
    assert listed(events, privateExtendedProperty=["k=1", "k=2"]) == []
    assert listed(events, sharedExtendedProperty="s=1") == ["A"]
    assert listed(events, iCalUID="uid@x") == ["C"]
    assert listed(events, eventTypes="focusTime") == []
    assert listed(events, eventTypes=["default", "focusTime"]) == ["A", "B", "C"]
    run(events.delete(calendarId="primary", eventId=gone["id"]))
    assert listed(events) == ["A", "B"]
    assert listed(events, showDeleted=True) == ["A", "B", "C"]


def test_order_by_start_needs_single_events(events: Any) -> None:
    assert refused(events.list(calendarId="primary", orderBy="startTime")).resp.status == 400


def test_order_by_change(events: Any, control: Callable[..., Any]) -> None:
    first = insert(events, summary="A")
    insert(events, summary="B")
    control("POST", "clock", {"advance_seconds": 1})
    patch(events, first["id"], {"summary": "A2"})
    assert listed(events, orderBy="updated") == ["B", "A2"]


def test_changes_since_a_time_include_deleted_ones(events: Any, control: Callable[..., Any]) -> None:
    insert(events, summary="A")
    gone = insert(events, summary="B")
    control("POST", "clock", {"advance_seconds": 60})
    since = insert(events, summary="C")["updated"]
    run(events.delete(calendarId="primary", eventId=gone["id"]))
    assert listed(events, updatedMin=since) == ["B", "C"]


def test_empty_window_is_refused(events: Any) -> None:
    error = refused(events.list(calendarId="primary", timeMin=WINDOW["timeMax"], timeMax=WINDOW["timeMin"]))
    assert (error.resp.status, reason(error)) == (400, "timeRangeEmpty")


def test_many_attendees_are_cut_but_the_own_entry_is_told(events: Any) -> None:
    people = [{"email": f"p{number}@x.example"} for number in range(3)]
    insert(events, summary="Big", attendees=[*people, {"email": "ada@lab.example"}])
    (event,) = run(events.list(calendarId="primary", maxAttendees=2))["items"]
    assert [attendee["email"] for attendee in event["attendees"]] == ["ada@lab.example", "p0@x.example"]
    assert event["attendeesOmitted"] is True


def test_pages_hold_every_event_once(events: Any) -> None:
    for number in range(5):
        insert(events, summary=str(number))
    request, seen = events.list(calendarId="primary", maxResults=2), []
    page: Resource = {}
    while request is not None:
        page = run(request)
        seen += [event["summary"] for event in page["items"]]
        request = events.list_next(request, page)
    assert seen == ["0", "1", "2", "3", "4"]
    assert "nextSyncToken" in page


def test_sync_tells_changes_and_deletions_only(events: Any) -> None:
    first = insert(events, summary="A")
    second = insert(events, summary="B")
    insert(events, summary="C")
    token = run(events.list(calendarId="primary"))["nextSyncToken"]
    patch(events, first["id"], {"summary": "A2"})
    run(events.delete(calendarId="primary", eventId=second["id"]))
    changes = run(events.list(calendarId="primary", syncToken=token))
    assert [(event["id"], event["status"]) for event in changes["items"]] == [
        (first["id"], "confirmed"),
        (second["id"], "cancelled"),
    ]
    again = run(events.list(calendarId="primary", syncToken=changes["nextSyncToken"]))
    assert again["items"] == []


def test_change_while_the_pages_are_turned_belongs_to_the_next_sync(events: Any) -> None:
    first = insert(events, summary="A")
    insert(events, summary="B")
    page = run(events.list(calendarId="primary", maxResults=1))
    patch(events, first["id"], {"summary": "A2"})
    last = run(events.list(calendarId="primary", maxResults=1, pageToken=page["nextPageToken"]))
    changes = run(events.list(calendarId="primary", syncToken=last["nextSyncToken"]))
    assert [event["summary"] for event in changes["items"]] == ["A2"]


def test_sync_with_single_events_tells_the_instances_of_a_changed_series(events: Any) -> None:
    series = insert(events, summary="Daily", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    token = run(events.list(calendarId="primary", singleEvents=True))["nextSyncToken"]
    patch(events, f"{series['id']}_20300305T110000Z", {"summary": "Other"})
    changes = run(events.list(calendarId="primary", singleEvents=True, syncToken=token))["items"]
    assert [event["summary"] for event in changes] == ["Other"]


@pytest.mark.parametrize(("name", "value"), [("q", "x"), ("timeMin", "2030-01-01T00:00:00Z"), ("orderBy", "updated")])
def test_sync_token_goes_with_no_other_restriction(events: Any, name: str, value: str) -> None:
    token = run(events.list(calendarId="primary"))["nextSyncToken"]
    assert refused(events.list(calendarId="primary", syncToken=token, **{name: value})).resp.status == 400


def test_search_gives_no_sync_token(events: Any) -> None:
    assert "nextSyncToken" not in run(events.list(calendarId="primary", q="x"))
    assert "nextSyncToken" in run(events.list(calendarId="primary", **WINDOW))


def test_old_sync_token_is_410_and_a_wrong_one_400(events: Any, control: Callable[..., Any]) -> None:
    token = run(events.list(calendarId="primary"))["nextSyncToken"]
    control("POST", "settings", {"sync_token_seconds": 1800})
    assert run(events.list(calendarId="primary", syncToken=token))["items"] == []
    control("POST", "clock", {"advance_seconds": 1801})
    error = refused(events.list(calendarId="primary", syncToken=token))
    assert (error.resp.status, reason(error)) == (410, "fullSyncRequired")
    for wrong in ("nonsense", "c3luYzp4"):
        assert refused(events.list(calendarId="primary", syncToken=wrong)).resp.status == 400


def test_busy_times_are_joined_and_cut_to_the_window(calendar: Any, events: Any) -> None:
    insert(events)
    insert(events, start={"dateTime": "2030-03-04T12:30:00+01:00"}, end={"dateTime": "2030-03-04T14:00:00+01:00"})
    insert(events, start={"dateTime": "2030-03-06T23:30:00Z"}, end={"dateTime": "2030-03-07T09:00:00Z"})
    insert(
        events,
        start={"dateTime": "2030-03-05T09:00:00Z"},
        end={"dateTime": "2030-03-05T10:00:00Z"},
        transparency="transparent",
    )
    gone = insert(events, start={"dateTime": "2030-03-05T11:00:00Z"}, end={"dateTime": "2030-03-05T12:00:00Z"})
    run(events.delete(calendarId="primary", eventId=gone["id"]))
    body = WINDOW | {"items": [{"id": "primary"}, {"id": "unknown"}]}
    answer = run(calendar.freebusy().query(body=body))["calendars"]
    assert answer["primary"]["busy"] == [
        {"start": "2030-03-04T11:00:00Z", "end": "2030-03-04T13:00:00Z"},
        {"start": "2030-03-06T23:30:00Z", "end": "2030-03-07T00:00:00Z"},
    ]
    assert answer["unknown"]["errors"] == [{"domain": "global", "reason": "notFound"}]


def test_series_is_busy_at_each_instance(calendar: Any, events: Any) -> None:
    insert(events, recurrence=["RRULE:FREQ=DAILY"])
    body = WINDOW | {"timeZone": "Europe/Berlin", "items": [{"id": "ada@lab.example"}]}
    busy = run(calendar.freebusy().query(body=body))["calendars"]["ada@lab.example"]["busy"]
    assert [period["start"] for period in busy] == [f"2030-03-0{day}T12:00:00+01:00" for day in (4, 5, 6)]


@pytest.mark.parametrize(
    "change",
    [
        {"timeMin": None},
        {"timeMin": "2030-03-04T00:00:00"},
        {"timeMin": "2030-03-08T00:00:00Z"},
        {"timeZone": "Mars/Base"},
        {"items": [{"id": "x"}] * 51},
        {"items": "primary"},
    ],
)
def test_wrong_question_about_busy_times_is_400(calendar: Any, events: Any, change: Any) -> None:
    insert(events)
    body = WINDOW | {"items": [{"id": "primary"}]} | change
    assert refused(calendar.freebusy().query(body=body)).resp.status == 400


def test_calendars_are_listed_with_the_primary_first(calendar: Any) -> None:
    other = run(calendar.calendars().insert(body={"summary": "Team", "timeZone": "Asia/Tokyo"}))
    run(calendar.calendarList().patch(calendarId=other["id"], body={"hidden": True, "summaryOverride": "Mine"}))
    visible = run(calendar.calendarList().list())["items"]
    assert [(entry["id"], entry["primary"]) for entry in visible] == [("ada@lab.example", True)]
    everything = run(calendar.calendarList().list(showHidden=True))["items"]
    assert [(entry["summary"], entry.get("summaryOverride")) for entry in everything] == [
        ("ada@lab.example", None),
        ("Team", "Mine"),
    ]
    assert everything[1]["timeZone"] == "Asia/Tokyo"


def test_calendar_list_is_paged_and_filtered_by_role(calendar: Any) -> None:
    run(calendar.calendars().insert(body={"summary": "Team"}))
    first = run(calendar.calendarList().list(maxResults=1))
    second = run(calendar.calendarList().list(maxResults=1, pageToken=first["nextPageToken"]))
    assert [entry["summary"] for entry in first["items"] + second["items"]] == ["ada@lab.example", "Team"]
    assert "nextPageToken" not in second
    assert len(run(calendar.calendarList().list(minAccessRole="owner"))["items"]) == 2
    assert refused(calendar.calendarList().list(syncToken="x")).resp.status == 400
    assert refused(calendar.calendarList().get(calendarId="unknown")).resp.status == 404
    wrong = calendar.calendarList().patch(calendarId="primary", body={"colorId": "99"})
    assert refused(wrong).resp.status == 400


def test_calendar_is_emptied_or_deleted_depending_on_which(calendar: Any, events: Any) -> None:
    insert(events)
    assert refused(calendar.calendars().delete(calendarId="primary")).resp.status == 400
    run(calendar.calendars().clear(calendarId="primary"))
    assert run(events.list(calendarId="primary"))["items"] == []
    other = run(calendar.calendars().insert(body={"summary": "Team"}))["id"]
    assert refused(calendar.calendars().clear(calendarId=other)).resp.status == 400
    run(calendar.calendars().delete(calendarId=other))
    assert refused(calendar.calendars().get(calendarId=other)).resp.status == 404


def test_calendar_update_empties_what_patch_keeps(calendar: Any) -> None:
    calendars = calendar.calendars()
    other = run(calendars.insert(body={"summary": "Team", "description": "Us"}))["id"]
    assert run(calendars.patch(calendarId=other, body={"summary": "All"}))["description"] == "Us"
    assert "description" not in run(calendars.update(calendarId=other, body={"summary": "All"}))
    assert refused(calendars.insert(body={})).resp.status == 400
    assert refused(calendars.patch(calendarId=other, body={"timeZone": "Mars/Base"})).resp.status == 400


def test_unknown_setting_is_404(calendar: Any) -> None:
    assert run(calendar.settings().get(setting="timezone"))["value"] == "Europe/Berlin"
    assert refused(calendar.settings().get(setting="mood")).resp.status == 404


NOW = datetime(2030, 3, 6, 10, 20, tzinfo=ZoneInfo("Europe/Berlin"))  # a Wednesday


@pytest.mark.parametrize(
    ("text", "title", "start"),
    [
        ("Lunch", "Lunch", NOW.replace(hour=11, minute=0)),
        ("Tea tomorrow 4pm", "Tea", NOW.replace(day=7, hour=16, minute=0)),
        ("Call Ben on Friday at 9:15", "Call Ben", NOW.replace(day=8, hour=9, minute=15)),
        ("Review next Wednesday 12am", "Review", NOW.replace(day=13, hour=0, minute=0)),
        ("today 18:00 Run", "Run", NOW.replace(hour=18, minute=0)),
        ("12pm", "12pm", NOW.replace(hour=12, minute=0)),
        ("Room 101", "Room 101", NOW.replace(hour=11, minute=0)),
    ],
)
def test_day_and_hour_are_read_from_words(text: str, title: str, start: datetime) -> None:
    assert read_quick_text(text, NOW) == (title, start, start + timedelta(hours=1))
