"""Facts of the service Google Calendar (Calendar API v3)."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Limit, Service

CALENDAR = "https://www.googleapis.com/auth/calendar"
EVENTS = "https://www.googleapis.com/auth/calendar.events"

service = Service(
    key="google_calendar",
    name="Google Calendar",
    provider="google",
    color="#1A73E8",
    documentation_url="https://developers.google.com/workspace/calendar/api/v3/reference",
    folder=Path(__file__).parent,
    scopes={
        CALENDAR: "See, change and share your calendars and their events",
        EVENTS: "See and change the events of your calendars",
    },
    covers={CALENDAR: (EVENTS,)},
    hosts=("www.googleapis.com",),
    # https://developers.google.com/workspace/calendar/api/guides/quota
    limits=(
        Limit(amount=600, seconds=60, per="connection"),
        Limit(amount=10_000, seconds=60, per="oauth_app"),
        Limit(amount=1_000_000, seconds=86_400, per="oauth_app"),
    ),
    test_operation="list_calendars",
    exempt={
        "idempotency:create_calendar": "Google takes no id of ours for a calendar, nor tells when one was made.",
        "idempotency:quick_add_event": "Google takes no id of ours for an event that it reads out of a sentence.",
    },
)
