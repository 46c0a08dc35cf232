"""calendars: the account's own ones, with the primary one that everybody has."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db.models import F

from integrations.sandbox.google.calendar.times import zone
from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, invalid, not_found
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Account, Calendar, Event

DEFAULT_REMINDERS = [{"method": "popup", "minutes": 10}]
WRITERS = ("owner", "writer", "writerWithoutPrivateAccess")


def make_primary_calendar(account: Account, now: datetime) -> Calendar:
    """The calendar that every account has; its id is the account's address."""
    return account.calendars.create(
        calendar_id=account.email,
        is_primary=True,
        summary=account.email,
        time_zone=account.time_zone,
        default_reminders=DEFAULT_REMINDERS,
        updated_at=now,
    )


def calendar_of(call: ApiCall, *, name: str = "calendarId", writes: bool = False) -> Calendar:
    """The calendar that a parameter names; `primary` is the account's own. Raises 404, or 403 for a read-only one."""
    calendar_id = call.parameters.text(name)
    wanted = call.account.email if calendar_id == "primary" else calendar_id
    calendar = call.account.calendars.filter(calendar_id=wanted).first()
    if calendar is None:
        raise not_found("Not Found")
    if writes and calendar.access_role not in WRITERS:
        message = "You need to have writer access to this calendar."
        raise GoogleError(403, "requiredAccessLevel", message, domain="calendar")
    return calendar


def next_change_number(calendar: Calendar, now: datetime) -> int:
    """The number of the next change. The row stays locked until the transaction ends, so numbers commit in order."""
    rows = Calendar.objects.filter(pk=calendar.pk)
    rows.update(change_number=F("change_number") + 1, updated_at=now)
    return rows.values_list("change_number", flat=True).get()


def etag_of(thing: Calendar | Event) -> str:
    """Changes with every change of the thing."""
    return f'"3{thing.change_number:015d}"'


def get_calendar(call: ApiCall) -> Resource:
    """calendars.get"""
    return _resource(calendar_of(call))


def insert_calendar(call: ApiCall) -> Resource:
    """calendars.insert"""
    account = call.account
    calendar = Calendar(
        account=account,
        calendar_id=f"c_{secrets.token_hex(16)}@group.calendar.google.com",
        time_zone=account.time_zone,
        default_reminders=[],
        updated_at=call.now,
    )
    _write(calendar, call.body)
    calendar.save()
    return _resource(calendar)


def patch_calendar(call: ApiCall) -> Resource:
    """calendars.patch: only what was given."""
    calendar = calendar_of(call, writes=True)
    _write(calendar, call.body)
    return _stored(calendar, call)


def update_calendar(call: ApiCall) -> Resource:
    """calendars.update: what was not given is emptied."""
    calendar = calendar_of(call, writes=True)
    _write(calendar, {"description": "", "location": ""} | call.body)
    return _stored(calendar, call)


def delete_calendar(call: ApiCall) -> None:
    """calendars.delete: the primary one cannot be deleted, only cleared."""
    calendar = calendar_of(call, writes=True)
    if calendar.is_primary:
        raise invalid("Cannot delete the primary calendar.", reason="cannotDeletePrimaryCalendar")
    calendar.delete()


def clear_calendar(call: ApiCall) -> None:
    """calendars.clear: all events of the primary calendar go."""
    calendar = calendar_of(call, writes=True)
    if not calendar.is_primary:
        raise invalid("Only the primary calendar can be cleared.", reason="invalid")
    number = next_change_number(calendar, call.now)
    calendar.events.exclude(status="cancelled").update(status="cancelled", change_number=number, updated_at=call.now)


def _write(calendar: Calendar, body: Resource) -> None:
    if "summary" in body or not calendar.summary:
        calendar.summary = body.get("summary") or ""
    if not calendar.summary:
        raise invalid("Missing summary.", reason="required", location="summary")
    calendar.description = body["description"] or "" if "description" in body else calendar.description
    calendar.location = body["location"] or "" if "location" in body else calendar.location
    if time_zone := body.get("timeZone"):
        calendar.time_zone = zone(time_zone).key


def _stored(calendar: Calendar, call: ApiCall) -> Resource:
    calendar.change_number = next_change_number(calendar, call.now)
    calendar.updated_at = call.now
    calendar.save()
    return _resource(calendar)


def _resource(calendar: Calendar) -> Resource:
    shown: Resource = {
        "kind": "calendar#calendar",
        "etag": etag_of(calendar),
        "id": calendar.calendar_id,
        "summary": calendar.summary,
        "timeZone": calendar.time_zone,
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    }
    shown |= {"description": calendar.description} if calendar.description else {}
    return shown | ({"location": calendar.location} if calendar.location else {})
