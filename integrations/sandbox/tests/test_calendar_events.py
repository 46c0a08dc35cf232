"""Events: made, changed, cleared, moved, deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.seed.accounts import add_account
from integrations.sandbox.models import Account, Calendar, Event
from integrations.sandbox.tests.client import INSIDE, InsideHttp, build, run
from integrations.sandbox.tests.conftest import CALENDAR, MakeToken
from integrations.sandbox.vendor import Person

START = {"dateTime": "2030-03-04T12:00:00+01:00", "timeZone": "Europe/Berlin"}
END = {"dateTime": "2030-03-04T13:00:00+01:00", "timeZone": "Europe/Berlin"}


@pytest.fixture
def events(calendar: Any) -> Any:
    """`events` of the account's calendars."""
    return calendar.events()


def insert(events: Any, **fields: Any) -> Resource:
    """Make an event of the primary calendar; one hour at noon unless told otherwise."""
    body = {"start": START, "end": END, **fields}
    return run(events.insert(calendarId="primary", body=body, conferenceDataVersion=1))


def patch(events: Any, event_id: str, body: Resource, **parameters: Any) -> Resource:
    """Change an event of the primary calendar."""
    return run(events.patch(calendarId="primary", eventId=event_id, body=body, **parameters))


def refused(request: Any) -> HttpError:
    """The error a request ends in."""
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value


def reason(error: HttpError) -> str:
    """Google's word for it."""
    return str(error.error_details[0]["reason"])


def test_new_event_has_what_the_server_adds(events: Any) -> None:
    event = insert(events, summary="Lunch", attendees=[{"email": "ada@lab.example"}, {"email": "ben@x.example"}])
    assert len(event["id"]) == 26
    assert event["iCalUID"] == f"{event['id']}@google.com"
    assert event["status"] == "confirmed"
    assert event["sequence"] == 0
    assert event["creator"] == event["organizer"] == {"email": "ada@lab.example", "self": True}
    assert event["reminders"] == {"useDefault": True}
    assert event["start"] == START
    assert event["attendees"] == [
        {"email": "ada@lab.example", "self": True, "organizer": True, "responseStatus": "accepted"},
        {"email": "ben@x.example", "responseStatus": "needsAction"},
    ]
    assert run(events.get(calendarId="primary", eventId=event["id"])) == event


def test_own_id_makes_a_repeated_insert_harmless(events: Any) -> None:
    insert(events, id="machina0001", summary="Once")
    error = refused(events.insert(calendarId="primary", body={"id": "machina0001", "start": START, "end": END}))
    assert (error.resp.status, reason(error)) == (409, "duplicate")
    assert Event.objects.get().body["summary"] == "Once"


def test_id_of_a_deleted_event_stays_taken(events: Any) -> None:
    insert(events, id="machina0001")
    run(events.delete(calendarId="primary", eventId="machina0001"))
    error = refused(events.insert(calendarId="primary", body={"id": "machina0001", "start": START, "end": END}))
    assert error.resp.status == 409


def test_times_come_back_in_the_calendars_zone_or_the_asked_one(events: Any) -> None:
    utc = {"start": {"dateTime": "2030-07-01T10:00:00Z"}, "end": {"dateTime": "2030-07-01T11:00:00Z"}}
    event = insert(events, start=utc["start"], end=utc["end"])
    assert event["start"] == {"dateTime": "2030-07-01T12:00:00+02:00", "timeZone": "Europe/Berlin"}
    elsewhere = run(events.get(calendarId="primary", eventId=event["id"], timeZone="Asia/Tokyo"))
    assert elsewhere["start"] == {"dateTime": "2030-07-01T19:00:00+09:00", "timeZone": "Europe/Berlin"}


def test_time_without_offset_is_in_its_own_zone(events: Any) -> None:
    local = {"dateTime": "2030-07-01T10:00:00", "timeZone": "America/New_York"}
    event = insert(events, start=local, end=local | {"dateTime": "2030-07-01T11:00:00"})
    assert event["start"] == {"dateTime": "2030-07-01T16:00:00+02:00", "timeZone": "America/New_York"}


