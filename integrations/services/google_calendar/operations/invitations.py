"""Answering an invitation."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.google_calendar import samples
from integrations.services.google_calendar.models.events import CalendarEvent, CalendarEventResponse
from integrations.services.google_calendar.models.fields import VENDOR_SEND_UPDATES
from integrations.services.google_calendar.parsing import Resource, parse_event
from integrations.services.google_calendar.rewriting import rewrite_event
from integrations.services.google_calendar.service import EVENTS, service


@service.operation(
    effect="idempotent_write",
    scopes=[EVENTS],
    price="event_update",
    quota=2,
    sample=samples.EVENT,
    example={"event_id": samples.INVITATION, "response": "accepted", "comment": "With pleasure."},
    documentation_url="https://developers.google.com/workspace/calendar/api/v3/reference/events/patch",
    icon="calendar-check",
)
def respond_to_event(ctx: Ctx, data: CalendarEventResponse) -> CalendarEvent:
    """Accept, decline or tentatively accept an invitation.

    Only for events that the account is invited to. What the other guests have answered stays as it is.
    """

    def answer(event: Resource) -> dict[str, object]:
        guests = [dict(guest) for guest in event.get("attendees", ())]
        mine = next((guest for guest in guests if _is_own(guest, ctx.account.email)), None)
        if mine is None:
            raise InputError(
                f"{ctx.account.email!r} is not invited to event {data.event_id!r}: nothing to answer.", field="event_id"
            )
        mine["responseStatus"] = data.response
        if data.comment:
            mine["comment"] = data.comment
        # Where Google keeps other guests back, this says that the list is not whole.
        return {"attendees": guests, **({"attendeesOmitted": True} if event.get("attendeesOmitted") else {})}

    event = rewrite_event(
        ctx, data.calendar_id, data.event_id, answer, sendUpdates=VENDOR_SEND_UPDATES[data.send_updates]
    )
    return parse_event(event, calendar_id=data.calendar_id)


def _is_own(guest: Resource, email: str) -> bool:
    return bool(guest.get("self")) or str(guest.get("email")).casefold() == email.casefold()
