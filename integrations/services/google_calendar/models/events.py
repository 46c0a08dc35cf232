"""Events: as Google keeps them, and what is given to make, find, change and answer them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.email_addresses import EmailAddresses
from integrations.catalog.identifiers import Identifier
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.catalog.zones import OptionalZone
from integrations.services.google_calendar.models.fields import (
    CalendarId,
    EventId,
    EventReminder,
    RecurrenceLine,
    SendUpdatesField,
    SeriesId,
)
from integrations.services.google_calendar.models.parts import (
    EventAttachment,
    EventAttendee,
    EventConference,
    ShownReminder,
)
from integrations.services.google_calendar.ranges import RangeBound
from integrations.services.google_calendar.times import MomentText

EVENTS_CAP = 2500
Response = Literal["accepted", "declined", "tentative"]


class CalendarEvent(Output):
    """An event; what Google left out is empty."""

    model_config = ConfigDict(json_schema_extra=leads("title", "start", "end", "location"))

    event_id: str
    """Google's identifier of the event."""
    calendar_id: str
    """The calendar it was read from."""
    title: str = ""
    """What it is called."""
    start: str | None = None
    """When it begins: a time with offset, or a day for whole-day events."""
    end: str | None = None
    """When it is over: a time with offset, or for whole-day events the day after its last."""
    all_day: bool = False
    """Whether it takes whole days."""
    time_zone: str | None = None
    """The zone its start is planned in."""
    end_time_zone: str | None = None
    """The zone its end is planned in; it can differ, as that of a flight does."""
    end_is_unknown: bool = False
    """Whether nobody has said when it is over; end is then Google's guess."""
    description: str = ""
    """What it is about; can hold HTML."""
    location: str = ""
    """Where it takes place."""
    status: str = "confirmed"
    """confirmed, tentative or cancelled."""
    attendees: list[EventAttendee] = []
    """Who is invited."""
    attendees_omitted: bool = False
    """Whether Google has left out some of those invited."""
    organizer: str | None = None
    """Address of whose event it is."""
    creator: str | None = None
    """Address of who made it."""
    recurrence: list[str] = []
    """The rules of a series, for example RRULE:FREQ=WEEKLY."""
    recurring_event_id: str | None = None
    """Id of the series it is one date of."""
    original_start_time: str | None = None
    """Of one date of a series: when it would begin by the rules, though it was moved. Names the date for good."""
    meet_link: str | None = None
    """Address of its video meeting."""
    conference: EventConference | None = None
    """Its video or telephone meeting, with all ways in."""
    link: str | None = None
    """Address of its page in Google Calendar."""
    reminders: list[ShownReminder] | None = None
    """When it reminds; null if as the calendar always does, empty if never."""
    attachments: list[EventAttachment] = []
    """Files that are attached."""
    visibility: str = "default"
    """Who may read it: default, public, private or confidential."""
    transparency: str = "opaque"
    """Whether its time counts as busy (opaque) or free (transparent)."""
    event_type: str = "default"
    """default, outOfOffice, focusTime, workingLocation, birthday or fromGmail."""
    color_id: str | None = None
    """Number of its colour in Google Calendar, where it has one of its own."""
    label_id: str | None = None
    """Id of its label, where it has one."""
    guests_can_modify: bool = False
    """Whether guests may change it."""
    guests_can_invite_others: bool = True
    """Whether guests may invite others."""
    guests_can_see_other_guests: bool = True
    """Whether guests see who else is invited."""
    anyone_can_add_self: bool = False
    """Whether anybody may invite themselves."""
    locked: bool = False
    """Whether its main fields cannot be changed in this calendar."""
    private_copy: bool = False
    """Whether it is a copy from which nothing goes back to the organizer."""
    properties: dict[str, dict[str, str]] = {}
    """What programs have noted on it: private to this calendar, and shared with all guests."""
    details: dict[str, object] = {}
    """What Google tells of events of a special type: source, outOfOfficeProperties, birthdayProperties and the like."""
    ical_uid: str | None = None
    """The identifier that it has in all calendar systems; all dates of a series share it."""
    sequence: int = 0
    """How often its times were changed, as iCalendar counts."""
    etag: str | None = None
    """Changes with every change of it."""
    created: AwareDatetime | None = None
    """When it was made."""
    updated: AwareDatetime | None = None
    """When it was last changed."""
    warnings: Warnings = []