def test_whole_days_stay_days(events: Any) -> None:
    event = insert(events, start={"date": "2030-03-04"}, end={"date": "2030-03-06"})
    assert (event["start"], event["end"]) == ({"date": "2030-03-04"}, {"date": "2030-03-06"})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"start": START}, "required"),
        ({"end": END}, "required"),
        ({"start": START, "end": {}}, "required"),
        ({"start": END, "end": START}, "timeRangeEmpty"),
        ({"start": {"date": "2030-03-04"}, "end": {"date": "2030-03-04"}}, "timeRangeEmpty"),
        ({"start": {"date": "2030-03-04"}, "end": END}, "invalid"),
        ({"start": START | {"date": "2030-03-04"}, "end": END}, "invalid"),
        ({"start": {"dateTime": "2030-03-04T12:00:00"}, "end": END}, "required"),
        ({"start": {"dateTime": "2030-03-04T12:00:00", "timeZone": "Mars/Base"}, "end": END}, "invalid"),
        ({"start": {"dateTime": "soon"}, "end": END}, "invalid"),
        ({"start": START, "end": END, "id": "UPPER"}, "invalid"),
        ({"start": START, "end": END, "id": "abc"}, "invalid"),
        ({"start": START, "end": END, "id": "with-dash"}, "invalid"),
        ({"start": START, "end": END, "status": "maybe"}, "invalid"),
        ({"start": START, "end": END, "visibility": "secret"}, "invalid"),
        ({"start": START, "end": END, "transparency": "glass"}, "invalid"),
        ({"start": START, "end": END, "attendees": [{}]}, "required"),
        ({"start": START, "end": END, "attendees": [{"email": "ben"}]}, "invalid"),
        ({"start": START, "end": END, "attendees": [{"email": "b@c.d", "responseStatus": "yes"}]}, "invalid"),
        ({"start": START, "end": END, "reminders": {"overrides": [{"method": "popup", "minutes": 1}] * 6}}, "invalid"),
        ({"start": START, "end": END, "recurrence": ["FREQ=DAILY"]}, "invalid"),
        ({"start": START, "end": END, "recurrence": ["RRULE:FREQ=SECONDLY"]}, "invalid"),
        ({"start": START, "end": END, "recurrence": ["RRULE:FREQ=DAILY;BYDAY=XX"]}, "invalid"),
        ({"start": START, "end": END, "recurrence": ["DTSTART:20300304T120000Z"]}, "invalid"),
        ({"start": START, "end": END, "recurrence": ["RRULE:FREQ=DAILY;UNTIL=20200101"]}, "invalid"),
        ({"start": {"dateTime": "2030-03-04T12:00:00Z"}, "end": END, "recurrence": ["RRULE:FREQ=DAILY"]}, "required"),
        ({"start": START, "end": END, "colour": "red"}, "invalid"),
        ({"start": START, "end": END, "summary": 5}, "invalid"),
    ],
)
def test_wrong_event_is_refused_and_not_kept(events: Any, body: Resource, expected: str) -> None:
    error = refused(events.insert(calendarId="primary", body=body))
    assert (error.resp.status, reason(error)) == (400, expected)
    assert not Event.objects.exists()


def test_patch_sends_only_what_changes_and_null_clears(events: Any) -> None:
    event = insert(
        events,
        summary="Lunch",
        description="Soup",
        location="Here",
        extendedProperties={"private": {"a": "1", "b": "2"}},
    )
    changed = patch(
        events, event["id"], {"location": None, "summary": "Dinner", "extendedProperties": {"private": {"a": None}}}
    )
    assert (changed["summary"], changed["description"]) == ("Dinner", "Soup")
    assert "location" not in changed
    assert changed["extendedProperties"] == {"private": {"b": "2"}}
    assert changed["etag"] != event["etag"]
    assert changed["sequence"] == 0


