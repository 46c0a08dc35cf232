"""Changed events, by Google's sync tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.catalog.schema import Input, ui
from integrations.catalog.triggers import Poll, PolledEvent
from integrations.errors import MachinaError, RemoteUnavailable
from integrations.services.google_calendar import samples
from integrations.services.google_calendar.models.events import CalendarEvent
from integrations.services.google_calendar.models.fields import CalendarId
from integrations.services.google_calendar.parsing import Resource, parse_event
from integrations.services.google_calendar.service import EVENTS, service

Change = Literal["created", "updated", "deleted"]
PAGE = 250
CATCH_UP = timedelta(days=14)
"""How far back changes are listed where the place is lost; Google refuses times "too far in the past" with 410."""
MOST_CAUGHT_UP = 2500
LOOK_BACK = timedelta(days=1)
"""Events that ended before this are not watched, or the first poll would read a calendar's whole past."""


class EventFilter(Input):
    """Which changes to hand over."""

    calendar_id: CalendarId = "primary"
    changes: list[Change] = Field(default=["created", "updated", "deleted"], min_length=1, json_schema_extra=ui())
    """Kinds of change: made, changed, deleted."""


class EventChange(CalendarEvent):
    """An event after a change; a deleted one can lack everything but its id."""

    change: Change
    """What happened to it: created, updated or deleted."""


class CalendarCheckpoint(BaseModel):
    """Up to where the changes of a calendar have been read."""

    sync_token: str
    polled_at: AwareDatetime


@dataclass(frozen=True)
class _Changes:
    """Changed events, and where to go on."""

    events: Sequence[Resource]
    sync_token: str
    gap: str | None = None


@service.poller(
    event=EventChange,
    checkpoint=CalendarCheckpoint,
    scopes=[EVENTS],
    price="event_poll",
    sample={**samples.EVENT, "change": "created"},
    example={"calendar_id": "primary", "changes": ["created", "updated"]},
    label="Event changed",
    every_seconds=60,
    icon="bell",
)
def event_changed(
    ctx: Ctx, params: EventFilter, checkpoint: CalendarCheckpoint | None
) -> Poll[EventChange, CalendarCheckpoint]:
    """Starts with each event that is made, changed or deleted in a calendar.

    Counts from the moment it is switched on, and watches events that end from the day before on. A series counts
    as one event. When Google no longer knows the place, events changed since are listed instead, at most those of two
    weeks and 2,500; where it does not list them either, counting begins anew, and the trigger says what was lost.
    """
    events = ctx.google("calendar", "v3").events()
    if checkpoint is None:
        token = _current_token(events, params.calendar_id, ctx.now)
        return Poll(events=[], checkpoint=CalendarCheckpoint(sync_token=token, polled_at=ctx.now))
    found = _changes(events, params.calendar_id, checkpoint, ctx.now)
    polled = [_polled(event, params.calendar_id, since=checkpoint.polled_at) for event in found.events]
    return Poll(
        events=[each for each in polled if each.data.change in params.changes],
        checkpoint=CalendarCheckpoint(sync_token=found.sync_token, polled_at=ctx.now),
        gap=found.gap,
    )


def _changes(events: Any, calendar_id: str, checkpoint: CalendarCheckpoint, now: datetime) -> _Changes:
    try:
        items, token = _read_all(events, calendarId=calendar_id, syncToken=checkpoint.sync_token)
        return _Changes(items, token)
    except MachinaError as error:
        if error.vendor_status != 410:
            raise
    # The new place is read before the list, so that a change in between comes twice rather than never.
    token = _current_token(events, calendar_id, now)
    return _caught_up(events, calendar_id, checkpoint.polled_at, now, token)


def _caught_up(events: Any, calendar_id: str, since: datetime, now: datetime, token: str) -> _Changes:
    """What changed since, as far back as Google lists changes; where it lists none, a fresh start that says so."""
    lost = f"Google no longer knows the changes since {since.isoformat()}."
    first = max(since, now - CATCH_UP)
    try:
        items, has_more = _changed_since(events, calendar_id, first)
    except MachinaError as error:
        if error.vendor_status != 410:
            raise
        gap = f"{lost} It does not list them either: what changed until {now.isoformat()} is lost."
        return _Changes([], token, gap)
    more = "; there were more than could be listed" if has_more else ""
    between = f" What changed before {first.isoformat()} is lost." if first > since else ""
    gap = f"{lost} What changed from {first.isoformat()} on was listed instead, {len(items)} in all{more}.{between}"
    return _Changes(items, token, gap)


def _changed_since(events: Any, calendar_id: str, first: datetime) -> tuple[list[Resource], bool]:
    question = {"calendarId": calendar_id, "updatedMin": first.isoformat(), "orderBy": "updated", "showDeleted": True}

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = events.list(**question, maxResults=PAGE, pageToken=token).execute()
        return page.get("items", []), page.get("nextPageToken")

    items, token = read_pages(fetch, page_token=None, cap=MOST_CAUGHT_UP, follow=True)
    return items, token is not None


def _current_token(events: Any, calendar_id: str, now: datetime) -> str:
    """The place after everything there is now; Google tells it only at the end of a full list."""
    _, token = _read_all(
        events,
        calendarId=calendar_id,
        timeMin=(now - LOOK_BACK).isoformat(),
        fields="nextPageToken,nextSyncToken",
        maxResults=2500,
    )
    return token


def _read_all(events: Any, **question: object) -> tuple[list[Resource], str]:
    items: list[Resource] = []
    page = events.list(**question).execute()
    while page.get("nextPageToken"):
        items += page.get("items", [])
        page = events.list(**question, pageToken=page["nextPageToken"]).execute()
    token = page.get("nextSyncToken")
    if not token:
        raise RemoteUnavailable("Google Calendar did not say from where to read on. Try again later.")
    return [*items, *page.get("items", [])], str(token)


def _polled(event: Resource, calendar_id: str, *, since: datetime) -> PolledEvent[EventChange]:
    parsed = parse_event(event, calendar_id=calendar_id)
    change: Change = "updated"
    if parsed.status == "cancelled":
        change = "deleted"
    elif parsed.created is not None and parsed.created >= since:
        change = "created"
    version = event.get("etag") or event.get("updated") or parsed.status
    return PolledEvent(
        delivery_id=f"{parsed.event_id}:{version}", data=EventChange(change=change, **parsed.model_dump())
    )
