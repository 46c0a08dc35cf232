"""When the period of a budget begins and ends, in the customer's own time zone. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from integrations.models import Budget

EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anything was metered: where a total begins."""


def period_of(period: str, zone: str, now: datetime) -> tuple[datetime, datetime | None]:
    """The first moment of the period that now is in, and the first of the next one; a total has no next one."""
    if period == Budget.Period.TOTAL:
        return EVER, None
    today = now.astimezone(ZoneInfo(zone)).date()
    if period == Budget.Period.DAY:
        return _midnight(today, zone), _midnight(today + timedelta(days=1), zone)
    first = today.replace(day=1)
    return _midnight(first, zone), _midnight((first + timedelta(days=32)).replace(day=1), zone)


def _midnight(day: date, zone: str) -> datetime:
    """The first moment of a day there, in UTC; where summer time skips midnight, the moment it is skipped."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
