"""Calendars, and when people are busy."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.services.google_calendar import samples
from integrations.services.google_calendar.models.calendars import (
    CALENDARS_CAP,
    BusyTime,
    CalendarBusyTimes,
    CalendarList,
    Calendars,
    FreeBusy,
    FreeBusyQuery,
)
from integrations.services.google_calendar.parsing import Resource, parse_calendar
from integrations.services.google_calendar.ranges import resolve_range
from integrations.services.google_calendar.service import CALENDAR, service
from integrations.services.google_calendar.zones import zone_asker

REFERENCE = "https://developers.google.com/workspace/calendar/api/v3/reference"


@service.operation(
    effect="read",
    scopes=[CALENDAR],
    price="calendar_list",
    sample=samples.CALENDARS,
    documentation_url=f"{REFERENCE}/calendarList/list",
    icon="list",
)
def list_calendars(ctx: Ctx, data: CalendarList) -> Calendars:
    """List the calendars that the account can see.

    Hidden ones are left out unless asked for; access_role tells what may be done with each.
    """
    resource = ctx.google("calendar", "v3").calendarList()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = resource.list(maxResults=data.max_results, showHidden=data.show_hidden, pageToken=token).execute()
        return page.get("items", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=CALENDARS_CAP, follow=data.all_pages)
    calendars = [parse_calendar(entry) for entry in found]
    return Calendars(calendars=calendars, count=len(calendars), next_page_token=token)


@service.operation(
    effect="read",
    scopes=[CALENDAR],
    price="freebusy_query",
    sample={
        "calendars": [
            {
                "calendar_id": "primary",
                "busy": [{"start": "2026-03-09T10:00:00+01:00", "end": "2026-03-09T11:00:00+01:00"}],
                "error": None,
            }
        ],
        "count": 1,
        "start": "2026-03-09T00:00:00+01:00",
        "end": "2026-03-16T00:00:00+01:00",
    },
    example={"start": "today", "end": "today+7d", "calendar_ids": ["primary"]},
    documentation_url=f"{REFERENCE}/freebusy/query",
    icon="clock",
)
def query_free_busy(ctx: Ctx, data: FreeBusyQuery) -> FreeBusy:
    """Ask when calendars are busy, for example to find a free hour.

    Tells taken times only, not what they are for. A calendar that may not be asked comes back with an error.
    """
    zone = zone_asker(ctx, "primary", data.time_zone)
    start, end = resolve_range(data.start, data.end, now=ctx.now, zone=zone)
    body = {
        "timeMin": start.isoformat(),
        "timeMax": end.isoformat(),
        "timeZone": data.time_zone or "UTC",
        "items": [{"id": calendar_id} for calendar_id in data.calendar_ids],
    }
    answer = ctx.google("calendar", "v3").freebusy().query(body=body).execute()
    told: Resource = answer.get("calendars", {})
    busy = [_busy_times(calendar_id, told.get(calendar_id, {})) for calendar_id in data.calendar_ids]
    return FreeBusy(calendars=busy, count=len(busy), start=start.isoformat(), end=end.isoformat())


def _busy_times(calendar_id: str, told: Resource) -> CalendarBusyTimes:
    errors = told.get("errors") or [{}]
    return CalendarBusyTimes(
        calendar_id=calendar_id,
        busy=[
            BusyTime(start=each["start"], end=each["end"])
            for each in told.get("busy", ())
            if each.get("start") and each.get("end")
        ],
        error=errors[0].get("reason"),
    )