def test_patch_of_the_time_counts_the_sequence_up(events: Any) -> None:
    event = insert(events)
    later = patch(events, event["id"], {"end": {"dateTime": "2030-03-04T14:00:00+01:00"}})
    assert (later["end"]["dateTime"], later["sequence"]) == ("2030-03-04T14:00:00+01:00", 1)


def test_patch_from_time_to_date_has_to_clear_the_time(events: Any) -> None:
    event = insert(events)
    dates = {"start": {"date": "2030-03-04"}, "end": {"date": "2030-03-05"}}
    assert refused(events.patch(calendarId="primary", eventId=event["id"], body=dates)).resp.status == 400
    cleared = {name: value | {"dateTime": None, "timeZone": None} for name, value in dates.items()}
    assert patch(events, event["id"], cleared)["start"] == {"date": "2030-03-04"}


def test_patch_replaces_lists(events: Any) -> None:
    event = insert(events, attendees=[{"email": "a@b.c"}, {"email": "ada@lab.example"}])
    answer = [{"email": "ada@lab.example", "responseStatus": "declined"}]
    assert patch(events, event["id"], {"attendees": answer}, sendUpdates="all")["attendees"] == [
        {"email": "ada@lab.example", "self": True, "organizer": True, "responseStatus": "declined"}
    ]


def test_update_forgets_what_is_not_given(events: Any) -> None:
    event = insert(events, summary="Lunch", description="Soup")
    body = {"summary": "Dinner", "start": START, "end": END}
    updated = run(events.update(calendarId="primary", eventId=event["id"], body=body))
    assert "description" not in updated
    without_times = events.update(calendarId="primary", eventId=event["id"], body={"summary": "x"})
    assert refused(without_times).resp.status == 400


def test_whole_event_may_be_sent_back(events: Any) -> None:
    event = insert(events, summary="Lunch", attendees=[{"email": "ben@x.example"}])
    again = run(events.update(calendarId="primary", eventId=event["id"], body=event))
    volatile = {"etag", "updated"}
    assert {k: v for k, v in again.items() if k not in volatile} == {
        k: v for k, v in event.items() if k not in volatile
    }


