"""Bounds of a range in words: now, today, tomorrow+2w, or a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from integrations.errors import FieldError, InputError
from integrations.services.google_calendar.times import is_floating, parse_moment

_WORDS = re.compile(r"^(now|today|tomorrow|yesterday)(?:([+-])(\d{1,4})(h|d|w))?$")
_DAYS_FROM_TODAY = {"today": 0, "tomorrow": 1, "yesterday": -1}


def needs_zone(bound: str) -> bool:
    """Whether the bound means another moment in another zone."""
    words = _WORDS.match(bound)
    if words:
        return words[1] != "now"
    moment = parse_moment(bound)
    return not isinstance(moment, datetime) or is_floating(moment)


def resolve(bound: str, *, now: datetime, zone: str) -> datetime:
    """The moment a bound means, with an offset. Days begin at midnight in ``zone``."""
    here = ZoneInfo(zone)
    words = _WORDS.match(bound)
    if words is None:
        moment = parse_moment(bound)
        if not isinstance(moment, datetime):
            return datetime.combine(moment, time.min, here)
        return moment if moment.tzinfo else moment.replace(tzinfo=here)
    word, sign, amount, unit = words.groups()
    local = now.astimezone(here)
    shift = int(f"{sign}{amount}") if amount else 0
    if unit == "h":
        # Hours are elapsed time; days are dates on the calendar, which a change of clocks does not shift.
        return (_start(word, local).astimezone(now.tzinfo) + timedelta(hours=shift)).astimezone(here)
    return _start(word, local) + timedelta(days=shift * {"d": 1, "w": 7, None: 0}[unit])


def resolve_range(start: str, end: str | None, *, now: datetime, zone: Callable[[], str]) -> tuple[datetime, datetime]:
    """Both bounds; without an end it is a week. The zone is asked only where it matters. Raises InputError."""
    begins, ends = resolve_bounds(start, end, now=now, zone=zone)
    return begins, ends or begins + timedelta(days=7)


def resolve_bounds(
    start: str, end: str | None, *, now: datetime, zone: Callable[[], str]
) -> tuple[datetime, datetime | None]:
    """The same without an end where none is given."""
    name = zone() if needs_zone(start) or (end is not None and needs_zone(end)) else "UTC"
    begins = resolve(start, now=now, zone=name)
    ends = resolve(end, now=now, zone=name) if end else None
    if ends is not None and ends.timestamp() <= begins.timestamp():  # one zone's times are compared by their clocks
        message = f"{end!r} is not after start, {start!r}"
        raise InputError(f"end: {message}", errors=[FieldError("end", message)])
    return begins, ends


def _start(word: str, local: datetime) -> datetime:
    if word == "now":
        return local
    day = local.date() + timedelta(days=_DAYS_FROM_TODAY[word])
    return datetime.combine(day, time.min, local.tzinfo)


def _checked(bound: str) -> str:
    text = bound.strip()
    if not _WORDS.match(text):
        try:
            parse_moment(text)
        except ValueError:
            raise ValueError(
                f"{bound!r} is not a time; write now, today, tomorrow, today+7d, 2026-03-02 or 2026-03-02T10:00"
            ) from None
    return text


RangeBound = Annotated[
    str, AfterValidator(_checked), Field(examples=["today", "today+7d", "2026-03-02T10:00:00+01:00"])
]
