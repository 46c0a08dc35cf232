"""What a client writes into an event: checked, completed, and brought into the stored form."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta

from integrations.sandbox.google.calendar import times
from integrations.sandbox.google.calendar.conference import conference
from integrations.sandbox.google.calendar.recurrence import check_recurrence
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Calendar, Event

# Fields a client may set. The others of an Event are the server's, and are ignored when sent back to it.
WRITABLE = frozenset(
    {
        "anyoneCanAddSelf",
        "attachments",
        "attendees",
        "colorId",
        "conferenceData",
        "description",
        "end",
        "eventType",
        "extendedProperties",
        "focusTimeProperties",
        "guestsCanInviteOthers",
        "guestsCanModify",
        "guestsCanSeeOtherGuests",
        "location",
        "outOfOfficeProperties",
        "recurrence",
        "reminders",
        "source",
        "start",
        "status",
        "summary",
        "transparency",
        "visibility",
        "workingLocationProperties",
    }
)
# The documents name these values in words only.
CHOICES = {
    "status": ("confirmed", "tentative", "cancelled"),
    "transparency": ("opaque", "transparent"),
    "visibility": ("default", "public", "private", "confidential"),
}
RESPONSES = ("needsAction", "declined", "tentative", "accepted")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
MOST_REMINDERS = 5


def write_event(event: Event, body: Resource, calendar: Calendar) -> None:
    """Make ``body`` the content of the event. Raises 400 for what Google would refuse."""
    content = {name: value for name, value in body.items() if name in WRITABLE and value is not None}
    for name, choices in CHOICES.items():
        _choice(name, content.get(name, choices[0]), choices)
    content["start"] = times.normalised(content.get("start"), "start", calendar.time_zone)
    content["end"] = times.normalised(content.get("end"), "end", calendar.time_zone)
    starts_at = times.moment_of(content["start"], calendar.time_zone)
    ends_at = times.moment_of(content["end"], calendar.time_zone)
    whole_days = times.is_all_day(content["start"])
    if whole_days != times.is_all_day(content["end"]):
        raise invalid("Start and end have to be both dates or both times.", reason="invalid")
    if ends_at < starts_at or (whole_days and ends_at == starts_at):
        raise invalid("The specified time range is empty.", reason="timeRangeEmpty")
    recurrence = content.get("recurrence") or []
    if recurrence:
        _needs_zone(body["start"], content["start"])
        check_recurrence(recurrence, content["start"], calendar.time_zone)
    if "attendees" in content:
        own = calendar.calendar_id.lower() if calendar.is_primary and "organizer" not in (event.body or {}) else ""
        content["attendees"] = [_attendee(attendee, own) for attendee in content["attendees"]]
    _check_reminders(content.get("reminders") or {})
    if content.get("conferenceData"):
        content["conferenceData"] = conference(content["conferenceData"])
    if event.pk and "organizer" in event.body:
        content["organizer"] = event.body["organizer"]  # of an imported event: not the client's to change
    event.status = content.pop("status", "confirmed")
    event.body, event.starts_at, event.ends_at = content, starts_at, ends_at
    event.is_series = bool(recurrence)


def merge(stored: Resource, patch: Resource) -> Resource:
    """A patch over what is stored: null clears, objects merge, lists are replaced."""
    merged = dict(stored)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict) and isinstance(merged.get(name), dict):
            merged[name] = merge(merged[name], value)
        else:
            merged[name] = value
    return merged


def without(body: Resource, names: Collection[str]) -> Resource:
    """The body without these fields."""
    return {name: value for name, value in body.items() if name not in names}


def span(event: Event) -> timedelta:
    """How long the event is, and each instance of a series."""
    return event.ends_at - event.starts_at


def _check_reminders(reminders: Resource) -> None:
    overrides = reminders.get("overrides") or []
    if len(overrides) > MOST_REMINDERS:
        raise invalid("Too many override reminders.", reason="invalid", location="reminders")
    if reminders.get("useDefault") and overrides:
        message = "Cannot specify both default reminders and overrides at the same time."
        raise invalid(message, reason="cannotUseDefaultRemindersAndSpecifyOverride")


def _needs_zone(given: Resource, stored: Resource) -> None:
    if "dateTime" in stored and not given.get("timeZone"):
        raise invalid("Missing time zone definition for start time.", reason="required")


def _attendee(attendee: Resource, organizer: str) -> Resource:
    email = (attendee.get("email") or "").strip()
    if not email:
        raise invalid("Missing attendee email.", reason="required")
    if not EMAIL.fullmatch(email):
        raise invalid("Invalid attendee email.", reason="invalid")
    is_owner = email.lower() == organizer
    complete = {"responseStatus": "accepted" if is_owner else "needsAction"} | without(attendee, {"self"})
    _choice("responseStatus", complete["responseStatus"], RESPONSES)
    return complete | {"email": email} | ({"organizer": True} if is_owner else {})


def _choice(name: str, value: str, choices: Collection[str]) -> None:
    if value not in choices:
        raise invalid(f"Invalid value for: {name} ({value}).", reason="invalid", location=name)
