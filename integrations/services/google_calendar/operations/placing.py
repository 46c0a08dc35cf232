"""Events by other ways: the dates of a series, from one calendar to another, out of a sentence."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import RemoteRejected
from integrations.services.google_calendar import samples
from integrations.services.google_calendar.listed import listed
from integrations.services.google_calendar.models.events import (
    CalendarEvent,
    CalendarEventMove,
    CalendarEventQuickAdd,
    CalendarEvents,
    CalendarInstanceList,
)
from integrations.services.google_calendar.models.fields import VENDOR_SEND_UPDATES
from integrations.services.google_calendar.parsing import Resource, parse_event
from integrations.services.google_calendar.ranges import resolve_bounds
from integrations.services.google_calendar.service import EVENTS, service
from integrations.services.google_calendar.zones import zone_asker

REFERENCE = "https://developers.google.com/workspace/calendar/api/v3/reference/events"
GONE = (404, 410)


@service.operation(
    effect="read",
    scopes=[EVENTS],
    price="event_list",
    sample=samples.EVENTS,
    example={"event_id": samples.SERIES, "start": "today", "end": "today+30d"},
    documentation_url=f"{REFERENCE}/instances",
    icon="calendar-repeat",
)
def list_instances(ctx: Ctx, data: CalendarInstanceList) -> CalendarEvents:
    """List the dates of a series, each with its own id.

    From today on unless start says otherwise. Dates that were moved or changed by themselves are among them.
    """
    start, end = resolve_bounds(
        data.start, data.end, now=ctx.now, zone=zone_asker(ctx, data.calendar_id, data.time_zone)
    )
    events = ctx.google("calendar", "v3").events()

    def ask(token: str | None) -> Resource:
        page: Resource = events.instances(
            calendarId=data.calendar_id,
            eventId=data.event_id,
            timeMin=start.isoformat(),
            timeMax=end.isoformat() if end else None,
            showDeleted=data.include_cancelled,
            timeZone=data.time_zone,
            maxResults=data.max_results,
            pageToken=token,
        ).execute()
        return page

    return listed(data, ask)


@service.operation(
    effect="idempotent_write",
    scopes=[EVENTS],
    price="event_update",
    sample={**samples.EVENT, "calendar_id": samples.ARCHIVE},
    example={"event_id": samples.MOVABLE, "destination_calendar_id": samples.ARCHIVE},
    documentation_url=f"{REFERENCE}/move",
    icon="calendar-move",
)
def move_event(ctx: Ctx, data: CalendarEventMove) -> CalendarEvent:
    """Move an event to another calendar of the account; it keeps its id.

    The other calendar becomes its organizer. One date of a series cannot be moved alone, nor can birthdays and the
    like.
    """
    events = ctx.google("calendar", "v3").events()
    try:
        event = events.move(
            calendarId=data.calendar_id,
            eventId=data.event_id,
            destination=data.destination_calendar_id,
            sendUpdates=VENDOR_SEND_UPDATES[data.send_updates],
        ).execute()
    except RemoteRejected as error:
        event = _moved_before(ctx, data, error)
    return parse_event(event, calendar_id=data.destination_calendar_id)


@service.operation(
    effect="write",
    scopes=[EVENTS],
    price="event_create",
    sample=samples.EVENT,
    example={"description": "Lunch with Mara tomorrow at 12:30"},
    documentation_url=f"{REFERENCE}/quickAdd",
    icon="sparkles",
)
def quick_add_event(ctx: Ctx, data: CalendarEventQuickAdd) -> CalendarEvent:
    """Make an event out of one sentence, as Google understands it.

    Look at start and title of the answer: what Google finds no day in becomes an event of the next hour or of today.
    create_event says exactly what is meant.
    """
    event = (
        ctx.google("calendar", "v3")
        .events()
        .quickAdd(
            calendarId=data.calendar_id, text=data.description, sendUpdates=VENDOR_SEND_UPDATES[data.send_updates]
        )
        .execute()
    )
    return parse_event(event, calendar_id=data.calendar_id)


def _moved_before(ctx: Ctx, data: CalendarEventMove, error: RemoteRejected) -> Resource:
    """The event in the other calendar, where a refusal only says that it has left this one."""
    here = _found(ctx, data.calendar_id, data.event_id)
    there = _found(ctx, data.destination_calendar_id, data.event_id)
    if here is not None or there is None:
        raise error
    return there


def _found(ctx: Ctx, calendar_id: str, event_id: str) -> Resource | None:
    """The event if it is there and not called off."""
    try:
        event: Resource = ctx.google("calendar", "v3").events().get(calendarId=calendar_id, eventId=event_id).execute()
    except RemoteRejected as error:
        if error.vendor_status not in GONE:
            raise
        return None
    return None if event.get("status") == "cancelled" else event
