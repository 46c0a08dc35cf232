"""events: single ones, series and their instances."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from integrations.sandbox.google.calendar.calendars import calendar_of, next_change_number
from integrations.sandbox.google.calendar.listing import view_of
from integrations.sandbox.google.calendar.quick_add import read_quick_text
from integrations.sandbox.google.calendar.resources import event_resource, instance_resource
from integrations.sandbox.google.calendar.store import add_event, cancel, check_match, find_event, new_event_id, rewrite
from integrations.sandbox.google.calendar.writing import without
from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.resource import Resource

EVENT_ID = re.compile(r"[a-v0-9]{5,1024}")


def get_event(call: ApiCall) -> Resource:
    """events.get"""
    calendar = calendar_of(call)
    found = find_event(calendar, call.parameters.text("eventId"))
    view = view_of(call, calendar)
    if found.start is not None:
        return instance_resource(found.event, found.start, found.end, view)
    return event_resource(found.event, view)


def insert_event(call: ApiCall) -> Resource:
    """events.insert: an id chosen by the client makes it safe to repeat."""
    calendar = calendar_of(call, writes=True)
    event_id = call.body.get("id") or new_event_id()
    if not EVENT_ID.fullmatch(event_id):
        raise invalid("Invalid resource id value.", reason="invalid", location="id")
    event = add_event(calendar, event_id, _accepted(call), now=call.now)
    return event_resource(event, view_of(call, calendar))


def import_event(call: ApiCall) -> Resource:
    """events.import: a private copy of an event that another calendar system organises."""
    calendar = calendar_of(call, writes=True)
    event = add_event(calendar, new_event_id(), _accepted(call), now=call.now)
    if organizer := call.body.get("organizer"):
        event.body = event.body | {"organizer": organizer}
        event.save(update_fields=["body"])
    return event_resource(event, view_of(call, calendar))


def patch_event(call: ApiCall) -> Resource:
    """events.patch: only what was given, and null clears."""
    return _rewritten(call, is_patch=True)


def update_event(call: ApiCall) -> Resource:
    """events.update: what was not given is gone."""
    return _rewritten(call, is_patch=False)


def delete_event(call: ApiCall) -> None:
    """events.delete"""
    cancel(find_event(calendar_of(call, writes=True), call.parameters.text("eventId")), call)


def move_event(call: ApiCall) -> Resource:
    """events.move: to another calendar of the account, with its id."""
    source = calendar_of(call, writes=True)
    target = calendar_of(call, name="destination", writes=True)
    found = find_event(source, call.parameters.text("eventId"))
    check_match(found.event, call)
    if found.start is not None or found.event.series_id:
        raise invalid("Instances of recurring events cannot be moved.", reason="cannotMoveInstance")
    if target.events.filter(event_id=found.event.event_id).exists():
        raise GoogleError(409, "duplicate", "The requested identifier already exists.")
    moved = add_event(target, found.event.event_id, found.event.body | {"iCalUID": found.event.ical_uid}, now=call.now)
    number = next_change_number(target, call.now)
    exceptions = source.events.filter(series_id=found.event.event_id)
    exceptions.update(calendar=target, change_number=number, updated_at=call.now)
    cancel(found, call)
    return event_resource(moved, view_of(call, target))


def quick_add_event(call: ApiCall) -> Resource:
    """events.quickAdd"""
    calendar = calendar_of(call, writes=True)
    local_now = call.now.astimezone(ZoneInfo(calendar.time_zone))
    title, start, end = read_quick_text(call.parameters.text("text"), local_now)
    body = {
        "summary": title,
        "start": {"dateTime": start.isoformat(), "timeZone": calendar.time_zone},
        "end": {"dateTime": end.isoformat(), "timeZone": calendar.time_zone},
    }
    return event_resource(add_event(calendar, new_event_id(), body, now=call.now), view_of(call, calendar))


def _rewritten(call: ApiCall, *, is_patch: bool) -> Resource:
    calendar = calendar_of(call, writes=True)
    found = find_event(calendar, call.parameters.text("eventId"))
    body = _accepted(call)
    if not is_patch and "conferenceData" not in body and not _knows_conferences(call):
        body = body | {"conferenceData": found.event.body.get("conferenceData")}
    return event_resource(rewrite(found, body, call, is_patch=is_patch), view_of(call, calendar))


def _accepted(call: ApiCall) -> Resource:
    """The body; a client that does not declare that it knows conferences cannot touch them."""
    return call.body if _knows_conferences(call) else without(call.body, {"conferenceData"})


def _knows_conferences(call: ApiCall) -> bool:
    return call.parameters.number("conferenceDataVersion", default=0) == 1
