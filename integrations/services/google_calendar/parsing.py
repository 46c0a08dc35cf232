"""From Google's resources to ours, whatever is missing in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.services.google_calendar.models.calendars import Calendar
from integrations.services.google_calendar.models.events import CalendarEvent, EventAttendee

Resource = Mapping[str, Any]  # JSON as Google sent it; every key may be missing


def parse_event(event: Resource, *, calendar_id: str) -> CalendarEvent:
    """An event; a cancelled one may consist of its id alone."""
    start: Resource = event.get("start") or {}
    end: Resource = event.get("end") or {}
    return CalendarEvent(
        event_id=event["id"],
        calendar_id=calendar_id,
        title=event.get("summary") or "",
        start=start.get("dateTime") or start.get("date"),
        end=end.get("dateTime") or end.get("date"),
        all_day="date" in start and not start.get("dateTime"),
        time_zone=start.get("timeZone"),
        description=event.get("description") or "",
        location=event.get("location") or "",
        status=event.get("status") or "confirmed",
        attendees=[_attendee(each) for each in event.get("attendees") or () if each.get("email")],
        organizer=(event.get("organizer") or {}).get("email"),
        recurrence=event.get("recurrence") or [],
        recurring_event_id=event.get("recurringEventId"),
        meet_link=_meet_link(event),
        link=event.get("htmlLink"),
        created=event.get("created"),
        updated=event.get("updated"),
    )


def parse_calendar(entry: Resource) -> Calendar:
    """A calendar by the name the person gave it."""
    return Calendar(
        calendar_id=entry["id"],
        name=entry.get("summaryOverride") or entry.get("summary") or entry["id"],
        description=entry.get("description") or "",
        time_zone=entry.get("timeZone"),
        access_role=entry.get("accessRole") or "reader",
        is_primary=entry.get("primary") or False,
    )


def _attendee(attendee: Resource) -> EventAttendee:
    return EventAttendee(
        email=attendee["email"],
        name=attendee.get("displayName") or "",
        response=attendee.get("responseStatus") or "needsAction",
        optional=attendee.get("optional") or False,
        organizer=attendee.get("organizer") or False,
        is_self=attendee.get("self") or False,
    )


def _meet_link(event: Resource) -> str | None:
    if event.get("hangoutLink"):
        return str(event["hangoutLink"])
    entry_points = (event.get("conferenceData") or {}).get("entryPoints") or ()
    return next((each.get("uri") for each in entry_points if each.get("entryPointType") == "video"), None)
