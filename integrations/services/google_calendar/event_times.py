"""Beginning and end of an event as Google is sent them: days, times, and times that a zone's clocks show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from integrations.errors import FieldError, InputError
from integrations.services.google_calendar.models.events import CalendarEventCreate
from integrations.services.google_calendar.times import (
    Moment,
    day_of,
    default_end,
    in_zone,
    is_day,
    is_floating,
    on_the_clock,
    parse_moment,
)

Body = dict[str, object]
Zone = Callable[[], str]
"""Tells the zone of the call; asked only where it matters, because that can take a request."""


def times_of_new(data: CalendarEventCreate, zone: Zone) -> Body:
    """``start`` and ``end`` of a new event. Raises InputError when it would end before it begins."""
    start = parse_moment(data.start)
    whole_days = data.all_day or is_day(start)
    start = day_of(start) if whole_days else fixed(start, zone)
    end = parse_moment(data.end) if data.end else default_end(start)
    end = day_of(end) if whole_days else fixed(end, zone)
    if not whole_days and is_day(end):
        raise wrong("end", f"{data.end!r} is a day, but start is a time; give a time for both")
    if whole_days and end == start:
        end = start + timedelta(days=1)
    if not is_before(start, end):
        raise wrong("end", f"{data.end!r} is not after start, {data.start!r}")
    # The zone to plan in: the one asked for; a series needs one.
    shown = zone() if not whole_days and (data.time_zone or data.recurrence) else None
    return {"start": written(start, shown), "end": written(end, shown)}


def fixed(moment: Moment, zone: Zone) -> Moment:
    """A time without an offset as the clocks of the call's zone show it; anything else as it is."""
    return in_zone(moment, zone()) if isinstance(moment, datetime) and is_floating(moment) else moment


def is_before(start: Moment, end: Moment) -> bool:
    """Two days, or two times by their instants: on the night the clocks go back, 02:30 can be after 02:45."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return start.astimezone(UTC) < end.astimezone(UTC)
    return day_of(start) < day_of(end)


def written(moment: Moment, zone: str | None = None) -> Body:
    """As Google takes it. What a named zone's clocks show is sent without an offset, for Google to keep it so."""
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    if isinstance(moment.tzinfo, ZoneInfo):
        return {"dateTime": on_the_clock(moment), "timeZone": moment.tzinfo.key}
    return {"dateTime": moment.isoformat(), **({"timeZone": zone} if zone else {})}


def read_time(time: object) -> Moment | None:
    """What Google says, or was sent: a day, or an instant; None for anything that cannot be read."""
    if not isinstance(time, Mapping):
        return None
    try:
        moment = parse_moment(str(time.get("dateTime") or time.get("date")))
        zone = time.get("timeZone")
        return in_zone(moment, str(zone or "UTC")) if isinstance(moment, datetime) else moment
    except (ValueError, OSError):
        return None


def wrong(field: str, message: str) -> InputError:
    return InputError(f"{field}: {message}", errors=[FieldError(field, message)])
