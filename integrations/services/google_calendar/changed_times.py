"""New times of an event that is there: moved, planned in another zone, from whole days to a time of day and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from integrations.services.google_calendar.event_times import Body, Zone, fixed, is_before, read_time, written, wrong
from integrations.services.google_calendar.models.events import CalendarEventUpdate
from integrations.services.google_calendar.parsing import Resource
from integrations.services.google_calendar.times import Moment, day_of, default_end, is_day, parse_moment


@dataclass(frozen=True)
class Present:
    """What is to be known of the event as it is."""

    start: Moment | None
    end: Moment | None
    zone: str | None
    is_series: bool

    @classmethod
    def of(cls, event: Resource) -> Present:
        start = event.get("start") or {}
        return cls(read_time(start), read_time(event.get("end")), start.get("timeZone"), bool(event.get("recurrence")))

    @property
    def takes_days(self) -> bool:
        return self.start is not None and is_day(self.start)


def times_of_change(data: CalendarEventUpdate, event: Resource, zone: Zone) -> Body:
    """``start`` and ``end`` as far as they change. Raises InputError where they do not fit what the event is."""
    present = Present.of(event)
    given = _Given(data)
    if given.start is None and given.end is None and (data.all_day is None or data.all_day == present.takes_days):
        return _zone_alone(data, present, zone)
    if given.asks_for_days(present):
        return _days(given, present)
    return _times(data, given, present, zone)


class _Given:
    """Times of the input; None where it has none."""

    def __init__(self, data: CalendarEventUpdate) -> None:
        self.texts = {"start": data.start, "end": data.end}
        self.all_day = data.all_day
        self.start = parse_moment(data.start) if data.start else None
        self.end = parse_moment(data.end) if data.end else None

    def asks_for_days(self, present: Present) -> bool:
        if self.all_day is not None:
            return self.all_day
        return present.takes_days if self.start is None else is_day(self.start)


def _days(given: _Given, present: Present) -> Body:
    if given.start is None and given.all_day is None and not is_day(given.end or date.min):
        message = "is a time, but the event takes whole days; give start as a time, too"
        raise wrong("end", f"{given.texts['end']!r} {message}")
    start = given.start or present.start
    if start is None:
        raise wrong("start", "the event has none that can be read; give the day it begins")
    first = day_of(start)
    end = day_of(given.end) if given.end else None
    if end is None and not present.takes_days:
        end = first + _days_taken(present)
    if end == first:
        end = first + timedelta(days=1)
    _check_order(given, first, end or present.end)
    changed = {"start": first if given.start or not present.takes_days else None, "end": end}
    return {name: _day_over_time(day) for name, day in changed.items() if day is not None}


def _times(data: CalendarEventUpdate, given: _Given, present: Present, zone: Zone) -> Body:
    for name, moment in (("start", given.start), ("end", given.end)):
        if moment is not None and is_day(moment):
            raise wrong(name, f"{given.texts[name]!r} is a day, but the event takes a time; give start as a day, too")
    if given.start is None and present.takes_days:
        raise wrong("start", "the event takes whole days; give the time at which it begins")
    start = fixed(given.start, zone) if given.start else None
    end = fixed(given.end, zone) if given.end else None
    if end is None and start is not None and present.takes_days:
        end = default_end(start)
    _check_order(given, start or present.start, end or present.end)
    # A series repeats by the clocks of a zone; one of whole days had none yet.
    needs_zone = present.zone is None and (present.is_series or bool(data.recurrence))
    shown = data.time_zone or (zone() if needs_zone else None)
    keeps_zone = not data.time_zone and present.zone is not None
    changed = {name: moment for name, moment in (("start", start), ("end", end)) if moment is not None}
    return {name: {"date": None, **_time(moment, shown, keeps=keeps_zone)} for name, moment in changed.items()}


def _time(moment: Moment, zone: str | None, *, keeps: bool) -> Body:
    """Where the event is planned in a zone already, that one stays unless another is asked for."""
    return written(datetime.fromisoformat(moment.isoformat()) if keeps else moment, zone)


def _zone_alone(data: CalendarEventUpdate, present: Present, zone: Zone) -> Body:
    """Another zone to plan in, at the same instants; the first one for an event that becomes a series."""
    if data.time_zone and present.takes_days:
        raise wrong("time_zone", "the event takes whole days, which are the same in every zone; give start as a time")
    becomes_series = bool(data.recurrence) and present.zone is None and not present.takes_days
    name = data.time_zone or (zone() if becomes_series else None)
    return {"start": {"timeZone": name}, "end": {"timeZone": name}} if name else {}


def _days_taken(present: Present) -> timedelta:
    """How many days an event with a time of day touches, as its calendar shows it."""
    if not isinstance(present.start, datetime) or not isinstance(present.end, datetime):
        return timedelta(days=1)
    last = present.end - timedelta(microseconds=1)
    return timedelta(days=max(0, (last.date() - present.start.date()).days) + 1)


def _check_order(given: _Given, start: Moment | None, end: Moment | None) -> None:
    if start is None or end is None or is_before(start, end):
        return
    if given.end is None:
        message = f"is not before the end of the event, {end.isoformat()!r}; give end, too"
        raise wrong("start", f"{given.texts['start']!r} {message}")
    raise wrong("end", f"{given.texts['end']!r} is not after start, {given.texts['start'] or start.isoformat()!r}")


def _day_over_time(day: Moment) -> Body:
    """Null takes away what a day has not, for a patch merges the two."""
    return {"dateTime": None, "timeZone": None, **written(day)}
