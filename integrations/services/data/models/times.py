"""Days and moments."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictFloat, StrictInt, StrictStr

from integrations.catalog.schema import Input, Output, leads, ui
from integrations.catalog.zones import OptionalZone, ZoneName
from integrations.services.data.patterns import pattern_problem

Snap = Literal[
    "none", "start_of_hour", "start_of_day", "start_of_week", "start_of_month", "start_of_quarter", "start_of_year",
    "end_of_day", "end_of_week", "end_of_month", "end_of_quarter", "end_of_year",
]  # fmt: skip
LONGEST_MOMENT = 100
MOST_YEARS = 10_000
MOST_DAYS = 4_000_000
MOST_SECONDS = 400_000_000_000


def _moment(value: object) -> object:
    """Asked before the kinds of value are told apart, so that what is wrong is told once."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        words = "Give a text such as 2026-03-02T09:00:00Z, or seconds since 1970 as a number"
        raise ValueError(f"{value!r:.60} is no day or moment. {words}")  # noqa: TRY004  # for pydantic
    return value


GivenMoment = Annotated[StrictStr | StrictInt | StrictFloat, BeforeValidator(_moment)]


def _checked(pattern: str) -> str:
    if problem := pattern_problem(pattern):
        raise ValueError(problem)
    return pattern


Pattern = Annotated[str, AfterValidator(_checked), Field(min_length=1, max_length=100, examples=["DD.MM.YYYY HH:mm"])]


class DataMomentGiven(Input):
    """A moment, as text or as seconds since 1970."""

    value: GivenMoment = Field(
        examples=["2026-03-02T09:00:00+01:00"], json_schema_extra=ui(widget="datetime", zone="time_zone")
    )
    """The day or moment: ISO 8601 such as 2026-03-02 or 2026-03-02T09:00:00Z, or seconds since 1970 as a number."""
    time_zone: OptionalZone = None
    """Zone whose clocks count where the value names none, and in which the result is told; left out, the value's own,
    else UTC."""


class DataDateParse(Input):
    """A day or moment as somebody wrote it."""

    value: GivenMoment = Field(examples=["02.03.2026 09:00"])
    """The text, or seconds since 1970 as a number."""
    format: Annotated[Pattern | None, Field()] = None
    """How it is written: YYYY MM DD HH mm ss, M D H without zeros, MMM and MMMM names of months, A for AM or PM, Z for
    an offset; other letters stand in brackets. Left out, ISO 8601."""
    time_zone: OptionalZone = None
    """Zone whose clocks it tells where it names none, and in which the result is told; left out, the value's own, else
    UTC."""
    unix_unit: Literal["seconds", "milliseconds"] = Field(default="seconds", json_schema_extra=ui(advanced=True))
    """What a number counts."""
    ambiguous: Literal["earlier", "later"] = Field(default="earlier", json_schema_extra=ui(advanced=True))
    """Which moment to take in the hour that clocks show twice in autumn."""


class DataMoment(Output):
    """A moment, told in every way that other steps need."""

    model_config = ConfigDict(json_schema_extra=leads("date_time", "weekday_name"))

    date_time: str = ""
    """With its offset, such as 2026-03-02T09:00:00+01:00."""
    date: str = ""
    """The day alone, such as 2026-03-02."""
    time: str = ""
    """The time alone, such as 09:00:00."""
    utc: str = ""
    """The same moment in UTC."""
    timestamp: int = 0
    """Whole seconds since 1970 began in UTC."""
    year: int = 0
    """The year."""
    month: int = 0
    """The month, 1 to 12."""
    day: int = 0
    """The day of the month."""
    hour: int = 0
    """The hour, 0 to 23."""
    minute: int = 0
    """The minute."""
    second: int = 0
    """The second."""
    weekday: int = 0
    """The day of the week, 1 for Monday to 7 for Sunday."""
    weekday_name: str = ""
    """The same in English."""
    week: int = 0
    """The week of the year by ISO 8601."""
    week_year: int = 0
    """The year that this week belongs to."""
    quarter: int = 0
    """The quarter, 1 to 4."""
    day_of_year: int = 0
    """The day of the year, from 1."""
    time_zone: str = ""
    """The zone it is told in, or its offset."""
    warnings: list[str] = []
    """What clocks of the zone never show, or show twice."""


