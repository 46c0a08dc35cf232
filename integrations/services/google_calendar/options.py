"""Choices for fields that would otherwise ask a person for an id."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.catalog.zones import zone_names
from integrations.services.google_calendar.parsing import parse_calendar, parse_event
from integrations.services.google_calendar.service import CALENDAR, EVENTS, service

PAGE = 50


@service.options(scopes=[CALENDAR], price="choices")
def calendars(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Calendars by name, the account's own first."""
    resource = ctx.google("calendar", "v3").calendarList()
    page = resource.list(maxResults=250, pageToken=query.page_token).execute()
    found = sorted((parse_calendar(entry) for entry in page.get("items", ())), key=lambda each: not each.is_primary)
    wanted = query.query.casefold()
    options = [
        Option(value=each.calendar_id, label=each.name)
        for each in found
        if wanted in each.name.casefold() or wanted in each.calendar_id.casefold()
    ]
    return OptionsPage(options=options, next=page.get("nextPageToken"))


@service.options(scopes=[EVENTS], price="choices")
def events(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """The next events of the account's own calendar that match, by title and start."""
    return _events(ctx, query, single=True)


@service.options(scopes=[EVENTS], price="choices")
def series(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """The series of the account's own calendar that match and are not over, by title and first date."""
    return _events(ctx, query, single=False)


@service.options(scopes=[], price="choices", quota=0)
def time_zones(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Time zones of the IANA database by name; asks nobody."""
    wanted = query.query.casefold().replace(" ", "_")
    found = sorted(name for name in zone_names() if wanted in name.casefold())
    return OptionsPage(options=[Option(value=name, label=name.replace("_", " ")) for name in found])


def _events(ctx: Ctx, query: OptionsQuery, *, single: bool) -> OptionsPage:
    page = (
        ctx.google("calendar", "v3")
        .events()
        .list(
            calendarId="primary",
            timeMin=ctx.now.isoformat(),
            q=query.query or None,
            singleEvents=single,
            orderBy="startTime" if single else None,
            maxResults=PAGE,
            pageToken=query.page_token,
        )
        .execute()
    )
    found = [parse_event(event, calendar_id="primary") for event in page.get("items", ())]
    options = [
        Option(value=event.event_id, label=f"{event.title or '(no title)'} · {event.start or 'no date'}")
        for event in found
        if single or event.recurrence
    ]
    return OptionsPage(options=options, next=page.get("nextPageToken"))
