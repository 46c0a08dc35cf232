"""Calendar's answers for tests, trimmed from its documentation."""

from __future__ import annotations

from typing import Any

from integrations.catalog.testing import FakeContext

API = "/calendar/v3/calendars/primary/events"
UNHEARD_OF = {"moodOfTheGuests": {"value": "cheerful"}}
"""What Google may add one day."""
EVENT: dict[str, Any] = {
    "kind": "calendar#event",
    "etag": '"3181161784712000"',
    "id": "e1",
    "status": "confirmed",
    "htmlLink": "https://www.google.com/calendar/event?eid=e1",
    "created": "2026-03-01T08:00:00.000Z",
    "updated": "2026-03-01T08:30:00.000Z",
    "summary": "Quarterly review",
    "description": "Numbers",
    "location": "Room 4",
    "creator": {"email": "ada@globex.example", "self": True},
    "organizer": {"email": "ada@globex.example", "self": True},
    "start": {"dateTime": "2026-03-09T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-03-09T11:00:00+01:00", "timeZone": "Europe/Berlin"},
    "attendees": [
        {"email": "ada@globex.example", "self": True, "organizer": True, "responseStatus": "accepted"},
        {"email": "grace@acme.example", "displayName": "Grace", "optional": True},
    ],
    "hangoutLink": "https://meet.google.com/abc",
    "reminders": {"useDefault": True},
}


def sent(ctx: FakeContext) -> Any:
    """The JSON body of the last request."""
    return ctx.vendor.requests[-1].json


def tells_zone(ctx: FakeContext, zone: str = "Europe/Berlin") -> None:
    """The next list of events names the calendar's zone."""
    ctx.vendor.will_answer("GET", API, {"timeZone": zone})
