"""Changing an event from what it is: read, change, and write only if nobody has changed it in between."""

from __future__ import annotations

from collections.abc import Callable

from integrations.catalog.context import Ctx
from integrations.errors import Conflict, RemoteRejected
from integrations.services.google_calendar.parsing import Resource

ROUNDS = 3
_CHANGED_MEANWHILE = 412


def rewrite_event(
    ctx: Ctx, calendar_id: str, event_id: str, change: Callable[[Resource], dict[str, object]], **options: object
) -> Resource:
    """The event after ``change``, which is given the event as it is and returns the body of the patch.

    Lists are written whole: without the condition, an answer that a guest gives meanwhile would be lost. An event that
    has changed is read again, also where it was our own patch whose answer got lost. Raises Conflict when others keep
    changing it.
    """
    events = ctx.google("calendar", "v3").events()
    for _ in range(ROUNDS):
        event: Resource = events.get(calendarId=calendar_id, eventId=event_id).execute()
        request = events.patch(calendarId=calendar_id, eventId=event_id, body=change(event), **options)
        if event.get("etag"):
            request.headers["If-Match"] = event["etag"]
        try:
            changed: Resource = request.execute()
        except RemoteRejected as error:
            if error.vendor_status != _CHANGED_MEANWHILE:
                raise
        else:
            return changed
    raise Conflict(f"Event {event_id!r} was changed by others {ROUNDS} times in the meantime. Try again in a moment.")
