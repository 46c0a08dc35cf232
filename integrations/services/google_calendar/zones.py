"""The zone a call works in, asked of Google only where the answer depends on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from integrations.catalog.context import Ctx
from integrations.catalog.zones import known_zones
from integrations.errors import InputError


def zone_asker(ctx: Ctx, calendar_id: str, given: str | None) -> Callable[[], str]:
    """Tells the given zone, else the calendar's own; Google is asked at the first question and only once."""
    return cache(lambda: given or _zone_of_calendar(ctx, calendar_id))


def _zone_of_calendar(ctx: Ctx, calendar_id: str) -> str:
    events = ctx.google("calendar", "v3").events()
    answer = events.list(calendarId=calendar_id, maxResults=1, fields="timeZone").execute()
    zone = str(answer.get("timeZone") or "UTC")
    if zone not in known_zones():
        raise InputError(
            f"Calendar {calendar_id!r} is kept in zone {zone!r}, which is unknown here; give time_zone.",
            field="time_zone",
        )
    return zone
