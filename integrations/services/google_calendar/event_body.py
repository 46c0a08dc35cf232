"""What Google is sent to make or change an event."""

from __future__ import annotations

import hashlib
from base64 import b32hexencode
from collections.abc import Sequence

from integrations.errors import InputError
from integrations.services.google_calendar.changed_times import times_of_change
from integrations.services.google_calendar.event_times import Body, Zone, times_of_new
from integrations.services.google_calendar.guests import guests_of_change, invited
from integrations.services.google_calendar.models.events import CalendarEventCreate, CalendarEventUpdate
from integrations.services.google_calendar.models.fields import EventReminder
from integrations.services.google_calendar.parsing import Resource

# What these mean depends on what the event is at present.
_REST_ON_THE_EVENT = frozenset({"start", "end", "all_day", "time_zone", "attendees", "recurrence"})


def event_id_for(call_key: str) -> str:
    """An event id that is the same for every attempt of a call, in Google's alphabet (base32hex, lower case)."""
    return b32hexencode(hashlib.sha256(call_key.encode()).digest()).decode("ascii").rstrip("=").lower()


def body_of_new(data: CalendarEventCreate, *, event_id: str, zone: Zone) -> Body:
    """The event to insert. Raises InputError when it would end before it begins."""
    body: Body = {"id": event_id, "summary": data.title, **times_of_new(data, zone)}
    given = {"description": data.description, "location": data.location, "recurrence": data.recurrence}
    body.update({name: value for name, value in given.items() if value})
    if data.attendees:
        body["attendees"] = invited(data.attendees)
    if data.reminders is not None:
        body["reminders"] = reminders(data.reminders)
    if data.add_meet_link:
        body["conferenceData"] = meeting(event_id)
    return body


def rests_on_the_event(data: CalendarEventUpdate) -> bool:
    """Whether the change can only be written knowing the event as it is."""
    given = (getattr(data, name) for name in _REST_ON_THE_EVENT & data.model_fields_set)
    return any(value is not None and value != [] for value in given)


def body_of_change(data: CalendarEventUpdate, event: Resource, *, request_id: str, zone: Zone) -> Body:
    """Only what was given. An empty text or list clears its field; nothing to change is an InputError.

    ``event`` is the event as it is; it may be left empty where nothing rests on it.
    """
    given = data.model_fields_set
    body: Body = {}
    for field, name in (("title", "summary"), ("description", "description"), ("location", "location")):
        if field in given:
            body[name] = getattr(data, field) or ""
    if "attendees" in given:
        body["attendees"] = guests_of_change(data.attendees or (), event)
    if "recurrence" in given:
        body["recurrence"] = data.recurrence or []
    if "reminders" in given:
        body["reminders"] = reminders(data.reminders)
    if data.add_meet_link:
        body["conferenceData"] = meeting(request_id)
    body.update(times_of_change(data, event, zone))
    if not body:
        raise InputError("There is nothing to change: give at least one of the event's fields besides event_id.")
    return body


def reminders(given: Sequence[EventReminder] | None) -> Body:
    """Exactly these reminders, none if there are none, and the calendar's own for None.

    Google refuses reminders of the event's own beside the calendar's, and a patch would leave them there.
    """
    own = [{"method": each.method, "minutes": each.minutes} for each in given or ()]
    return {"useDefault": given is None, "overrides": own}


def meeting(request_id: str) -> Body:
    """A new video meeting; Google makes one for each request id, however often it is asked."""
    return {"createRequest": {"requestId": request_id, "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
