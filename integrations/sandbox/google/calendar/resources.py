"""Events as Calendar shows them: what the client wrote, with what the server knows."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from integrations.sandbox.google.calendar import conference, times
from integrations.sandbox.google.calendar.calendars import etag_of
from integrations.sandbox.google.calendar.recurrence import instance_id
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import write_timestamp
from integrations.sandbox.models import Calendar, Event


@dataclass(frozen=True)
class View:
    """For whom and how events are shown."""

    calendar: Calendar
    account_email: str
    time_zone: str
    most_attendees: int = 0
    """0 means all."""


def event_resource(event: Event, view: View) -> Resource:
    """One stored event: a single one, a series, or an exception of one."""
    shown = _resource(event, view) | {"id": event.event_id, "htmlLink": _link(event.event_id, view)}
    if event.series_id and event.original_start:
        shown["recurringEventId"] = event.series_id
        shown["originalStartTime"] = times.shown(event.original_start, view.time_zone)
    return shown


def instance_resource(series: Event, start: Resource, end: Resource, view: View) -> Resource:
    """One instance of a series that no exception has replaced."""
    event_id = instance_id(series.event_id, start)
    shown = _resource(series, view) | {"id": event_id, "htmlLink": _link(event_id, view)}
    del shown["recurrence"]
    return shown | {
        "start": times.shown(start, view.time_zone),
        "end": times.shown(end, view.time_zone),
        "recurringEventId": series.event_id,
        "originalStartTime": times.shown(start, view.time_zone),
    }


def is_kept_from(event: Event, calendar: Calendar) -> bool:
    """Whether whoever has the calendar by this role may only know that the event takes time."""
    is_private = event.body.get("visibility") in ("private", "confidential")
    return is_private and calendar.access_role == "writerWithoutPrivateAccess"


def _resource(event: Event, view: View) -> Resource:
    body = event.body
    if is_kept_from(event, view.calendar):
        body = {name: body[name] for name in ("start", "end", "visibility", "recurrence") if name in body}
    organizer = body.get("organizer") or _organizer(view)
    shown: Resource = {
        "kind": "calendar#event",
        "status": event.status,
        "created": write_timestamp(event.created_at),
        "updated": write_timestamp(event.updated_at),
        "creator": {"email": view.account_email, "self": True},
        "organizer": organizer,
        "iCalUID": event.ical_uid,
        "sequence": event.sequence,
        "reminders": {"useDefault": True},
        "eventType": "default",
        **body,
        "etag": etag_of(event),
        "start": times.shown(body["start"], view.time_zone),
        "end": times.shown(body["end"], view.time_zone),
    }
    if "attendees" in body:
        shown |= _attendees(body["attendees"], view)
    if link := conference.link(body.get("conferenceData") or {}):
        shown["hangoutLink"] = link
    return shown


def _organizer(view: View) -> Resource:
    if view.calendar.is_primary:
        return {"email": view.account_email, "self": True}
    return {"email": view.calendar.calendar_id, "displayName": view.calendar.summary, "self": True}


def _attendees(attendees: list[Resource], view: View) -> Resource:
    marked = [
        attendee | ({"self": True} if attendee["email"].lower() == view.account_email else {}) for attendee in attendees
    ]
    if view.most_attendees and len(marked) > view.most_attendees:
        # The caller's own entry is the one that is always told.
        marked.sort(key=lambda attendee: not attendee.get("self", False))
        return {"attendees": marked[: view.most_attendees], "attendeesOmitted": True}
    return {"attendees": marked}


def _link(event_id: str, view: View) -> str:
    code = base64.urlsafe_b64encode(f"{event_id} {view.calendar.calendar_id}".encode()).decode().rstrip("=")
    return f"https://www.google.com/calendar/event?eid={code}"