class CalendarEventCreate(Input):
    """An event to make."""

    title: str = Field(min_length=1, max_length=1024)
    """What it is called."""
    start: MomentText
    """When it begins; a time without an offset is read in time_zone, a day alone makes it a whole-day event."""
    end: Annotated[MomentText | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(widget="datetime", zone="time_zone")
    )
    """When it is over; empty is an hour later, or for whole days the day after. Whole days end before this day."""
    all_day: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Take whole days, whatever the time of day in start and end."""
    time_zone: OptionalZone = Field(default=None, json_schema_extra=ui(options="time_zones", advanced=True))
    """Zone of times without an offset and of a series; empty is the calendar's own."""
    description: str = Field(default="", max_length=8192, json_schema_extra=ui(widget="textarea", advanced=True))
    """What it is about."""
    location: str = Field(default="", max_length=1024, json_schema_extra=ui(advanced=True))
    """Where it takes place."""
    attendees: EmailAddresses = Field(
        default=[], max_length=200, json_schema_extra=ui(widget="tags", splits="addresses", advanced=True)
    )
    """Whom to invite."""
    reminders: list[EventReminder] | None = Field(default=None, max_length=5, json_schema_extra=ui(advanced=True))
    """When to remind; empty list never, not given as the calendar always does."""
    recurrence: list[RecurrenceLine] = Field(
        default=[],
        max_length=20,
        examples=[["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=10"]],
        json_schema_extra=ui(widget="tags", advanced=True),
    )
    """Rules of a series (RFC 5545)."""
    add_meet_link: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Make a Google Meet video meeting for it."""
    send_updates: SendUpdatesField = "none"
    calendar_id: CalendarId = "primary"


class CalendarEventUpdate(Input):
    """Changes of an event; what is not given stays as it is."""

    event_id: EventId
    title: str | None = Field(default=None, max_length=1024)
    """What it is called."""
    start: Annotated[MomentText | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(widget="datetime", zone="time_zone")
    )
    """When it begins; to move an event give start and end. A day alone makes it a whole-day event."""
    end: Annotated[MomentText | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(widget="datetime", zone="time_zone", advanced=True)
    )
    """When it is over. Whole days end before this day."""
    all_day: bool | None = Field(default=None, json_schema_extra=ui(advanced=True))
    """Take whole days (true) or a time of day (false, with start as a time); empty is as start says."""
    time_zone: OptionalZone = Field(default=None, json_schema_extra=ui(options="time_zones", advanced=True))
    """Zone of times without an offset; empty is the calendar's own. Given alone, the event is planned in it."""
    description: str | None = Field(
        default=None, max_length=8192, json_schema_extra=ui(widget="textarea", advanced=True)
    )
    """What it is about; an empty text clears it."""
    location: str | None = Field(default=None, max_length=1024, json_schema_extra=ui(advanced=True))
    """Where it takes place; an empty text clears it."""
    attendees: EmailAddresses | None = Field(
        default=None, max_length=200, json_schema_extra=ui(widget="tags", splits="addresses", advanced=True)
    )
    """Everybody who is to be invited: others are uninvited, who stays keeps the answer; an empty list uninvites all."""
    reminders: list[EventReminder] | None = Field(default=None, max_length=5, json_schema_extra=ui(advanced=True))
    """When to remind; an empty list never, null as the calendar always does."""
    recurrence: list[RecurrenceLine] | None = Field(
        default=None, max_length=20, json_schema_extra=ui(widget="tags", advanced=True)
    )
    """Rules of the series; an empty list makes it a single event."""
    add_meet_link: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Make a Google Meet video meeting for it."""
    send_updates: SendUpdatesField = "none"
    calendar_id: CalendarId = "primary"


class CalendarEventList(Input):
    """Which events to list."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": {
                "required": ["order_by", "single_events"],
                "properties": {"order_by": {"const": "start"}, "single_events": {"const": False}},
            }
        }
    )

    start: RangeBound = "today"
    """Events that end after this: now, today, tomorrow, today+7d, or a time or day."""
    end: Annotated[RangeBound | None, BlankIsNone] = Field(
        default=None, examples=["today+7d"], json_schema_extra=ui(placeholder="today+7d")
    )
    """Events that begin before this: today+7d, tomorrow, today+2w, or a time or day; empty is a week after start."""
    query: str = Field(default="", max_length=1000)
    """Words to look for in title, description, place and guests."""
    max_results: int = Field(default=50, ge=1, le=250, json_schema_extra=ui(advanced=True))
    """How many events a page has."""
    single_events: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """List each date of a series by itself, instead of the series once."""
    order_by: Annotated[Literal["start", "updated"] | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(advanced=True)
    )
    """By start (only with single_events) or by last change; empty is by start where that is possible."""
    time_zone: OptionalZone = Field(default=None, json_schema_extra=ui(options="time_zones", advanced=True))
    """Zone of today and of times without an offset, and of the answer; empty is the calendar's own."""
    calendar_id: CalendarId = "primary"
    page_token: PageToken = None
    all_pages: bool = all_pages_field(EVENTS_CAP)

    @between("order_by", "single_events")
    def _can_be_ordered(self) -> str | None:
        if self.order_by == "start" and not self.single_events:
            return "order_by start needs single_events; order by updated instead, or list single events"
        return None


