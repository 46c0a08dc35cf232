"""calendarList: the calendars as their owner sees them listed."""

from __future__ import annotations

from integrations.sandbox.google.calendar.calendars import calendar_of, etag_of, next_change_number
from integrations.sandbox.google.calendar.colors import CALENDAR_COLORS
from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Calendar

ROLES = ("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
MOST_RESULTS = 250


def list_entries(call: ApiCall) -> Resource:
    """calendarList.list"""
    if call.parameters.text("syncToken"):
        raise invalid("The sandbox gives no sync tokens for calendar lists.", reason="invalid", location="syncToken")
    entries = list(call.account.calendars.all())
    if not call.parameters.flag("showHidden"):
        entries = [entry for entry in entries if not entry.is_hidden]
    if least := call.parameters.text("minAccessRole"):
        entries = [entry for entry in entries if ROLES.index(entry.access_role) >= ROLES.index(least)]
    begin = offset_of(call.parameters.text("pageToken"))
    size = min(call.parameters.number("maxResults", default=100), MOST_RESULTS)
    answer: Resource = {
        "kind": "calendar#calendarList",
        "etag": f'"p{sum(entry.change_number for entry in entries):015d}"',
        "items": [_resource(entry) for entry in entries[begin : begin + size]],
    }
    if begin + size < len(entries):
        answer["nextPageToken"] = token_for(begin + size)
    return answer


def get_entry(call: ApiCall) -> Resource:
    """calendarList.get"""
    return _resource(calendar_of(call))


def patch_entry(call: ApiCall) -> Resource:
    """calendarList.patch and calendarList.update: the owner's own view of a calendar."""
    calendar, body = calendar_of(call), call.body
    if color_id := body.get("colorId"):
        if color_id not in CALENDAR_COLORS:
            raise invalid("Invalid color id.", reason="invalid", location="colorId")
        calendar.color_id = color_id
    if "summaryOverride" in body:
        calendar.summary_override = body["summaryOverride"] or ""
    if body.get("hidden") is not None:
        calendar.is_hidden = body["hidden"]
    if body.get("selected") is not None:
        calendar.is_selected = body["selected"]
    if "defaultReminders" in body:
        calendar.default_reminders = body["defaultReminders"] or []
    calendar.change_number = next_change_number(calendar, call.now)
    calendar.save()
    return _resource(calendar)


def _resource(calendar: Calendar) -> Resource:
    color = CALENDAR_COLORS[calendar.color_id]
    shown: Resource = {
        "kind": "calendar#calendarListEntry",
        "etag": etag_of(calendar),
        "id": calendar.calendar_id,
        "summary": calendar.summary,
        "timeZone": calendar.time_zone,
        "colorId": calendar.color_id,
        "backgroundColor": color["background"],
        "foregroundColor": color["foreground"],
        "selected": calendar.is_selected,
        "accessRole": calendar.access_role,
        "defaultReminders": calendar.default_reminders,
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    }
    optional: Resource = {
        "primary": calendar.is_primary,
        "hidden": calendar.is_hidden,
        "description": calendar.description,
        "location": calendar.location,
        "summaryOverride": calendar.summary_override,
    }
    return shown | {name: value for name, value in optional.items() if value}
