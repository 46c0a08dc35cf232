"""Every field that Google's description has changes what is handed on, or is left out for a reason that stands here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from googleapiclient.discovery_cache import get_static_doc

from integrations.services.google_calendar.operations.calendars import _busy_times
from integrations.services.google_calendar.parsing import parse_calendar, parse_event

SCHEMAS: Mapping[str, Any] = json.loads(get_static_doc("calendar", "v3"))["schemas"]


def event(**fields: Any) -> dict[str, Any]:
    return parse_event({"id": "e1", **fields}, calendar_id="primary").model_dump(mode="json")


READERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "Event": lambda part: event(**part),
    "EventAttendee": lambda part: event(attendees=[{"email": "grace@acme.example", **part}]),
    "EventDateTime": lambda part: event(start=part),
    "EventReminder": lambda part: event(reminders={"overrides": [{"minutes": 5, "method": "popup", **part}]}),
    "EventAttachment": lambda part: event(attachments=[part]),
    "ConferenceData": lambda part: event(conferenceData={"conferenceId": "c", **part}),
    "EntryPoint": lambda part: event(conferenceData={"entryPoints": [part]}),
    "CalendarListEntry": lambda part: parse_calendar({"id": "c1", **part}).model_dump(mode="json"),
    "FreeBusyCalendar": lambda part: _busy_times("c1", part).model_dump(mode="json"),
}
LEFT_OUT = {
    "Event": {"kind"},  # the same for all events
    "EventAttendee": {"asyncOperation"},  # how far Google's own work has come
    "ConferenceData": {"parameters", "signature"},  # for the programs that hold the meeting
    "EntryPoint": {"entryPointFeatures", "regionCode"},  # how a telephone number is shown
    "CalendarListEntry": {"kind"},
}
WHOLE_OBJECTS = {
    "extendedProperties": {"private": {"ticket": "7"}},
    "organizer": {"email": "ada@globex.example"},
    "creator": {"email": "ada@globex.example"},
    "gadget": {"type": "birthday"},
    "source": {"url": "https://wiki.example/"},
    "start": {"date": "2026-03-09"},
    "end": {"dateTime": "2026-03-09T10:00:00Z"},
    "originalStartTime": {"date": "2026-03-08"},
    "reminders": {"useDefault": False, "overrides": []},
    "conferenceData": {"conferenceId": "abc"},
    "conferenceSolution": {"name": "Google Meet"},
    "createRequest": {"status": {"statusCode": "pending"}},
    "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    "notificationSettings": {"notifications": [{"type": "eventCreation", "method": "email"}]},
}
LISTS: dict[str, list[Any]] = {
    "attendees": [{"email": "grace@acme.example"}],
    "attachments": [{"fileUrl": "https://files.example/1"}],
    "recurrence": ["RRULE:FREQ=DAILY"],
    "entryPoints": [{"uri": "https://meet.example/"}],
    "defaultReminders": [{"method": "popup", "minutes": 5}],
    "busy": [{"start": "2026-03-09T10:00:00Z", "end": "2026-03-09T11:00:00Z"}],
    "errors": [{"reason": "notFound"}],
}


def two_values(name: str, described: Mapping[str, Any]) -> tuple[Any, Any]:
    """Two values that the description allows."""
    if described.get("type") == "boolean":
        return True, False
    if described.get("type") == "integer":
        return 1, 2
    if described.get("type") == "array":
        return [], LISTS.get(name, ["one"])
    if described.get("type") == "object" or "$ref" in described:
        return {}, WHOLE_OBJECTS.get(name, {"type": "special"})
    if described.get("format") == "date-time":
        return "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
    return "one", "two"


@pytest.mark.parametrize(
    ("schema", "name"), [(schema, name) for schema in READERS for name in SCHEMAS[schema]["properties"]]
)
def test_every_field_of_the_description_is_handed_on(schema: str, name: str) -> None:
    one, two = (READERS[schema]({name: value}) for value in two_values(name, SCHEMAS[schema]["properties"][name]))

    assert (one == two) is (name in LEFT_OUT.get(schema, ()))
    assert [each["warnings"] for each in (one, two) if each.get("warnings")] == []
