"""Series: when their instances happen, and what an instance is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr

from integrations.sandbox.google.calendar.times import at, is_all_day, moment_of
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource

LINE = re.compile(r"(RRULE|EXRULE):.*\bFREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)\b.*|(RDATE|EXDATE)[:;].+")
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
    if is_all_day(start):
        first = datetime.combine(datetime.fromisoformat(start["date"]), time())
        text = "\n".join(UNTIL.sub(r"UNTIL=\1", line) for line in lines)
    else:
        first = moment_of(start, calendar_zone).astimezone(ZoneInfo(start["timeZone"]))
        text = "\n".join(UNTIL.sub(lambda match: _until(match, first), line) for line in lines)
    rule = rrulestr(text, dtstart=first, forceset=True, tzids=ZoneInfo)
    if not isinstance(rule, rruleset):
        raise TypeError("a set of rules was expected")
    return rule


def _until(match: re.Match[str], first: datetime) -> str:
    """RFC 5545 wants UTC here; a bare date means the whole of that day."""
    if match[2] and match[2].endswith("Z"):
        return match[0]
    clock = match[2] or "T235959"
    local = datetime.strptime(match[1] + clock, "%Y%m%dT%H%M%S").replace(tzinfo=first.tzinfo)
    return f"UNTIL={local.astimezone(UTC):%Y%m%dT%H%M%SZ}"
