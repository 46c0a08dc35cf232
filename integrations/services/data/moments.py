"""Days and moments as people and programs write them, and what the clocks of a zone show."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from integrations.errors import InputError
from integrations.services.data.paths import Found

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""Between them every zone can tell its time."""


def read_iso(text: str) -> datetime | None:
    """The day or moment of an ISO 8601 text (2026-03-02, 2026-03-02T09:00:00+01:00), without a zone where it says none.

    None for anything else, and for days there are not.
    """
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper().replace(",", "."))
    except ValueError:
        return None


def instant_of(value: Found) -> datetime | None:
    """The moment that a text tells, for putting moments in order; without a zone it is taken as UTC."""
    moment = read_iso(value) if isinstance(value, str) else None
    return None if moment is None else moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_day(value: JsonValue) -> bool:
    """Whether a text tells a day and no time."""
    return isinstance(value, str) and len(value) == len("2026-03-02")


def from_unix(seconds: float | int, *, field: str) -> datetime:
    """The moment so many seconds after 1970 began. Raises InputError where no calendar reaches."""
    try:
        moment = EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        moment = LAST + timedelta(days=1)
    return within_the_calendar(moment, field=field)


def within_the_calendar(moment: datetime, *, field: str) -> datetime:
    """The same moment. Raises InputError before the year 1 and after 9999."""
    if not FIRST <= moment <= LAST:
        raise InputError("That lies outside the years 1 to 9999. Give another moment.", field=field)
    return moment


def on_the_clocks_of(wall: datetime, zone: str, *, later: bool) -> tuple[datetime, str | None]:
    """The moment at which the clocks of a zone show ``wall``, and what to say where they never do or do so twice.

    Of two moments it is the first, or the ``later`` one. A time that the clocks skip is told by the offset before.
    """
    moment = wall.replace(tzinfo=ZoneInfo(zone), fold=int(later))
    other = wall.replace(tzinfo=ZoneInfo(zone), fold=int(not later))
    if moment.utcoffset() == other.utcoffset():
        return moment, None
    shown = moment.astimezone(UTC).astimezone(ZoneInfo(zone))
    if shown.replace(tzinfo=None, fold=0) == wall.replace(fold=0):
        which = "later" if later else "earlier"
        return moment, f"Clocks in {zone} show {wall:%Y-%m-%d %H:%M} twice; the {which} one was taken."
    moved = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC).astimezone(ZoneInfo(zone))
    return moved, f"Clocks in {zone} skip {wall:%Y-%m-%d %H:%M}; {moved:%H:%M} was taken."


def written(moment: datetime) -> str:
    """RFC 3339, with parts of a second only where there are some."""
    text = moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds")
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text
