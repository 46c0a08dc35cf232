"""When a schedule is due: cron rules in a time zone and intervals of elapsed time, as pure functions of a moment.

Cron arithmetic is cronsim's, which knows clock changes: a job at a time that the spring change leaves out runs right
after it, one at a time that the autumn change repeats runs once. Moments are given and taken in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import TypeAdapter, ValidationError

from integrations.catalog.zones import ZoneName

LONGEST_CRON = 200
MOST_RULES = 20
FIELDS = 5
"""A sixth would be seconds, with which cronsim no longer minds clock changes."""
LONGEST_INTERVAL = timedelta(days=366)
LOOKED_AT = 1_500
"""Candidates of cronsim before which one lies ahead: in a repeated hour it goes through that hour's minutes again."""
NAMED = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}
_ZONE: TypeAdapter[str] = TypeAdapter(ZoneName)


class ScheduleError(ValueError):
    """A schedule that cannot be; ``field`` is the path below its parameters."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Cron:
    """A cron expression of five fields."""

    expression: str

    def after(self, moment: datetime, zone: ZoneInfo, anchor: datetime) -> datetime | None:
        """Only a time that lies ahead: asked within a repeated hour, cronsim answers with that hour's first pass."""
        candidates = CronSim(self.expression, moment.astimezone(zone))
        ahead = (each.astimezone(UTC) for each in islice(candidates, LOOKED_AT))
        return next((each for each in ahead if each > moment), None)

    @property
    def words(self) -> str:
        text: str = CronSim(self.expression, datetime(2026, 1, 1, tzinfo=UTC)).explain()
        return text


@dataclass(frozen=True)
class Every:
    """An interval, counted from the anchor in time that has passed, whatever clocks were set to."""

    number: int
    unit: str

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=self.number * UNITS[self.unit])

    def after(self, moment: datetime, zone: ZoneInfo, anchor: datetime) -> datetime | None:
        if moment < anchor:
            return anchor + self.length
        return anchor + (1 + (moment - anchor) // self.length) * self.length

    @property
    def words(self) -> str:
        return f"Every {self.number} {self.unit}" if self.number != 1 else f"Every {self.unit[:-1]}"


@dataclass(frozen=True)
class Schedule:
    """Rules, each of which is due by itself, and the zone whose clock the cron rules go by."""

    rules: tuple[Cron | Every, ...]
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def after(self, moment: datetime, *, anchor: datetime) -> datetime | None:
        """The first time it is due after the moment; None where it never is."""
        zone = self.zone
        times = [each.after(moment, zone, anchor) for each in self.rules]
        return min((each for each in times if each is not None), default=None)

    def following(self, moment: datetime, *, anchor: datetime) -> Iterator[datetime]:
        """Every time it is due after the moment, in order."""
        due = self.after(moment, anchor=anchor)
        while due is not None:
            yield due
            due = self.after(due, anchor=anchor)

    def words(self, moment: datetime) -> str:
        """A time as people of the zone say it, such as ``Tuesday, 1 December 2026, 09:00 CET``."""
        local = moment.astimezone(self.zone)
        seconds = f":{local:%S}" if local.second else ""
        return f"{local:%A}, {local.day} {local:%B %Y}, {local:%H:%M}{seconds} {_zone_words(local)}"


def schedule_of(parameters: Mapping[str, object]) -> Schedule:
    """The schedule of a node's parameters ``rules`` and ``time_zone``. Raises ScheduleError."""
    rules = parameters.get("rules")
    if not isinstance(rules, Sequence) or isinstance(rules, str) or not rules:
        raise ScheduleError("rules", "Give at least one rule: a cron expression, or an interval.")
    if len(rules) > MOST_RULES:
        raise ScheduleError("rules", f"{len(rules)} rules; {MOST_RULES} is the limit.")
    read = tuple(_rule(each, f"rules.{number}") for number, each in enumerate(rules))
    return Schedule(read, _zone(parameters.get("time_zone") or "UTC"))


def _rule(rule: object, place: str) -> Cron | Every:
    if not isinstance(rule, Mapping):
        raise ScheduleError(place, "A rule is {cron} or {every, unit}.")
    cron, every = rule.get("cron"), rule.get("every")
    if (cron is None) == (every is None):
        raise ScheduleError(place, "A rule has either cron, or every and unit.")
    return _interval(every, rule.get("unit"), place) if cron is None else _cron(cron, f"{place}.cron")


def _interval(every: object, unit: object, place: str) -> Every:
    if not isinstance(unit, str) or unit not in UNITS:
        raise ScheduleError(f"{place}.unit", f"{unit!r} is none of: {', '.join(UNITS)}.")
    if not isinstance(every, int) or isinstance(every, bool) or every < 1:
        raise ScheduleError(f"{place}.every", "An interval is a whole number, 1 or more.")
    if every * UNITS[unit] > LONGEST_INTERVAL.total_seconds():
        raise ScheduleError(f"{place}.every", f"At most {LONGEST_INTERVAL.days} days; use a cron rule for more.")
    return Every(every, unit)


def _cron(given: object, place: str) -> Cron:
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST_CRON:
        raise ScheduleError(place, f"A cron expression is a text of up to {LONGEST_CRON} characters.")
    text = " ".join(given.split())
    if text.startswith("@"):
        if text.lower() not in NAMED:
            raise ScheduleError(place, f"{given!r} is none of: {', '.join(NAMED)}.")
        text = NAMED[text.lower()]
    if len(text.split()) != FIELDS:
        raise ScheduleError(place, "A cron expression has five fields: minute, hour, day, month, weekday.")
    try:
        is_ever_due = next(CronSim(text, datetime(2026, 1, 1, tzinfo=UTC)), None) is not None
    except CronSimError as error:
        raise ScheduleError(place, f"{given!r} is no cron expression: {error}.") from None
    if not is_ever_due:
        raise ScheduleError(place, f"{given!r} is never due.")
    return Cron(text)


def _zone(name: object) -> str:
    try:
        return _ZONE.validate_python(name)
    except ValidationError as error:
        words = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise ScheduleError("time_zone", f"{words[:1].upper()}{words[1:]}.") from None


def _zone_words(local: datetime) -> str:
    """Its abbreviation where it has one made of letters, else how far it is from UTC."""
    name = local.tzname() or ""
    offset = f"{local:%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"
