"""Events as a list, page by page, whichever of Calendar's methods lists them."""

from __future__ import annotations

from collections.abc import Callable

from integrations.catalog.paging import read_pages
from integrations.services.google_calendar.models.events import (
    EVENTS_CAP,
    CalendarEventList,
    CalendarEvents,
    CalendarInstanceList,
)
from integrations.services.google_calendar.parsing import Resource, parse_event


def listed(data: CalendarEventList | CalendarInstanceList, ask: Callable[[str | None], Resource]) -> CalendarEvents:
    """The pages that are wanted; ``ask`` gives the one of a token, None being the first."""
    shown_zone: list[str | None] = []

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = ask(token)
        shown_zone.append(page.get("timeZone"))
        return page.get("items", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=EVENTS_CAP, follow=data.all_pages)
    parsed = [parse_event(event, calendar_id=data.calendar_id) for event in found]
    return CalendarEvents(events=parsed, count=len(parsed), next_page_token=token, time_zone=shown_zone[0])
