"""Realistic outputs, shown before a node has run and offered as variables; and what examples of inputs name.

The ids are those of events that every demo account of the sandbox has in its own calendar.
"""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.services.google_calendar.models.calendars import Calendar
from integrations.services.google_calendar.models.events import CalendarEvent
from integrations.services.google_calendar.models.parts import (
    ConferenceEntry,
    EventAttendee,
    EventConference,
    ShownReminder,
)

MEETING = "1vci8dh12v83congt1n5g2lg3g"
INVITATION = "kc0jo21cenmsi4qphgtqlgdfk4"
OBSOLETE = "n06dgo853aip0en666bsh8f5go"
SERIES = "jjd3hqhq5fbopencqisbnli6lc"
MOVABLE = "5e2ojv7sqto8gikrur7e4iau78"
ARCHIVE = "c_5ea1ed0a6c41b7e20f3d9a8c7b6e5f40@group.calendar.google.com"

_MADE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_MEET = "https://meet.google.com/abc-defg-hij"

EVENT: dict[str, object] = CalendarEvent(
    event_id="7s2k1m0q4d3e8f9g",
    calendar_id="primary",
    title="Quarterly review",
    start="2026-03-09T10:00:00+01:00",
    end="2026-03-09T11:00:00+01:00",
    time_zone="Europe/Berlin",
    end_time_zone="Europe/Berlin",
    description="Numbers of the first quarter.",
    location="Room 4",
    attendees=[EventAttendee(email="grace@acme.example", name="Grace Hopper", response="accepted")],
    organizer="ada@globex.example",
    creator="ada@globex.example",
    meet_link=_MEET,
    conference=EventConference(
        conference_id="abc-defg-hij",
        name="Google Meet",
        status="success",
        entries=[ConferenceEntry(kind="video", uri=_MEET, label="meet.google.com/abc-defg-hij")],
    ),
    link="https://www.google.com/calendar/event?eid=N3MyazFt",
    reminders=[ShownReminder(minutes=10, method="popup")],
    ical_uid="7s2k1m0q4d3e8f9g@google.com",
    etag='"3181161784712000"',
    created=_MADE,
    updated=_MADE,
).model_dump(mode="json")

EVENTS: dict[str, object] = {"events": [EVENT], "count": 1, "next_page_token": None, "time_zone": "Europe/Berlin"}

CALENDARS: dict[str, object] = {
    "calendars": [
        Calendar(
            calendar_id="ada@globex.example",
            name="Ada Lovelace",
            time_zone="Europe/Berlin",
            access_role="owner",
            is_primary=True,
            is_selected=True,
            color="#9fe1e7",
            text_color="#000000",
            color_id="14",
            default_reminders=[ShownReminder(minutes=10, method="popup")],
            meeting_types=["hangoutsMeet"],
            etag='"1772442000000000"',
        ).model_dump(mode="json")
    ],
    "count": 1,
    "next_page_token": None,
}
