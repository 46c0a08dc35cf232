"""What Google is sent to make or change an event."""

from __future__ import annotations

import hashlib
from base64 import b32hexencode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from integrations.catalog.email_addresses import parse_address
from integrations.errors import FieldError, InputError
from integrations.services.google_calendar.models.events import CalendarEventCreate, CalendarEventUpdate
from integrations.services.google_calendar.models.fields import EventReminder
from integrations.services.google_calendar.times import (
    Moment,
    day_of,
    default_end,
    in_zone,
    is_day,
    is_floating,
    parse_moment,
)

Body = dict[str, object]
Zone = Callable[[], str]
"""Tells the zone of the call; asked only where it matters, because that can take a request."""


def event_id_for(call_key: str) -> str:
    """An event id that is the same for every attempt of a call, in Google's alphabet (base32hex, lower case)."""
    return b32hexencode(hashlib.sha256(call_key.encode()).digest()).decode("ascii").rstrip("=").lower()


def body_of_new(data: CalendarEventCreate, *, event_id: str, zone: Zone) -> Body:
    """The event to insert. Raises InputError when it would end before it begins."""
    start, end = _span(data.start, data.end, all_day=data.all_day, zone=zone)
    shown = _shown_zone(data, start, zone)
    body: Body = {"id": event_id, "summary": data.title, "start": _time(start, shown), "end": _time(end, shown)}
    given = {"description": data.description, "location": data.location, "recurrence": data.recurrence}
    body.update({name: value for name, value in given.items() if value})
    if data.attendees:
        body["attendees"] = attendees(data.attendees)
    if data.reminders is not None:
        body["reminders"] = reminders(data.reminders)
    if data.add_meet_link:
        body["conferenceData"] = meeting(event_id)
    return body


def body_of_change(data: CalendarEventUpdate, *, request_id: str, zone: Zone) -> Body:
    """Only what was given. An empty text or list clears its field; nothing to change is an InputError."""
    given = data.model_fields_set
    body: Body = {}
    for field, name in (("title", "summary"), ("description", "description"), ("location", "location")):
        if field in given:
            body[name] = getattr(data, field) or ""
    if "attendees" in given:
        body["attendees"] = attendees(data.attendees or ())
    if "recurrence" in given:
        body["recurrence"] = data.recurrence or []
    if "reminders" in given:
        body["reminders"] = reminders(data.reminders) if data.reminders is not None else {"useDefault": True}
    if data.add_meet_link:
        body["conferenceData"] = meeting(request_id)
    body.update(_changed_times(data, zone))
    if not body:
        raise InputError("There is nothing to change: give at least one of the event's fields besides event_id.")
    return body


def attendees(addresses: Sequence[str]) -> list[Body]:
    """Guests by address and, where one was given, by name."""
    found = [parse_address(address) for address in addresses]
    return [
        {"email": each.addr_spec, **({"displayName": each.display_name} if each.display_name else {})} for each in found
    ]


def reminders(given: Sequence[EventReminder]) -> Body:
    """Exactly these reminders, none if there are none."""
    return {"useDefault": False, "overrides": [{"method": each.method, "minutes": each.minutes} for each in given]}


def meeting(request_id: str) -> Body:
    """A new video meeting; Google makes one for each request id, however often it is asked."""
    return {"createRequest": {"requestId": request_id, "conferenceSolutionKey": {"type": "hangoutsMeet"}}}


def _span(start_text: str, end_text: str | None, *, all_day: bool, zone: Zone) -> tuple[Moment, Moment]:
    """Beginning and end, with offsets. A whole-day event that ends on its first day takes that day."""
    start = parse_moment(start_text)
    whole_days = all_day or is_day(start)
    start = day_of(start) if whole_days else _fixed(start, zone)
    end = parse_moment(end_text) if end_text else default_end(start)
    end = day_of(end) if whole_days else _fixed(end, zone)
    if not whole_days and is_day(end):
        raise _wrong("end", f"{end_text!r} is a day, but start is a time; give a time for both")
    if whole_days and end == start:
        end = start + timedelta(days=1)
    if end <= start:
        raise _wrong("end", f"{end_text!r} is not after start, {start_text!r}")
    return start, end


def _fixed(moment: Moment, zone: Zone) -> Moment:
    return in_zone(moment, zone()) if isinstance(moment, datetime) and moment.tzinfo is None else moment


def _shown_zone(data: CalendarEventCreate, start: Moment, zone: Zone) -> str | None:
    """The zone to plan in: the one asked for; a series and a floating time need one."""
    if is_day(start):
        return None
    return zone() if data.time_zone or data.recurrence or is_floating(parse_moment(data.start)) else None


def _time(moment: Moment, zone: str | None) -> Body:
    if is_day(moment):
        return {"date": moment.isoformat()}
    return {"dateTime": moment.isoformat(), **({"timeZone": zone} if zone else {})}


def _changed_times(data: CalendarEventUpdate, zone: Zone) -> Body:
    """New times; null takes away what a day has not, or a time has not, for a patch merges the two."""
    given: dict[str, Moment] = {
        name: _fixed(parse_moment(text), zone) for name, text in (("start", data.start), ("end", data.end)) if text
    }
    if data.start and data.end:
        given["start"], given["end"] = _span(data.start, data.end, all_day=False, zone=zone)
    if not given and data.time_zone:
        return {"start": {"timeZone": data.time_zone}, "end": {"timeZone": data.time_zone}}
    return {name: _merged_time(moment, data.time_zone) for name, moment in given.items()}


def _merged_time(moment: Moment, zone: str | None) -> Body:
    absent: Body = {"dateTime": None, "timeZone": None} if is_day(moment) else {"date": None}
    return {**absent, **_time(moment, zone)}


def _wrong(field: str, message: str) -> InputError:
    return InputError(f"{field}: {message}", errors=[FieldError(field, message)])
