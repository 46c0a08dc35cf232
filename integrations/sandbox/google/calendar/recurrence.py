"""Series: when their instances happen, and what an instance is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr

from integrations.sandbox.google.calendar.times import at, is_all_day, moment_of
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource

LINE = re.compile(r"(RRULE|EXRULE):.*\bFREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)\b.*|(RDATE|EXDATE)[:;].+")
DATES = re.compile(r"(?P<kind>RDATE|EXDATE)(?P<parameters>(?:;[A-Z]+=[^;:]+)*):(?P<values>.+)")
UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6}Z?)?")
INSTANCE_ID = re.compile(r"(?P<series>.+)_(?P<stamp>\d{8}(T\d{6}Z)?)")
# No list in the sandbox reaches further than this many instances of a series.
MOST_INSTANCES = 5000


def check_recurrence(lines: list[str], start: Resource, calendar_zone: str) -> None:
    """Raise 400 for lines that are no recurrence, or that never happen."""
    if not all(LINE.fullmatch(line) for line in lines):
        raise invalid("Invalid recurrence rule.", reason="invalid", location="recurrence")
    try:
        first = next(iter(_rule(lines, start, calendar_zone)), None)
    except (ValueError, TypeError, AttributeError, IndexError) as error:
        raise invalid(f"Invalid recurrence rule. ({error})", reason="invalid", location="recurrence") from error
    if first is None:
        raise invalid("Invalid recurrence rule.", reason="invalid", location="recurrence")


def instance_starts(lines: list[str], start: Resource, calendar_zone: str) -> Iterator[Resource]:
    """The starts of the instances in order, in the same form as the series' own start."""
    for moment in islice(iter(_rule(lines, start, calendar_zone)), MOST_INSTANCES):
        yield at(moment, start)


def instance_id(series_id: str, start: Resource) -> str:
    """`<series>_20261122` for whole days, `<series>_20261122T090000Z` for moments."""
    if is_all_day(start):
        return f"{series_id}_{start['date'].replace('-', '')}"
    return f"{series_id}_{moment_of(start, 'UTC'):%Y%m%dT%H%M%SZ}"


def series_of(event_id: str) -> str | None:
    """The series an instance's id names, if it has the form of one."""
    match = INSTANCE_ID.fullmatch(event_id)
    return match["series"] if match else None


def _rule(lines: list[str], start: Resource, calendar_zone: str) -> rruleset:
    """The lines as a set of local times: nine o'clock stays nine o'clock across a change of the clocks."""
    first = _first(start, calendar_zone)
    rules = [UNTIL.sub(lambda match: _until(match, first), line) for line in lines if line.startswith(("RR", "EXR"))]
    found = rrulestr("\n".join(rules), dtstart=first, forceset=True) if rules else rruleset()
    if not isinstance(found, rruleset):
        raise TypeError("a set of rules was expected")
    if not any(line.startswith("RRULE") for line in lines):
        found.rdate(first)
    for line in lines:
        if match := DATES.fullmatch(line):
            add = found.rdate if match["kind"] == "RDATE" else found.exdate
            for text in match["values"].split(","):
                add(_listed(text, match["parameters"] or "", first))
    return found


def _first(start: Resource, calendar_zone: str) -> datetime:
    """The series' first start by its own clocks; of whole days midnight, without a zone."""
    if is_all_day(start):
        return datetime.combine(datetime.fromisoformat(start["date"]), time())
    return moment_of(start, calendar_zone).astimezone(ZoneInfo(start["timeZone"]))


def _listed(text: str, parameters: str, first: datetime) -> datetime:
    """One date of RDATE or EXDATE: a day, a time by some clocks, or a period, of which the start counts. Raises
    ValueError."""
    named = dict(each.split("=", 1) for each in parameters.strip(";").split(";") if each)
    if set(named) - {"TZID", "VALUE"} or named.get("VALUE", "DATE") not in ("DATE", "DATE-TIME", "PERIOD"):
        raise ValueError(f"{parameters!r} is not understood")
    value = text.partition("/")[0]
    if len(value) == len("20260302"):
        return datetime.combine(date.fromisoformat(value), first.timetz())
    moment = datetime.fromisoformat(value.removesuffix("Z"))
    if first.tzinfo is None:
        return datetime.combine(moment, time())
    zone = UTC if value.endswith("Z") else ZoneInfo(named["TZID"]) if "TZID" in named else first.tzinfo
    return moment.replace(tzinfo=zone).astimezone(first.tzinfo)


def _until(match: re.Match[str], first: datetime) -> str:
    """RFC 5545 wants UTC here; a bare date means the whole of that day. A series of whole days ends by a date."""
    if first.tzinfo is None:
        return f"UNTIL={match[1]}"
    if match[2] and match[2].endswith("Z"):
        return match[0]
    clock = match[2] or "T235959"
    local = datetime.strptime(match[1] + clock, "%Y%m%dT%H%M%S").replace(tzinfo=first.tzinfo)
    return f"UNTIL={local.astimezone(UTC):%Y%m%dT%H%M%SZ}"
