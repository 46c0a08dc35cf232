"""Answering an invitation."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.google_calendar import samples
from integrations.services.google_calendar.models.events import CalendarEvent, CalendarEventResponse
from integrations.services.google_calendar.models.fields import VENDOR_SEND_UPDATES
from integrations.services.google_calendar.parsing import parse_event
from integrations.services.google_calendar.service import EVENTS, service


@service.operation(
    effect="idempotent_write",
    scopes=[EVENTS],
    price="event_update",
    quota=2,
    sample=samples.EVENT,
    example={"event_id": samples.INVITATION, "response": "accepted", "comment": "With pleasure."},
    documentation_url="https://developers.google.com/workspace/calendar/api/v3/reference/events/patch",
)
def respond_to_event(ctx: Ctx, data: CalendarEventResponse) -> CalendarEvent:
    """Accept, decline or tentatively accept an invitation.

    Only for events that the account is invited to. Refused when somebody changes the event at the same moment.
    """
    events = ctx.google("calendar", "v3").events()
    event = events.get(calendarId=data.calendar_id, eventId=data.event_id).execute()
    guests = [dict(guest) for guest in event.get("attendees", ())]
    mine = [guest for guest in guests if guest.get("self") or guest.get("email") == ctx.account.email]
    if not mine:
        raise InputError(f"{ctx.account.email!r} is not invited to event {data.event_id!r}: nothing to answer.")
    mine[0]["responseStatus"] = data.response
    if data.comment:
        mine[0]["comment"] = data.comment
    request = events.patch(
        calendarId=data.calendar_id,
        eventId=data.event_id,
        body={"attendees": guests},
        sendUpdates=VENDOR_SEND_UPDATES[data.send_updates],
    )
    if event.get("etag"):
        # The list of guests is written whole: without this, an answer given meanwhile would be lost.
        request.headers["If-Match"] = event["etag"]
    return parse_event(request.execute(), calendar_id=data.calendar_id)
