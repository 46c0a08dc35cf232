"""Making, finding, changing and deleting events."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import Conflict, MachinaError
from integrations.services.google_calendar import samples
from integrations.services.google_calendar.event_body import (
    body_of_change,
    body_of_new,
    event_id_for,
    rests_on_the_event,
)
from integrations.services.google_calendar.inserted import is_from_this_call, is_same_event
from integrations.services.google_calendar.listed import listed
from integrations.services.google_calendar.models.events import (
    CalendarEvent,
    CalendarEventCreate,
    CalendarEventDelete,
    CalendarEventDeleted,
    CalendarEventGet,
    CalendarEventList,
    CalendarEvents,
    CalendarEventUpdate,
)
from integrations.services.google_calendar.models.fields import VENDOR_SEND_UPDATES
from integrations.services.google_calendar.parsing import Resource, parse_event
from integrations.services.google_calendar.ranges import resolve_range
from integrations.services.google_calendar.rewriting import rewrite_event
from integrations.services.google_calendar.service import EVENTS, service
from integrations.services.google_calendar.zones import zone_asker

REFERENCE = "https://developers.google.com/workspace/calendar/api/v3/reference/events"


@service.operation(
    effect="idempotent_write",
    scopes=[EVENTS],
    price="event_create",
    sample=samples.EVENT,
    example={
        "title": "Pilot review",
        "start": "2031-03-04T10:00:00",
        "end": "2031-03-04T11:00:00",
        "time_zone": "Europe/Berlin",
        "location": "Room Elbe",
        "attendees": ["mara@northwind.example"],
    },
    documentation_url=f"{REFERENCE}/insert",
    icon="calendar-plus",
)
def create_event(ctx: Ctx, data: CalendarEventCreate) -> CalendarEvent:
    """Make an event in a calendar.

    Without an end it takes an hour, or one day when start is a day. Guests are told by e-mail only if send_updates
    says so. A series needs a rule such as RRULE:FREQ=WEEKLY;COUNT=10.
    """
    events = ctx.google("calendar", "v3").events()
    body = body_of_new(
        data,
        event_id=event_id_for(ctx.call_key),
        zone=zone_asker(ctx, data.calendar_id, data.time_zone),
    )
    request = events.insert(
        calendarId=data.calendar_id,
        body=body,
        conferenceDataVersion=1 if data.add_meet_link else None,
        sendUpdates=VENDOR_SEND_UPDATES[data.send_updates],
    )
    try:
        event = request.execute()
    except MachinaError as error:
        if error.vendor_status != 409:
            raise
        event = _made_before(ctx, data.calendar_id, body, error)
    return parse_event(event, calendar_id=data.calendar_id)


@service.operation(
    effect="read",
    scopes=[EVENTS],
    price="event_list",
    sample=samples.EVENTS,
    example={"start": "today", "end": "today+7d"},
    documentation_url=f"{REFERENCE}/list",
    icon="calendar-range",
)
def list_events(ctx: Ctx, data: CalendarEventList) -> CalendarEvents:
    """List the events of a calendar in a range of time.

    The range is today and the six days after it unless start and end say otherwise.
    """
    zone = zone_asker(ctx, data.calendar_id, data.time_zone)
    start, end = resolve_range(data.start, data.end, now=ctx.now, zone=zone)
    order_by = data.order_by or ("start" if data.single_events else None)
    events = ctx.google("calendar", "v3").events()

    def ask(token: str | None) -> Resource:
        page: Resource = events.list(
            calendarId=data.calendar_id,
            timeMin=start.isoformat(),
            timeMax=end.isoformat(),
            q=data.query or None,
            singleEvents=data.single_events,
            orderBy={"start": "startTime", "updated": "updated", None: None}[order_by],
            timeZone=data.time_zone,
            maxResults=data.max_results,
            pageToken=token,
        ).execute()
        return page

    return listed(data, ask)


@service.operation(
    effect="read",
    scopes=[EVENTS],
    price="event_read",
    sample=samples.EVENT,
    example={"event_id": samples.MEETING},
    documentation_url=f"{REFERENCE}/get",
    icon="calendar",
)
def get_event(ctx: Ctx, data: CalendarEventGet) -> CalendarEvent:
    """Read one event, with its guests and their answers.

    The id of a series gives the series with its rules, the id of one of its dates that date.
    """
    events = ctx.google("calendar", "v3").events()
    event = events.get(calendarId=data.calendar_id, eventId=data.event_id, timeZone=data.time_zone).execute()
    return parse_event(event, calendar_id=data.calendar_id)


@service.operation(
    effect="idempotent_write",
    scopes=[EVENTS],
    price="event_update",
    quota=2,
    sample=samples.EVENT,
    example={"event_id": samples.MEETING, "title": "Pilot review, second part", "location": "Room Elbe"},
    documentation_url=f"{REFERENCE}/patch",
    icon="calendar-edit",
)
def update_event(ctx: Ctx, data: CalendarEventUpdate) -> CalendarEvent:
    """Change an event; fields that are not given stay as they are.

    An empty text or list clears its field. Who is not on a new list of attendees is uninvited; who stays keeps the
    answer. Between whole days and a time of day it changes as start says.
    """
    zone, request_id = zone_asker(ctx, data.calendar_id, data.time_zone), event_id_for(ctx.call_key)
    options: dict[str, object] = {
        "conferenceDataVersion": 1 if data.add_meet_link else None,
        "sendUpdates": VENDOR_SEND_UPDATES[data.send_updates],
    }

    def change(event: Resource) -> dict[str, object]:
        return body_of_change(data, event, request_id=request_id, zone=zone)

    if rests_on_the_event(data):
        event = rewrite_event(ctx, data.calendar_id, data.event_id, change, **options)
    else:
        events = ctx.google("calendar", "v3").events()
        body = change({})
        event = events.patch(calendarId=data.calendar_id, eventId=data.event_id, body=body, **options).execute()
    return parse_event(event, calendar_id=data.calendar_id)


@service.operation(
    effect="destructive",
    scopes=[EVENTS],
    price="event_delete",
    sample={"event_id": "7s2k1m0q4d3e8f9g", "calendar_id": "primary", "deleted": True},
    example={"event_id": samples.OBSOLETE},
    documentation_url=f"{REFERENCE}/delete",
    icon="calendar-x",
)
def delete_event(ctx: Ctx, data: CalendarEventDelete) -> CalendarEventDeleted:
    """Delete an event for everybody invited.

    The id of a series deletes the whole series; the id of one of its dates deletes that date.
    """
    events = ctx.google("calendar", "v3").events()
    request = events.delete(
        calendarId=data.calendar_id, eventId=data.event_id, sendUpdates=VENDOR_SEND_UPDATES[data.send_updates]
    )
    try:
        request.execute()
    except MachinaError as error:
        # On a later attempt "gone" is the work of an earlier one.
        if ctx.attempt == 1 or error.vendor_status not in (404, 410):
            raise
    return CalendarEventDeleted(event_id=data.event_id, calendar_id=data.calendar_id)


def _made_before(ctx: Ctx, calendar_id: str, body: dict[str, object], error: MachinaError) -> Resource:
    """The event with our id, if an earlier request of this very call has made it."""
    event: Resource = ctx.google("calendar", "v3").events().get(calendarId=calendar_id, eventId=body["id"]).execute()
    if not is_from_this_call(event, ctx):
        raise error
    if not is_same_event(event, body):
        raise Conflict(
            f"Event {body['id']!r} was made by this call but has been changed or deleted since; look at it first."
        ) from error
    return event
