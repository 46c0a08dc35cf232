"""Calendars and free times."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.catalog.zones import OptionalZone
from integrations.services.google_calendar.models.parts import ShownReminder
from integrations.services.google_calendar.ranges import RangeBound

CALENDARS_CAP = 1000


class CalendarList(Input):
    """Which calendars to list."""

    max_results: int = Field(default=100, ge=1, le=250)
    """How many calendars a page has."""
    show_hidden: bool = False
    """List those as well that the person has hidden."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(CALENDARS_CAP)


class Calendar(Output):
    """A calendar the account can see."""

    model_config = ConfigDict(json_schema_extra=leads("name", "access_role", "time_zone"))

    calendar_id: str
    """Identifier of the calendar."""
    name: str = ""
    """What the person calls it."""
    description: str = ""
    """What it is for."""
    time_zone: str | None = None
    """The zone it is kept in."""
    access_role: str = "reader"
    """What the account may do: freeBusyReader, reader, writerWithoutPrivateAccess, writer or owner."""
    is_primary: bool = False
    """Whether it is the account's own."""
    location: str = ""
    """Where it belongs to, in words."""
    is_hidden: bool = False
    """Whether the person has hidden it from the list."""
    is_selected: bool = False
    """Whether the person sees its events in Google Calendar."""
    is_deleted: bool = False
    """Whether it has been taken off the list."""
    owner: str | None = None
    """Address of who owns it, where Google tells it."""
    color: str | None = None
    """Its colour, for example #0088aa."""
    text_color: str | None = None
    """The colour of words on it."""
    color_id: str | None = None
    """Number of its colour in Google Calendar."""
    default_reminders: list[ShownReminder] = []
    """How its events remind, unless they say otherwise."""
    notifications: list[str] = []
    """What the person is told by e-mail: eventCreation, eventChange, eventCancellation, eventResponse, agenda."""
    meeting_types: list[str] = []
    """Which meetings its events can have, for example hangoutsMeet."""
    accepts_by_itself: bool = False
    """Of a room: whether it accepts invitations by itself."""
    etag: str | None = None
    """Changes with every change of it."""
    warnings: Warnings = []


class Calendars(Output):
    """Calendars the account can see."""

    calendars: list[Calendar]
    """The calendars of this page."""
    count: Count
    next_page_token: NextPageToken = None


class FreeBusyQuery(Input):
    """Whose free times to ask for, and when."""

    start: RangeBound = "now"
    """Beginning of the range: now, today, today+7d, or a time or day."""
    end: Annotated[RangeBound | None, BlankIsNone] = Field(
        default=None, examples=["today+7d"], json_schema_extra=ui(placeholder="today+7d")
    )
    """End of the range, at most about two months later; empty is a week after start."""
    calendar_ids: list[str] = Field(
        default=["primary"], min_length=1, max_length=50, json_schema_extra=ui(options="calendars")
    )
    """Calendars to ask: ids, or addresses of people who share theirs."""
    time_zone: OptionalZone = Field(default=None, json_schema_extra=ui(options="time_zones", advanced=True))
    """Zone of today, of times without an offset and of the answer; empty is your calendar's, and UTC in the answer."""


class BusyTime(Output):
    """A time that is taken."""

    start: str
    """When it begins, with offset."""
    end: str
    """When it is over, with offset."""


class CalendarBusyTimes(Output):
    """When one calendar is busy."""

    calendar_id: str
    """The calendar."""
    busy: list[BusyTime] = []
    """When it is taken, in order."""
    error: str | None = None
    """Why Google told nothing about it, for example notFound."""


class FreeBusy(Output):
    """When the calendars are busy."""

    calendars: list[CalendarBusyTimes]
    """One entry for each calendar asked for, in the same order."""
    count: Count
    start: str
    """Beginning of the range, with offset."""
    end: str
    """End of the range, with offset."""
