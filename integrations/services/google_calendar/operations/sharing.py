"""Making a calendar, and letting others see it."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.services.google_calendar import samples
from integrations.services.google_calendar.models.sharing import (
    VENDOR_ROLES,
    CalendarCreate,
    CalendarMade,
    CalendarShare,
    CalendarShared,
)
from integrations.services.google_calendar.parsing import parse_made_calendar, parse_rule
from integrations.services.google_calendar.service import CALENDAR, service

REFERENCE = "https://developers.google.com/workspace/calendar/api/v3/reference"


@service.operation(
    effect="write",
    scopes=[CALENDAR],
    price="calendar_manage",
    sample={
        "calendar_id": "c_1f0c6f0c@group.calendar.google.com",
        "name": "Deliveries",
        "description": "What arrives when.",
        "location": "",
        "time_zone": "Europe/Berlin",
        "owner": "ada@globex.example",
        "meeting_types": ["hangoutsMeet"],
        "accepts_by_itself": False,
        "etag": '"1772442000000000"',
        "warnings": [],
    },
    example={"name": "Deliveries", "description": "What arrives when.", "time_zone": "Europe/Berlin"},
    documentation_url=f"{REFERENCE}/calendars/insert",
    icon="calendars",
)
def create_calendar(ctx: Ctx, data: CalendarCreate) -> CalendarMade:
    """Make another calendar that the account owns.

    Two calendars may have one name. Google lets an account make about 60 calendars in a short time.
    """
    given = {
        "summary": data.name,
        "description": data.description,
        "location": data.location,
        "timeZone": data.time_zone,
    }
    body = {name: value for name, value in given.items() if value}
    return parse_made_calendar(ctx.google("calendar", "v3").calendars().insert(body=body).execute())


@service.operation(
    effect="idempotent_write",
    scopes=[CALENDAR],
    price="calendar_manage",
    sample={
        "calendar_id": "c_1f0c6f0c@group.calendar.google.com",
        "rule_id": "user:grace@acme.example",
        "audience": "person",
        "shared_with": "grace@acme.example",
        "role": "reader",
        "etag": '"00001772442000000000"',
        "warnings": [],
    },
    example={"calendar_id": samples.ARCHIVE, "share_with": "mara@northwind.example", "role": "reader"},
    documentation_url=f"{REFERENCE}/acl/insert",
    icon="share",
)
def share_calendar(ctx: Ctx, data: CalendarShare) -> CalendarShared:
    """Let a person, a group, an organisation or everybody see or change a calendar.

    Takes the place of the right that they had; role none takes it away. Only who owns a calendar can share it, and an
    organisation may forbid to share with others outside it.
    """
    body = {"role": VENDOR_ROLES[data.role], "scope": data.scope}
    rules = ctx.google("calendar", "v3").acl()
    rule = rules.insert(
        calendarId=data.calendar_id, body=body, sendNotifications=data.send_notification and data.role != "none"
    ).execute()
    return parse_rule(rule, calendar_id=data.calendar_id)
