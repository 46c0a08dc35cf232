"""Field types that several of the calendar's inputs share."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from integrations.catalog.identifiers import Identifier
from integrations.catalog.schema import Input, ui

SendUpdates = Literal["all", "external_only", "none"]
VENDOR_SEND_UPDATES = {"all": "all", "external_only": "externalOnly", "none": "none"}
_RULE = re.compile(r"(RRULE|EXRULE|RDATE|EXDATE)[:;]\S+")


def _recurrence_line(text: str) -> str:
    line = f"RRULE:{text}" if text.startswith("FREQ=") else text
    if not _RULE.fullmatch(line):
        raise ValueError(f"{text!r} is not a recurrence line; write for example RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=10")
    return line


RecurrenceLine = Annotated[str, AfterValidator(_recurrence_line)]
CalendarId = Annotated[
    Identifier,
    Field(
        description="Id of the calendar; primary is the account's own.",
        examples=["primary"],
        json_schema_extra=ui(options="calendars", advanced=True),
    ),
]
EventId = Annotated[
    Identifier,
    Field(
        description="Id of the event, from create_event, list_events or a trigger; a list offers those of your own "
        "calendar.",
        json_schema_extra=ui(options="events"),
    ),
]
SeriesId = Annotated[
    Identifier,
    Field(
        description="Id of the series, from list_events without single_events, or recurring_event_id of one of its "
        "dates; a list offers those of your own calendar.",
        json_schema_extra=ui(options="series"),
    ),
]
SendUpdatesField = Annotated[
    SendUpdates,
    Field(
        description="Whom Google tells by e-mail: all guests, only those outside Google Calendar, or nobody.",
        json_schema_extra=ui(advanced=True),
    ),
]


class EventReminder(Input):
    """How long before an event to remind, and by which way."""

    minutes: int = Field(ge=0, le=40_320)
    """How many minutes before the start; at most four weeks."""
    method: Literal["popup", "email"] = "popup"
    """A notice on the screen, or an e-mail."""
