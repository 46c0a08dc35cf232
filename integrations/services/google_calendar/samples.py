"""Realistic outputs, shown before a node has run and offered as variables; and what examples of inputs name.

The ids are those of events that every demo account of the sandbox has in its own calendar.
"""

from __future__ import annotations

MEETING = "1vci8dh12v83congt1n5g2lg3g"
INVITATION = "kc0jo21cenmsi4qphgtqlgdfk4"
OBSOLETE = "n06dgo853aip0en666bsh8f5go"

EVENT: dict[str, object] = {
    "event_id": "7s2k1m0q4d3e8f9g",
    "calendar_id": "primary",
    "title": "Quarterly review",
    "start": "2026-03-09T10:00:00+01:00",
    "end": "2026-03-09T11:00:00+01:00",
    "all_day": False,
    "time_zone": "Europe/Berlin",
    "description": "Numbers of the first quarter.",
    "location": "Room 4",
    "status": "confirmed",
    "attendees": [
        {
            "email": "grace@acme.example",
            "name": "Grace Hopper",
            "response": "accepted",
            "optional": False,
            "organizer": False,
            "is_self": False,
        }
    ],
    "organizer": "ada@globex.example",
    "recurrence": [],
    "recurring_event_id": None,
    "meet_link": "https://meet.google.com/abc-defg-hij",
    "link": "https://www.google.com/calendar/event?eid=N3MyazFt",
    "created": "2026-03-02T09:00:00Z",
    "updated": "2026-03-02T09:00:00Z",
}

EVENTS: dict[str, object] = {"events": [EVENT], "count": 1, "next_page_token": None, "time_zone": "Europe/Berlin"}
