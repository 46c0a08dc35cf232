"""Times as people and Google write them: whole days, with or without an offset, in a named zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from integrations.catalog.schema import ui

Moment = date | datetime
"""A whole day (``date``), or a point in time (``datetime``)."""

# So that an hour, a day or a week can be added in every zone.
_FIRST_YEAR, _LAST_YEAR = 1000, 9998


def parse_moment(text: str) -> Moment:
    """``2026-03-02`` is a day, ``2026-03-02T10:00`` a time, with an offset or without. Raises ValueError."""
    try:
        moment = date.fromisoformat(text) if _is_day(text) else datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time; write 2026-03-02T10:00, 2026-03-02T10:00+01:00, or a day") from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"{text!r} is out of reach; write a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment


def is_day(moment: Moment) -> bool:
    return not isinstance(moment, datetime)


def is_floating(moment: Moment) -> bool:
    """Whether it is a time that says nothing about its zone."""
    return isinstance(moment, datetime) and moment.tzinfo is None


def in_zone(moment: datetime, zone: str) -> datetime:
    """A time without an offset as that zone's clocks show it; one with an offset is left alone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def later(moment: datetime, elapsed: timedelta) -> datetime:
    """So much elapsed time later, whatever the clocks do in between; the same zone."""
    return (moment.astimezone(UTC) + elapsed).astimezone(moment.tzinfo)


def on_the_clock(moment: datetime) -> str:
    """A time of a named zone as its clocks show it, without an offset, unless they show it twice that day."""
    is_plain = moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset()
    return (moment.replace(tzinfo=None) if is_plain else moment).isoformat()


def day_of(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def default_end(start: Moment) -> Moment:
    """One day for a whole-day event, an elapsed hour for any other."""
    return later(start, timedelta(hours=1)) if isinstance(start, datetime) else start + timedelta(days=1)


def _is_day(text: str) -> bool:
    return "T" not in text and ":" not in text


def _checked_moment(text: str) -> str:
    parse_moment(text.strip())
    return text.strip()


MomentText = Annotated[
    str,
    AfterValidator(_checked_moment),
    Field(
        examples=["2026-03-02T10:00:00+01:00", "2026-03-02"],
        json_schema_extra=ui(widget="datetime", zone="time_zone"),
    ),
]
