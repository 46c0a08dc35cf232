"""Dates and times, which are RFC 3339 text throughout: ``2026-12-01T09:30:00+01:00``."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from workflows.engine.expressions.faults import EvaluationFault
from workflows.engine.expressions.functions.patterns import formatted, parsed
from workflows.engine.expressions.functions.register import Number, Text, Whole, function
from workflows.engine.expressions.zones import known_zones

_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_ELAPSED: Final = frozenset({"second", "minute", "hour"})
_SHORT: Final = {"s": "second", "sec": "second", "m": "minute", "min": "minute", "h": "hour", "d": "day", "w": "week"}


@function("Dates and times", "format_date('2026-12-01T09:30:00Z', 'D MMMM YYYY, HH:mm', 'Europe/Berlin')",
          "1 December 2026, 10:30")  # fmt: skip
def format_date(time: Text, pattern: Text, zone: Text | None = None) -> str:
    """The time as the pattern has it, in a zone such as Europe/Berlin (without one: as the time says it).

    `YYYY` year, `MMMM` December, `MMM` Dec, `MM` 12, `M` 12, `DD` 01, `D` 1, `dddd` Tuesday, `ddd` Tue, `HH` 09, `H` 9,
    `hh` and `h` with `A` (AM or PM), `mm`, `ss`, `SSS`, `Z` +01:00. Other words stand in brackets: `[at]`.
    """
    return formatted(_in(time_of(time), zone), pattern)


@function("Dates and times", "parse_date('01.12.2026 09:30', 'DD.MM.YYYY HH:mm', 'Europe/Berlin')",
          "2026-12-01T09:30:00+01:00")  # fmt: skip
def parse_date(text: Text, pattern: Text | None = None, zone: Text | None = None) -> str:
    """The time that a text holds, written after the pattern (see format_date), in the zone unless it names its own.

    Without a pattern the text is RFC 3339 or ISO 8601. Without a zone it is UTC.
    """
    made = time_of(text, zone) if pattern is None else _placed(parsed(text, pattern), zone)
    return written(made)


@function("Dates and times", "add_time('2026-01-31T09:00:00Z', 1, 'month')", "2026-02-28T09:00:00Z")
def add_time(time: Text, amount: Whole, unit: Text, zone: Text | None = None) -> str:
    """The time moved by an amount of seconds, minutes, hours, days, weeks, months or years; below zero, back.

    Days and longer keep the clock's time in the zone (without one, in the time's own); a day that the month lacks
    becomes its last.
    """
    moment, name = time_of(time), _unit(unit)
    try:
        if name in _ELAPSED:
            return written(_in(moment + timedelta(seconds=amount * _SECONDS[name]), zone))
        local = _in(moment, zone)
        if name in _SECONDS:
            moved = local.replace(tzinfo=None) + timedelta(seconds=amount * _SECONDS[name])
        else:
            moved = _months_later(local.replace(tzinfo=None), amount * (12 if name == "year" else 1))
        return written(moved.replace(tzinfo=local.tzinfo))
    except (OverflowError, ValueError) as error:
        raise EvaluationFault(f"{amount} {unit} from {time!r} is beyond the years 1 to 9999.") from error


@function("Dates and times", "time_between('2026-12-01T09:00:00Z', '2026-12-01T10:30:00Z', 'minutes')", 90)
def time_between(start: Text, end: Text, unit: Text | None = None) -> int | float:
    """How many seconds (or minutes, hours, days, weeks) lie between two times; below zero if the end comes first."""
    name = _unit(unit or "seconds")
    if name not in _SECONDS:
        raise EvaluationFault("time_between() counts in seconds, minutes, hours, days or weeks.")
    count = (time_of(end) - time_of(start)).total_seconds() / _SECONDS[name]
    return int(count) if count.is_integer() else count


@function("Dates and times", "in_zone('2026-12-01T09:00:00Z', 'Asia/Tokyo')", "2026-12-01T18:00:00+09:00")
def in_zone(time: Text, zone: Text) -> str:
    """The same moment, as the clocks of the zone show it."""
    return written(_in(time_of(time), zone))


@function("Dates and times", "start_of('2026-12-03T09:30:00Z', 'month')", "2026-12-01T00:00:00Z")
def start_of(time: Text, unit: Text, zone: Text | None = None) -> str:
    """The beginning of the minute, hour, day, week (Monday), month or year that the time lies in."""
    moment, name = _in(time_of(time), zone), _unit(unit)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    begins: dict[str, Callable[[], datetime]] = {
        "second": lambda: moment.replace(microsecond=0),
        "minute": lambda: moment.replace(second=0, microsecond=0),
        "hour": lambda: moment.replace(minute=0, second=0, microsecond=0),
        "day": lambda: day,
        "week": lambda: day - timedelta(days=day.weekday()),
        "month": lambda: day.replace(day=1),
        "year": lambda: day.replace(month=1, day=1),
    }
    try:
        return written(begins[name]())
    except OverflowError as error:
        raise EvaluationFault(f"There is no such {name} before the year 1.") from error


@function("Dates and times", "weekday('2026-12-01T09:00:00Z')", 2)
def weekday(time: Text, zone: Text | None = None) -> int:
    """The day of the week, 1 for Monday to 7 for Sunday."""
    return _in(time_of(time), zone).isoweekday()


@function("Dates and times", "unix_seconds('2026-12-01T00:00:00Z')", 1796083200)
def unix_seconds(time: Text) -> int | float:
    """The seconds since 1970 began in UTC."""
    count = time_of(time).timestamp()
    return int(count) if count.is_integer() else count


@function("Dates and times", "from_unix(1796083200)", "2026-12-01T00:00:00Z")
def from_unix(seconds: Number) -> str:
    """The time so many seconds after 1970 began in UTC."""
    try:
        return written(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    except (OverflowError, ValueError) as error:
        raise EvaluationFault(f"{seconds} seconds after 1970 is beyond the years 1 to 9999.") from error


def time_of(text: str, zone: str | None = None) -> datetime:
    """The time in an RFC 3339 or ISO 8601 text. Raises EvaluationFault."""
    try:
        return _placed(datetime.fromisoformat(text.strip() if len(text) <= 64 else ""), zone)
    except (ValueError, OverflowError) as error:
        shown = text if len(text) <= 64 else f"{text[:63]}…"
        raise EvaluationFault(
            f"{shown!r} is no time. Write it like 2026-12-01T09:30:00Z, or use parse_date()."
        ) from error


def written(time: datetime) -> str:
    """RFC 3339, with ``Z`` for UTC, and fractions only where there are some."""
    text = time.isoformat(timespec="milliseconds" if time.microsecond % 1000 == 0 and time.microsecond else "auto")
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _placed(time: datetime, zone: str | None) -> datetime:
    """A time that names no zone, in that one, else in UTC."""
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC if zone is None else zone_named(zone))


def _in(time: datetime, zone: str | None) -> datetime:
    try:
        return time if zone is None else time.astimezone(zone_named(zone))
    except (OverflowError, ValueError) as error:
        raise EvaluationFault(f"{written(time)!r} in the zone {zone!r} is beyond the years 1 to 9999.") from error


@lru_cache(maxsize=700)
def zone_named(name: str) -> ZoneInfo:
    """The zone, by a name on the list of zones alone: nobody's text becomes a path."""
    if name not in known_zones():
        raise EvaluationFault(f"{name[:64]!r} is no time zone. Write one like Europe/Berlin or UTC.")
    return ZoneInfo(name)


def _unit(name: str) -> str:
    lowered = name.strip().lower()
    unit = _SHORT.get(lowered, lowered.removesuffix("s"))
    if unit not in _SECONDS and unit not in ("month", "year"):
        raise EvaluationFault(f"{name[:20]!r} is no unit of time: second, minute, hour, day, week, month or year.")
    return unit


def _months_later(time: datetime, months: int) -> datetime:
    year, month = divmod(time.year * 12 + time.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError("beyond")
    return time.replace(year=year, month=month + 1, day=min(time.day, monthrange(year, month + 1)[1]))
