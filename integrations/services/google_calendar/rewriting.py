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
    events, question = ctx.google("calendar", "v3").events(), {"calendarId": calendar_id, "eventId": event_id}

    def changed() -> Resource | None:
        """None where somebody was faster."""
        event: Resource = events.get(**question).execute()
        request = events.patch(**question, body=change(event), **options)
        if event.get("etag"):
            request.headers["If-Match"] = event["etag"]
        try:
            answer: Resource = request.execute()
        except RemoteRejected as error:
            if error.vendor_status != _CHANGED_MEANWHILE:
                raise
            return None
        return answer

    found = next((event for event in (changed() for _ in range(ROUNDS)) if event is not None), None)
    if found is None:
        raise Conflict(f"Event {event_id!r} was changed by others {ROUNDS} times meanwhile. Try again in a moment.")
    return found
