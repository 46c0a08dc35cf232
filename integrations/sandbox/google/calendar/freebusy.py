"""freebusy.query: when calendars are taken."""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.sandbox.google.calendar import times
from integrations.sandbox.google.calendar.listing import Window, instances
from integrations.sandbox.google.calendar.resources import View
from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import read_timestamp, write_timestamp
from integrations.sandbox.models import Calendar

MOST_CALENDARS = 50


def query_free_busy(call: ApiCall) -> Resource:
    """freebusy.query: an unknown calendar is an error of its own, the others are answered."""
    after, before = _moment(call, "timeMin"), _moment(call, "timeMax")
    if after >= before:
        raise invalid("The specified time range is empty.", reason="timeRangeEmpty", location="timeMax")
    items = call.body.get("items") or []
    if len(items) > MOST_CALENDARS:
        raise invalid("Too many calendars requested.", reason="tooManyCalendarsRequested")
    zone_name = call.body.get("timeZone") or "UTC"
    own = {calendar.calendar_id: calendar for calendar in call.account.calendars.all()}
    own["primary"] = own[call.account.email]
    calendars: Resource = {}
    for item in items:
        calendar = own.get(item.get("id") or "")
        if calendar is None:
            calendars[item.get("id") or ""] = {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        else:
            periods = _busy(calendar, Window(after, before), call)
            calendars[item["id"]] = {"busy": [_period(start, end, zone_name) for start, end in periods]}
    return {
        "kind": "calendar#freeBusy",
        "timeMin": write_timestamp(after),
        "timeMax": write_timestamp(before),
        "calendars": calendars,
    }


def _moment(call: ApiCall, name: str) -> datetime:
    text = call.body.get(name)
    if not text:
        raise invalid(f"Missing {name}.", reason="required", location=name)
    moment = read_timestamp(text)
    if moment.tzinfo is None:
        raise invalid(f"Invalid {name}: a time zone offset is required.", reason="invalid", location=name)
    return moment.astimezone(UTC)


def _busy(calendar: Calendar, window: Window, call: ApiCall) -> list[tuple[datetime, datetime]]:
    """Taken periods, overlapping ones joined, cut to the window."""
    view = View(calendar, call.account.email, "UTC")
    periods: list[tuple[datetime, datetime]] = []
    for event in calendar.events.exclude(status="cancelled").select_related("calendar"):
        if event.body.get("transparency") == "transparent":
            continue
        if event.is_series:
            length = event.ends_at - event.starts_at
            starts = [entry.starts_at for entry in instances(event, window, view, now=call.now)]
            periods += [(start, start + length) for start in starts]
        elif window.holds(event.starts_at, event.ends_at):
            periods.append((event.starts_at, event.ends_at))
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(periods):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return [(max(start, window.after or start), min(end, window.before or end)) for start, end in joined]


def _period(start: datetime, end: datetime, zone_name: str) -> Resource:
    zone = times.zone(zone_name)
    shown = (moment.astimezone(zone).isoformat().replace("+00:00", "Z") for moment in (start, end))
    return dict(zip(("start", "end"), shown, strict=True))
