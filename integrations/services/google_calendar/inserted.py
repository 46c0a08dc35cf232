"""Telling whether an event that exists already is the one this call has made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from integrations.catalog.context import Ctx
from integrations.services.google_calendar.event_times import read_time
from integrations.services.google_calendar.parsing import Resource

CLOCKS_DIFFER = timedelta(minutes=5)


def is_from_this_call(event: Resource, ctx: Ctx) -> bool:
    """Whether an earlier attempt made it, or an earlier request of this one, whose answer got lost below us."""
    created = event.get("created")
    return ctx.attempt > 1 or (isinstance(created, str) and datetime.fromisoformat(created) >= ctx.now - CLOCKS_DIFFER)


def is_same_event(event: Resource, body: Mapping[str, object]) -> bool:
    """Whether it still says what was sent: title, place, text and times."""
    texts = ("summary", "description", "location")
    return (
        event.get("status") != "cancelled"
        and all((event.get(name) or "") == (body.get(name) or "") for name in texts)
        and all(_instant(event.get(name)) == _instant(body.get(name)) for name in ("start", "end"))
    )


def _instant(time: object) -> object:
    """Times by their instants: two zones never agree on the hour that clocks repeat."""
    moment = read_time(time)
    return moment.timestamp() if isinstance(moment, datetime) else moment
