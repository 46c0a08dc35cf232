"""What stands in a new calendar."""

from __future__ import annotations

import base64
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from integrations.sandbox.google.calendar.store import add_event
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Account, Calendar


class Planner:
    """Writes events down in the calendar's own time, relative to today.

    An event's id follows from its ``name``, or its title, alone. The same name plays the same part in every primary
    calendar, so that what works on one demo account works on all: ``meeting`` is the account's own, ``invitation``
    somebody else's, ``series`` comes again and again, ``movable`` may go to another calendar, and nobody misses
    ``obsolete``.
    """

    def __init__(self, calendar: Calendar, now: datetime) -> None:
        self._calendar = calendar
        self._now = now
        self._today = now.astimezone(ZoneInfo(calendar.time_zone)).date()

    def meet(self, days: int, clock: str, minutes: int, title: str, **more: object) -> None:
        """An event at a time of day."""
        start = datetime.combine(self._today + timedelta(days=days), time.fromisoformat(clock))
        self._add(title, self._at(start), self._at(start + timedelta(minutes=minutes)), more)

    def block(self, days: int, length: int, title: str, **more: object) -> None:
        """Whole days."""
        first = self._today + timedelta(days=days)
        self._add(title, {"date": str(first)}, {"date": str(first + timedelta(days=length))}, more)

    def _at(self, local: datetime) -> Resource:
        zone_name = self._calendar.time_zone
        return {"dateTime": local.replace(tzinfo=ZoneInfo(zone_name)).isoformat(), "timeZone": zone_name}

    def _add(self, title: str, start: Resource, end: Resource, more: Resource) -> None:
        name, organizer = str(more.pop("name", title)), more.pop("organizer", None)
        body = {"summary": title, "start": start, "end": end, **more}
        event = add_event(self._calendar, event_id_of(name), body, now=self._now)
        if organizer:
            # Of an invitation: what no client may write.
            event.body = event.body | {"organizer": organizer, "attendees": more["attendees"]}
            event.save(update_fields=["body"])


ARCHIVE = "c_5ea1ed0a6c41b7e20f3d9a8c7b6e5f40@group.calendar.google.com"
"""The calendar that every demo account has beside its own, to move events to and to share."""


def event_id_of(name: str) -> str:
    """26 characters of base32hex, as Google makes them."""
    return base64.b32hexencode(sha256(name.encode()).digest()[:16]).decode().lower().rstrip("=")


def fill_calendars(account: Account, now: datetime) -> None:
    """The primary calendar and, in a company, the team's."""
    primary = account.calendars.get(is_primary=True)
    if account.hosted_domain:
        _fill_work(primary, account, now)
    else:
        _fill_home(primary, account, now)
    _add_calendar(account, "Archive", now, color_id="19", calendar_id=ARCHIVE)


def _fill_work(primary: Calendar, account: Account, now: datetime) -> None:
    plan = Planner(primary, now)
    colleague = {"email": "jonas.brandt@globex.example", "displayName": "Jonas Brandt", "responseStatus": "accepted"}
    plan.meet(-7, "09:30", 15, "Stand-up", name="series", recurrence=["RRULE:FREQ=DAILY"], location="Room Elbe")
    plan.meet(0, "14:00", 45, "Pilot review", name="meeting", attendees=[{"email": account.email}, colleague])
    invited = _invitation(account, colleague["email"], "Jonas Brandt")
    plan.meet(2, "09:00", 30, "Budget for hall 3", name="invitation", **invited)
    plan.meet(
        1,
        "10:00",
        60,
        "Northwind: offer 2041",
        description="Quantity, delivery, price per piece.",
        attendees=[{"email": account.email}, {"email": "mara@northwind.example"}],
        conferenceData={"createRequest": {"requestId": f"seed-{account.subject}"}},
    )
    plan.meet(3, "12:30", 60, "Lunch with Ines", name="obsolete", transparency="transparent")
    plan.meet(5, "11:00", 30, "Notes on hall 2", name="movable")
    plan.block(9, 2, "Trade fair in Hamburg", location="Hamburg")
    team = _add_calendar(account, "Team Operations", now, color_id="16")
    plan = Planner(team, now)
    plan.meet(2, "16:00", 90, "Retrospective")
    plan.block(14, 1, "Release 4.2")
    holidays = _add_calendar(account, "Company holidays", now, color_id="8", access_role="reader")
    Planner(holidays, now).block(20, 1, "Office closed", transparency="transparent")
    board = _add_calendar(account, "Board", now, color_id="3", access_role="writerWithoutPrivateAccess")
    plan = Planner(board, now)
    plan.meet(3, "15:00", 60, "Figures of the quarter")
    plan.meet(4, "08:00", 30, "Salaries", visibility="private")


def _fill_home(primary: Calendar, account: Account, now: datetime) -> None:
    plan = Planner(primary, now)
    plan.meet(-3, "19:00", 90, "Rowing", name="series", recurrence=["RRULE:FREQ=WEEKLY"], location="Harbour")
    plan.meet(1, "08:15", 30, "Dentist", name="meeting", location="12 Mill Lane", visibility="private")
    invited = _invitation(account, "post@rowing.example", "Harbour Rowing Club")
    plan.meet(2, "18:30", 60, "Boat house: spring cleaning", name="invitation", **invited)
    plan.meet(4, "20:00", 150, "Concert with Lena", name="obsolete")
    plan.meet(6, "10:00", 60, "Sort the photographs", name="movable")
    plan.block(11, 5, "Walking in Wales")


def _invitation(account: Account, organizer: str, name: str) -> Resource:
    """Somebody else's event, to which the account has not answered yet."""
    host = {"email": organizer, "displayName": name}
    return {
        "organizer": host,
        "attendees": [
            {**host, "organizer": True, "responseStatus": "accepted"},
            {"email": account.email, "responseStatus": "needsAction"},
        ],
    }


def _add_calendar(
    account: Account, summary: str, now: datetime, *, color_id: str, access_role: str = "owner", calendar_id: str = ""
) -> Calendar:
    own_id = f"c_{account.subject}_{summary.lower().replace(' ', '_')}@group.calendar.google.com"
    return Calendar.objects.create(
        account=account,
        calendar_id=calendar_id or own_id,
        summary=summary,
        time_zone=account.time_zone,
        color_id=color_id,
        access_role=access_role,
        updated_at=now,
    )
