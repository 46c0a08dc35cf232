"""Events in the database: found by id, made, changed, cancelled; exceptions come out of their series."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from integrations.sandbox.google.calendar import times
from integrations.sandbox.google.calendar.calendars import etag_of, next_change_number
from integrations.sandbox.google.calendar.recurrence import instance_id, instance_starts, series_of
from integrations.sandbox.google.calendar.resources import is_kept_from
from integrations.sandbox.google.calendar.writing import merge, span, without, write_event
from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, not_found
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Calendar, Event

ID_CHARACTERS = "0123456789abcdefghijklmnopqrstuv"


@dataclass(frozen=True)
class Found:
    """What an id names: a stored event, or an instance that so far exists only as part of its series."""

    event: Event
    start: Resource | None = None
    """Of such an instance: when it starts; None for a stored event."""

    @property
    def end(self) -> Resource:
        """Of such an instance: when it ends."""
        return instance_end(self.event, self.start or self.event.body["start"])


def new_event_id() -> str:
    """An id as Google makes them: 26 characters of base32hex."""
    return "".join(secrets.choice(ID_CHARACTERS) for _ in range(26))


def instance_end(series: Event, start: Resource) -> Resource:
    """The end of the instance that begins at ``start``."""
    zone_name = series.calendar.time_zone
    if times.is_all_day(start):
        # Whole days are counted as days: the clocks may change in between.
        days = times.moment_of(series.body["end"], "UTC") - times.moment_of(series.body["start"], "UTC")
        return times.at(times.moment_of(start, "UTC") + days, start)
    return times.at(times.moment_of(start, zone_name) + span(series), series.body["end"])


def find_event(calendar: Calendar, event_id: str) -> Found:
    """The event or instance with this id. Raises 404."""
    events = calendar.events.select_related("calendar")
    stored = events.filter(event_id=event_id).first()
    if stored is not None:
        return Found(stored)
    series = events.filter(event_id=series_of(event_id) or "", is_series=True).exclude(status="cancelled").first()
    if series is not None:
        starts = instance_starts(series.body["recurrence"], series.body["start"], calendar.time_zone)
        for start in starts:
            if instance_id(series.event_id, start) == event_id:
                return Found(series, start)
    raise not_found("Not Found")


def add_event(calendar: Calendar, event_id: str, body: Resource, *, now: datetime) -> Event:
    """Store a new event. Raises 409 where the id was used before, even by an event that is deleted."""
    event = Event(
        calendar=calendar,
        event_id=event_id,
        ical_uid=body.get("iCalUID") or f"{event_id}@google.com",
        change_number=next_change_number(calendar, now),
        created_at=now,
        updated_at=now,
    )
    write_event(event, body, calendar)
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError as error:
        raise GoogleError(409, "duplicate", "The requested identifier already exists.") from error
    return event


def rewrite(found: Found, body: Resource, call: ApiCall, *, is_patch: bool) -> Event:
    """Change an event. The first change of an instance makes it an exception with a row of its own."""
    event = found.event if found.start is None else _exception(found)
    check_may_write(event)
    check_match(event, call)
    before = (event.starts_at, event.ends_at, event.body.get("recurrence"))
    if is_patch:
        body = merge(event.body | {"status": event.status}, body)
    write_event(event, body, event.calendar)
    if before != (event.starts_at, event.ends_at, event.body.get("recurrence")):
        event.sequence += 1
    return _save(event, call)


def cancel(found: Found, call: ApiCall) -> Event:
    """Delete an event: it stays as cancelled. Raises 410 for one that is already."""
    event = found.event if found.start is None else _exception(found)
    check_may_write(event)
    check_match(event, call)
    if event.status == "cancelled":
        raise GoogleError(410, "deleted", "Resource has been deleted")
    event.status = "cancelled"
    if event.is_series:
        exceptions = event.calendar.events.filter(series_id=event.event_id).exclude(status="cancelled")
        number = next_change_number(event.calendar, call.now)
        exceptions.update(status="cancelled", change_number=number, updated_at=call.now)
    return _save(event, call)


def check_may_write(event: Event) -> None:
    """Raise 403 for a private event of somebody who may write the others alone."""
    if is_kept_from(event, event.calendar):
        message = "You need to have writer access to this calendar."
        raise GoogleError(403, "requiredAccessLevel", message, domain="calendar")


def check_match(event: Event, call: ApiCall) -> None:
    """Raise 412 if the client wants to change another state of the event than the present one."""
    if call.headers.get("if-match", "*") not in ("*", etag_of(event)):
        message = "Precondition Failed"
        raise GoogleError(412, "conditionNotMet", message, location="If-Match", location_type="header")


def _exception(found: Found) -> Event:
    series, start, end = found.event, found.start, found.end
    if start is None:
        raise TypeError("Only an instance can become an exception.")
    return Event(
        calendar=series.calendar,
        event_id=instance_id(series.event_id, start),
        ical_uid=series.ical_uid,
        body=without(series.body, {"recurrence"}) | {"start": start, "end": end},
        starts_at=times.moment_of(start, series.calendar.time_zone),
        ends_at=times.moment_of(end, series.calendar.time_zone),
        series_id=series.event_id,
        original_start=start,
        sequence=series.sequence,
        change_number=series.change_number,
        created_at=series.created_at,
    )


def _save(event: Event, call: ApiCall) -> Event:
    event.change_number = next_change_number(event.calendar, call.now)
    event.updated_at = call.now
    event.save()
    return event
