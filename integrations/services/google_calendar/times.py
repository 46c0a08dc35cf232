"""Times as people and Google write them: whole days, with or without an offset, in a named zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field

from integrations.catalog.schema import BlankIsNone, ui

Moment = date | datetime
"""A whole day (``date``), or a point in time (``datetime``)."""


def parse_moment(text: str) -> Moment:
    """``2026-03-02`` is a day, ``2026-03-02T10:00`` a time, with an offset or without. Raises ValueError."""
    try:
        return date.fromisoformat(text) if _is_day(text) else datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time; write 2026-03-02T10:00, 2026-03-02T10:00+01:00, or a day") from None


def is_day(moment: Moment) -> bool:
    return not isinstance(moment, datetime)


def is_floating(moment: Moment) -> bool:
    """Whether it is a time that says nothing about its zone."""
    return isinstance(moment, datetime) and moment.tzinfo is None


def in_zone(moment: datetime, zone: str) -> datetime:
    """A time without an offset as that zone's clocks show it; one with an offset is left alone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def day_of(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def default_end(start: Moment) -> Moment:
    """One day for a whole-day event, an hour for any other."""
    return start + (timedelta(days=1) if is_day(start) else timedelta(hours=1))


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA database."""
    return frozenset(available_timezones())


def _is_day(text: str) -> bool:
    return "T" not in text and ":" not in text


def _checked_moment(text: str) -> str:
    parse_moment(text.strip())
    return text.strip()


def _checked_zone(name: str) -> str:
    if name not in zone_names():
        raise ValueError(f"{name!r} is not a time zone; write an IANA name such as Europe/Berlin")
    return name


MomentText = Annotated[
    str,
    AfterValidator(_checked_moment),
    Field(examples=["2026-03-02T10:00:00+01:00", "2026-03-02"], json_schema_extra=ui(widget="datetime")),
]
ZoneName = Annotated[str, AfterValidator(_checked_zone), Field(examples=["Europe/Berlin"])]
OptionalZone = Annotated[ZoneName | None, BlankIsNone]