class CalendarEvents(Output):
    """Events of a range."""

    events: list[CalendarEvent]
    """The events of this page."""
    count: Count
    next_page_token: NextPageToken = None
    time_zone: str | None = None
    """The zone the calendar is kept in."""


class CalendarInstanceList(Input):
    """Which dates of a series to list."""

    event_id: SeriesId
    start: RangeBound = "today"
    """Dates that end after this: now, today, tomorrow, today+7d, or a time or day."""
    end: Annotated[RangeBound | None, BlankIsNone] = Field(
        default=None, examples=["today+30d"], json_schema_extra=ui(placeholder="today+30d")
    )
    """Dates that begin before this: today+30d, today+8w, or a time or day; empty is without an end."""
    include_cancelled: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """List dates as well that were called off; their status is cancelled."""
    max_results: int = Field(default=50, ge=1, le=250, json_schema_extra=ui(advanced=True))
    """How many dates a page has."""
    time_zone: OptionalZone = Field(default=None, json_schema_extra=ui(options="time_zones", advanced=True))
    """Zone of today and of times without an offset, and of the answer; empty is the calendar's own."""
    calendar_id: CalendarId = "primary"
    page_token: PageToken = None
    all_pages: bool = all_pages_field(EVENTS_CAP)


class CalendarEventGet(Input):
    """Which event to read."""

    event_id: EventId
    time_zone: OptionalZone = Field(default=None, json_schema_extra=ui(options="time_zones", advanced=True))
    """Zone to show its times in; empty is the calendar's own."""
    calendar_id: CalendarId = "primary"


class CalendarEventMove(Input):
    """Which event goes to which calendar."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": {
                "properties": {"destination_calendar_id": {"const": "primary"}, "calendar_id": {"const": "primary"}}
            }
        }
    )

    event_id: EventId
    destination_calendar_id: Identifier = Field(json_schema_extra=ui(options="calendars"))
    """Id of the calendar it goes to; primary is the account's own."""
    send_updates: SendUpdatesField = "none"
    calendar_id: CalendarId = "primary"

    @between("destination_calendar_id", "calendar_id")
    def _goes_elsewhere(self) -> str | None:
        if self.destination_calendar_id == self.calendar_id:
            return f"{self.destination_calendar_id!r} is the calendar it is in; name another one"
        return None


class CalendarEventQuickAdd(Input):
    """An event in words."""

    description: str = Field(min_length=1, max_length=1024, examples=["Lunch with Mara tomorrow at 12:30"])
    """What, on which day and at what time, in one sentence; where no time is said Google chooses."""
    send_updates: SendUpdatesField = "none"
    calendar_id: CalendarId = "primary"


class CalendarEventDelete(Input):
    """Which event to delete."""

    event_id: EventId
    send_updates: SendUpdatesField = "none"
    calendar_id: CalendarId = "primary"


class CalendarEventDeleted(Output):
    """An event that is gone."""

    event_id: str
    """Id it had."""
    calendar_id: str
    """The calendar it was in."""
    deleted: Literal[True] = True
    """It is deleted now."""


class CalendarEventResponse(Input):
    """An answer to an invitation."""

    event_id: EventId
    response: Response
    """What to answer."""
    comment: str = Field(default="", max_length=1000)
    """A word to the organizer."""
    send_updates: SendUpdatesField = "none"
    calendar_id: CalendarId = "primary"