def test_meet_link_comes_only_for_clients_that_know_conferences(events: Any) -> None:
    data = {"createRequest": {"requestId": "r1", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
    event = insert(events, conferenceData=data)
    assert event["hangoutLink"].startswith("https://meet.google.com/")
    assert event["conferenceData"]["createRequest"]["status"] == {"statusCode": "success"}
    assert event["conferenceData"]["entryPoints"][0]["uri"] == event["hangoutLink"]
    unaware = run(events.insert(calendarId="primary", body={"start": START, "end": END, "conferenceData": data}))
    assert "conferenceData" not in unaware


def test_unaware_client_does_not_lose_the_conference(events: Any) -> None:
    event = insert(events, conferenceData={"createRequest": {"requestId": "r1"}})
    kept = patch(events, event["id"], {"summary": "x", "conferenceData": None})
    assert kept["hangoutLink"] == event["hangoutLink"]
    updated = run(events.update(calendarId="primary", eventId=event["id"], body={"start": START, "end": END}))
    assert updated["hangoutLink"] == event["hangoutLink"]
    cleared = patch(events, event["id"], {"conferenceData": None}, conferenceDataVersion=1)
    assert "hangoutLink" not in cleared


@pytest.mark.parametrize("request_", [{"requestId": ""}, {"requestId": "r", "conferenceSolutionKey": {"type": "zoom"}}])
def test_impossible_conference_is_refused(events: Any, request_: Resource) -> None:
    body = {"start": START, "end": END, "conferenceData": {"createRequest": request_}}
    assert refused(events.insert(calendarId="primary", body=body, conferenceDataVersion=1)).resp.status == 400


def test_deleted_event_is_cancelled_and_deleted_once(events: Any) -> None:
    event = insert(events)
    run(events.delete(calendarId="primary", eventId=event["id"], sendUpdates="none"))
    assert run(events.get(calendarId="primary", eventId=event["id"]))["status"] == "cancelled"
    error = refused(events.delete(calendarId="primary", eventId=event["id"]))
    assert (error.resp.status, reason(error)) == (410, "deleted")


def test_change_of_an_older_state_is_412(events: Any) -> None:
    event = insert(events)
    stale = events.patch(calendarId="primary", eventId=event["id"], body={"summary": "x"})
    stale.headers["If-Match"] = '"3000000000000000"'
    assert refused(stale).resp.status == 412
    fresh = events.patch(calendarId="primary", eventId=event["id"], body={"summary": "x"})
    fresh.headers["If-Match"] = event["etag"]
    assert run(fresh)["summary"] == "x"
    stale_delete = events.delete(calendarId="primary", eventId=event["id"])
    stale_delete.headers["If-Match"] = event["etag"]
    assert refused(stale_delete).resp.status == 412


@pytest.mark.parametrize("event_id", ["unknown", "unknown_20300304T110000Z", "unknown_20300304"])
def test_unknown_event_is_404(events: Any, event_id: str) -> None:
    for request in (
        events.get(calendarId="primary", eventId=event_id),
        events.patch(calendarId="primary", eventId=event_id, body={}),
        events.delete(calendarId="primary", eventId=event_id),
    ):
        error = refused(request)
        assert (error.resp.status, reason(error)) == (404, "notFound")


def test_another_accounts_calendar_does_not_exist(events: Any, make_token: MakeToken) -> None:
    event = insert(events)
    eve = add_account(Person(email="eve@lab.example", given_name="Eve"), with_content=False)
    theirs = build("calendar", INSIDE, InsideHttp(make_token(eve, CALENDAR))).events()
    assert refused(theirs.get(calendarId="ada@lab.example", eventId=event["id"])).resp.status == 404
    assert refused(theirs.get(calendarId="primary", eventId=event["id"])).resp.status == 404
    assert refused(theirs.delete(calendarId="ada@lab.example", eventId=event["id"])).resp.status == 404
    assert Event.objects.get().status == "confirmed"


def test_moved_event_keeps_its_id(events: Any, calendar: Any) -> None:
    other = run(calendar.calendars().insert(body={"summary": "Team"}))["id"]
    event = insert(events, summary="Lunch")
    moved = run(events.move(calendarId="primary", eventId=event["id"], destination=other))
    assert (moved["id"], moved["iCalUID"], moved["summary"]) == (event["id"], event["iCalUID"], "Lunch")
    assert moved["organizer"] == {"email": other, "displayName": "Team", "self": True}
    assert run(events.get(calendarId="primary", eventId=event["id"]))["status"] == "cancelled"
    assert refused(events.move(calendarId="primary", eventId=event["id"], destination=other)).resp.status == 409


def test_refused_move_leaves_nothing_behind(events: Any, calendar: Any) -> None:
    other = run(calendar.calendars().insert(body={"summary": "Team"}))["id"]
    event = insert(events)
    run(events.delete(calendarId="primary", eventId=event["id"]))
    assert refused(events.move(calendarId="primary", eventId=event["id"], destination=other)).resp.status == 410
    assert run(events.list(calendarId=other))["items"] == []


def test_read_only_calendar_is_not_written(events: Any, calendar: Any, account: Account) -> None:
    run(calendar.calendarList().list())
    Calendar.objects.filter(account=account).update(access_role="reader")
    error = refused(events.insert(calendarId="primary", body={"start": START, "end": END}))
    assert (error.resp.status, reason(error)) == (403, "requiredAccessLevel")
    assert run(events.list(calendarId="primary"))["items"] == []


def test_private_events_are_kept_from_a_writer_without_private_access(
    events: Any, calendar: Any, account: Account
) -> None:
    open_one = insert(events, summary="Figures")
    private = insert(events, summary="Salaries", location="Room 1", visibility="private")
    Calendar.objects.filter(account=account).update(access_role="writerWithoutPrivateAccess")

    (entry,) = run(calendar.calendarList().list(minAccessRole="writerWithoutPrivateAccess"))["items"]
    assert entry["accessRole"] == "writerWithoutPrivateAccess"
    assert run(calendar.calendarList().list(minAccessRole="writer"))["items"] == []
    seen = run(events.get(calendarId="primary", eventId=private["id"]))
    assert (seen["start"], seen["visibility"]) == (private["start"], "private")
    assert not {"summary", "location"} & set(seen)
    for refusal in (
        events.patch(calendarId="primary", eventId=private["id"], body={"summary": "x"}),
        events.delete(calendarId="primary", eventId=private["id"]),
    ):
        assert (refused(refusal).resp.status, reason(refused(refusal))) == (403, "requiredAccessLevel")
    assert patch(events, open_one["id"], {"summary": "Figures II"})["summary"] == "Figures II"


def test_own_reminders_beside_the_calendars_are_refused(events: Any) -> None:
    event = insert(events, reminders={"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]})
    back = events.patch(calendarId="primary", eventId=event["id"], body={"reminders": {"useDefault": True}})
    assert reason(refused(back)) == "cannotUseDefaultRemindersAndSpecifyOverride"
    emptied = {"reminders": {"useDefault": True, "overrides": []}}
    assert patch(events, event["id"], emptied)["reminders"]["useDefault"] is True


def test_imported_event_keeps_its_organizer(events: Any) -> None:
    organizer = {"email": "boss@x.example", "displayName": "Boss"}
    body = {"iCalUID": "uid@x", "start": START, "end": END, "organizer": organizer}
    event = run(events.import_(calendarId="primary", body=body))
    assert (event["iCalUID"], event["organizer"]) == ("uid@x", organizer)
    assert patch(events, event["id"], {"summary": "x"})["organizer"] == organizer
    missing = events.import_(calendarId="primary", body={"start": START, "end": END})
    assert reason(refused(missing)) == "required"


def test_event_in_words(events: Any, control: Callable[..., Any]) -> None:
    event = run(events.quickAdd(calendarId="primary", text="Tea with Ben tomorrow at 4:30pm"))
    assert event["summary"] == "Tea with Ben"
    assert event["start"]["dateTime"][11:16] == "16:30"
    assert event["end"]["dateTime"][11:16] == "17:30"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ({"date": "9999-12-31"}, {"date": "10000-01-01"}),
        (
            {"dateTime": "9999-12-31T23:30:00-05:00", "timeZone": "America/New_York"},
            {"dateTime": "9999-12-31T23:45:00-05:00", "timeZone": "America/New_York"},
        ),
        (
            {"dateTime": "9999-12-31T20:00:00Z", "timeZone": "Asia/Tokyo"},
            {"dateTime": "9999-12-31T21:00:00Z", "timeZone": "Asia/Tokyo"},
        ),
        ({"date": "0001-01-01"}, {"date": "0001-01-02"}),
    ],
)
def test_times_that_no_zone_can_reckon_with_are_refused(events: Any, start: Resource, end: Resource) -> None:
    error = refused(events.insert(calendarId="primary", body={"start": start, "end": end}))
    assert error.resp.status == 400


@pytest.mark.parametrize("recurrence", [[], ["RRULE:FREQ=DAILY"], ["RRULE:FREQ=YEARLY"]])
def test_events_at_the_end_of_the_calendar_are_listed_with_the_others(events: Any, recurrence: list[str]) -> None:
    late = {"start": {"date": "9999-12-29"}, "end": {"date": "9999-12-30"}, "recurrence": recurrence}
    run(events.insert(calendarId="primary", body=late))
    insert(events, summary="Lunch")
    listed = run(events.list(calendarId="primary", singleEvents=True, orderBy="startTime"))["items"]
    assert [listed[0].get("summary"), listed[1]["start"]] == ["Lunch", {"date": "9999-12-29"}]
    shown = run(events.list(calendarId="primary", timeZone="Pacific/Kiritimati", timeMin="9998-01-01T00:00:00Z"))
    assert [event["start"] for event in shown["items"]] == [{"date": "9999-12-29"}]
