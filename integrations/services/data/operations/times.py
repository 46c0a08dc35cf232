"""Days and moments: read, write, move, subtract."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.data import patterns, samples
from integrations.services.data.models.times import (
    DataDateFormat,
    DataDateParse,
    DataDateShift,
    DataDatesSubtract,
    DataMoment,
    DataSpan,
    DataText,
    GivenMoment,
)
from integrations.services.data.moments import from_unix, on_the_clocks_of, read_iso, within_the_calendar, written
from integrations.services.data.service import service
from integrations.services.data.warned import shown

FRIDAY = 5
DAYS_OF_WEEK = 7


@service.operation(
    effect="read",
    scopes=[],
    price="data",
    icon="calendar-search",
    sample=samples.PARSED_DATE,
    example=samples.PARSE_DATE,
)
def parse_date(ctx: Ctx, data: DataDateParse) -> DataMoment:
    """Read a day or moment, and tell it in every way that other steps need.

    ISO 8601 or a pattern; names of months and days are English. A day alone begins at midnight of the zone. Years 1 to
    9999.
    """
    value = data.value
    if isinstance(value, int | float) and data.unix_unit == "milliseconds":
        value = value / 1000
    moment, warnings = _read(value, data.time_zone, "value", data.format, later=data.ambiguous == "later")
    return _told(moment, data.time_zone, warnings)


@service.operation(
    effect="read",
    scopes=[],
    price="data",
    icon="calendar-edit",
    sample=samples.FORMATTED_DATE,
    example=samples.FORMAT_DATE,
)
def format_date(ctx: Ctx, data: DataDateFormat) -> DataText:
    """Write a day or moment by a pattern, as the clocks of a zone show it.

    Names of months and days are English. Letters that are to stay stand in brackets, such as [at].
    """
    moment, _ = _read(data.value, data.time_zone, "value")
    return DataText(text=patterns.write(moment, data.format))


@service.operation(
    effect="read",
    scopes=[],
    price="data",
    icon="calendar-move",
    sample=samples.SHIFTED_DATE,
    example=samples.SHIFT_DATE,
)
def shift_date(ctx: Ctx, data: DataDateShift) -> DataMoment:
    """Move a moment by years to seconds, or to the start or end of its day, week, month or year.

    Years, months, weeks and days are moved on the calendar of the zone, so 9:00 stays 9:00 when clocks change; hours,
    minutes and seconds go by. Holidays are not known.
    """
    moment, warnings = _read(data.value, data.time_zone, "value")
    zone = _zone_of(moment, data.time_zone)
    wall = moment.replace(tzinfo=None)
    try:
        moved = _moved(wall, data)
        if moved != wall:
            moment, words = _placed(moved, zone)
            warnings += [words] if words else []
        moment = moment.astimezone(UTC) + timedelta(hours=data.hours, minutes=data.minutes, seconds=data.seconds)
    except (OverflowError, ValueError):
        raise InputError("That leads outside the years 1 to 9999. Move it less.", field="value") from None
    moment = _in_zone(within_the_calendar(moment, field="value"), zone)
    if data.snap != "none":
        moment, words = _placed(_snapped(moment.replace(tzinfo=None), data.snap), zone)
        warnings += [words] if words else []
    return _told(moment, data.time_zone, warnings)


@service.operation(
    effect="read", scopes=[], price="data", icon="calendar-range", sample=samples.SUBTRACTED, example=samples.SUBTRACT
)
def subtract_dates(ctx: Ctx, data: DataDatesSubtract) -> DataSpan:
    """Tell the time between two moments: in seconds, in days on the calendar, in working days, in words.

    Days, weeks, months and years count on the calendar of the zone; hours, minutes and seconds as they go by. Holidays
    are not known.
    """
    zone = ZoneInfo(data.time_zone)
    start = _read(data.start, data.time_zone, "start")[0].astimezone(zone)
    end = _read(data.end, data.time_zone, "end")[0].astimezone(zone)
    sign = -1 if end < start else 1
    first, last = (end, start) if sign < 0 else (start, end)
    gone_by = int((last.astimezone(UTC) - first.astimezone(UTC)).total_seconds())
    one, other = first.replace(tzinfo=None), last.replace(tzinfo=None)
    days, months = max(0, (other - one).days), _whole_months(one, other)
    return DataSpan(
        seconds=sign * gone_by,
        minutes=sign * (gone_by // 60),
        hours=sign * (gone_by // 3600),
        days=sign * days,
        weeks=sign * (days // 7),
        months=sign * months,
        years=sign * (months // 12),
        calendar_days=sign * (other.date() - one.date()).days,
        working_days=sign * _working_days(one.date(), other.date()),
        words=_words(gone_by),
        is_negative=sign < 0,
    )


def _read(
    value: GivenMoment, zone: str | None, field: str, pattern: str | None = None, *, later: bool = False
) -> tuple[datetime, list[str]]:
    """The moment in its zone, and what to know about it. Raises InputError."""
    if isinstance(value, int | float):
        return _in_zone(from_unix(value, field=field), zone), []
    found = _by_pattern(value, pattern, field) if pattern else read_iso(value.strip())
    if found is None and pattern:
        raise InputError(f"{shown(value)} is not written as {pattern!r} says. Correct one of the two.", field=field)
    if found is None:
        words = "Write it such as 2026-03-02T09:00:00+01:00, or say with parse_date how it is written"
        raise InputError(f"{shown(value)} is no day or moment of ISO 8601. {words}.", field=field)
    if found.tzinfo is not None:
        try:
            in_utc = found.astimezone(UTC)
        except OverflowError:
            in_utc = datetime.min.replace(tzinfo=UTC)
        within_the_calendar(in_utc, field=field)
        return (found.astimezone(ZoneInfo(zone)) if zone else found), []
    within_the_calendar(found.replace(tzinfo=UTC), field=field)
    moment, words_said = on_the_clocks_of(found, zone or "UTC", later=later)
    return moment, [words_said] if words_said else []


def _by_pattern(value: str, pattern: str, field: str) -> datetime | None:
    try:
        return patterns.read(value, pattern)
    except ValueError as error:
        words = f"{shown(value)} cannot be read by {pattern!r}: {error}. Correct one of the two."
        raise InputError(words, field=field) from None


def _in_zone(moment: datetime, zone: str | None) -> datetime:
    """A zone is a name, or an offset such as +01:00, of which the moment has one already."""
    if zone is None:
        return moment
    return moment.astimezone(
        datetime.fromisoformat(f"2000-01-01T00:00{zone}").tzinfo if zone[0] in "+-" else ZoneInfo(zone)
    )


def _zone_of(moment: datetime, zone: str | None) -> str:
    if zone:
        return zone
    return "UTC" if not moment.utcoffset() else moment.isoformat()[-6:]


def _placed(wall: datetime, zone: str) -> tuple[datetime, str | None]:
    if zone[0] in "+-":
        return datetime.fromisoformat(f"{wall.isoformat()}{zone}"), None
    return on_the_clocks_of(wall, zone, later=False)


def _moved(wall: datetime, data: DataDateShift) -> datetime:
    months = wall.month - 1 + data.months + 12 * data.years
    year, month = wall.year + months // 12, months % 12 + 1
    day = min(wall.day, calendar.monthrange(year, month)[1]) if 1 <= year <= 9999 else wall.day
    moved = wall.replace(year=year, month=month, day=day) + timedelta(weeks=data.weeks, days=data.days)
    return _by_working_days(moved, data.working_days)


def _by_working_days(wall: datetime, number: int) -> datetime:
    step = 1 if number > 0 else -1
    weeks, left = divmod(abs(number), FRIDAY)
    moved = wall + timedelta(weeks=step * weeks)
    if number and not left and moved.isoweekday() > FRIDAY:
        left, moved = FRIDAY, moved - timedelta(weeks=step)
    while left:
        moved += timedelta(days=step)
        left -= moved.isoweekday() <= FRIDAY
    return moved


def _snapped(wall: datetime, snap: str) -> datetime:
    edge, _, unit = snap.partition("_of_")
    if unit == "hour":
        return wall.replace(minute=0, second=0, microsecond=0)
    day = wall.date()
    first = {
        "day": day,
        "week": day - timedelta(days=min(day.isoweekday() - 1, day.toordinal() - 1)),
        "month": day.replace(day=1),
        "quarter": day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1),
        "year": day.replace(month=1, day=1),
    }[unit]
    if edge == "start":
        return datetime.combine(first, time())
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        last = first + timedelta(days=0 if unit == "day" else 6)
    else:
        month = first.month + months - 1
        last = first.replace(month=month, day=calendar.monthrange(first.year, month)[1])
    return datetime.combine(last, time(23, 59, 59))


def _whole_months(one: datetime, other: datetime) -> int:
    months = 12 * (other.year - one.year) + other.month - one.month
    # The 31st has come around on the last day of a shorter month.
    last_day = calendar.monthrange(other.year, other.month)[1]
    day = min(one.day, last_day)
    has_come = (other.day, other.time()) >= (day, one.time())
    return max(0, months if has_come else months - 1)


def _working_days(one: date, other: date) -> int:
    weeks, left = divmod((other - one).days, DAYS_OF_WEEK)
    return FRIDAY * weeks + sum((one + timedelta(days=index)).isoweekday() <= FRIDAY for index in range(left))


def _words(seconds: int) -> str:
    parts = []
    for name, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number} {name}{'s' if number > 1 else ''}")
    return " ".join(parts) or "0 seconds"


def _told(moment: datetime, zone: str | None, warnings: list[str]) -> DataMoment:
    year, week, weekday = moment.isocalendar()
    return DataMoment(
        date_time=written(moment),
        date=moment.date().isoformat(),
        time=moment.time().isoformat(timespec="microseconds" if moment.microsecond else "seconds"),
        utc=written(moment.astimezone(UTC)),
        timestamp=int(moment.timestamp() // 1),
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        weekday=weekday,
        weekday_name=patterns.WEEKDAYS[weekday - 1],
        week=week,
        week_year=year,
        quarter=(moment.month - 1) // 3 + 1,
        day_of_year=moment.timetuple().tm_yday,
        time_zone=_zone_of(moment, zone),
        warnings=warnings,
    )