class DataDateFormat(DataMomentGiven):
    """How to write a moment."""

    format: Pattern
    """YYYY, YY, MMMM (March), MMM, MM, M, DD, D, Do (2nd), dddd (Monday), ddd, HH, H, hh, h, A (AM), mm, ss, SSS, Z
    (+01:00), X (seconds since 1970), WW (week), Q; other letters stand in brackets."""


class DataText(Output):
    """A text."""

    text: str = ""
    """The text."""


class DataDateShift(DataMomentGiven):
    """How far to move a moment."""

    snap: Snap = "none"
    """Take the start or the last second of its hour, day, week (from Monday), month, quarter or year, after moving."""
    years: int = Field(default=0, ge=-MOST_YEARS, le=MOST_YEARS, json_schema_extra=ui(advanced=True))
    """Years to add; negative ones go back. 29 February becomes 28 February where there is none."""
    months: int = Field(default=0, ge=-12 * MOST_YEARS, le=12 * MOST_YEARS, json_schema_extra=ui(advanced=True))
    """Months to add; the 31st becomes the last day of a shorter month."""
    weeks: int = Field(default=0, ge=-MOST_DAYS, le=MOST_DAYS, json_schema_extra=ui(advanced=True))
    """Weeks to add."""
    days: int = Field(default=0, ge=-MOST_DAYS, le=MOST_DAYS, json_schema_extra=ui(advanced=True))
    """Days to add: the clock shows the same time on another day."""
    working_days: int = Field(default=0, ge=-MOST_YEARS, le=MOST_YEARS, json_schema_extra=ui(advanced=True))
    """Days from Monday to Friday to add; holidays are not known."""
    hours: int = Field(default=0, ge=-MOST_SECONDS, le=MOST_SECONDS, json_schema_extra=ui(advanced=True))
    """Hours to add, as they go by."""
    minutes: int = Field(default=0, ge=-MOST_SECONDS, le=MOST_SECONDS, json_schema_extra=ui(advanced=True))
    """Minutes to add."""
    seconds: int = Field(default=0, ge=-MOST_SECONDS, le=MOST_SECONDS, json_schema_extra=ui(advanced=True))
    """Seconds to add."""


class DataDatesSubtract(Input):
    """Between which two moments."""

    start: GivenMoment = Field(
        examples=["2026-03-02T09:00:00+01:00"], json_schema_extra=ui(widget="datetime", zone="time_zone")
    )
    """The one moment: ISO 8601, or seconds since 1970 as a number."""
    end: GivenMoment = Field(
        examples=["2026-03-05T17:30:00+01:00"], json_schema_extra=ui(widget="datetime", zone="time_zone")
    )
    """The other moment."""
    time_zone: ZoneName = "UTC"
    """Zone whose calendar and clocks count."""


class DataSpan(Output):
    """The time between two moments; everything is negative where the end lies before the start."""

    seconds: int = 0
    """Whole seconds that go by."""
    minutes: int = 0
    """Whole minutes that go by."""
    hours: int = 0
    """Whole hours that go by."""
    days: int = 0
    """Whole days on the calendar: the same time of the clock again."""
    weeks: int = 0
    """Whole weeks on the calendar."""
    months: int = 0
    """Whole months on the calendar."""
    years: int = 0
    """Whole years on the calendar, such as an age."""
    calendar_days: int = 0
    """How many midnights lie between, whatever the time of day."""
    working_days: int = 0
    """Days from Monday to Friday from the day of the start on and before that of the end."""
    words: str = ""
    """In words, such as 3 days 8 hours 30 minutes."""
    is_negative: bool = False
    """Whether the end lies before the start."""
