"""Event times: a date, or a moment in a time zone, in and out."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import read_timestamp


def zone(name: str) -> ZoneInfo:
    """A time zone by its IANA name. Raises 400 for any other."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise invalid(f"Invalid time zone definition: {name}", reason="invalid", location="timeZone") from error


def normalised(value: Resource | None, which: str, calendar_zone: str) -> Resource:
    """A start or end as it is stored: only a date, or a time with offset and zone. Raises 400, also for a time that no
    clock can show."""
    try:
        stored = _stored(value, which, calendar_zone)
        moment_of(stored, calendar_zone)
    except OverflowError as error:
        raise invalid(f"Invalid {which} time.", reason="invalid") from error
    return stored


def _stored(value: Resource | None, which: str, calendar_zone: str) -> Resource:
    given = {name: part for name, part in (value or {}).items() if part is not None}
    if not given.get("date") and not given.get("dateTime"):
        raise invalid(f"Missing {which} time.", reason="required")
    if given.get("date") and given.get("dateTime"):
        raise invalid(f"Invalid {which} time.", reason="invalid")
    if given.get("date"):
        return {"date": date.fromisoformat(given["date"]).isoformat()}
    moment = read_timestamp(given["dateTime"])
    if moment.tzinfo is None:
        if "timeZone" not in given:
            raise invalid(f"Missing time zone definition for {which} time.", reason="required")
        moment = moment.replace(tzinfo=zone(given["timeZone"]))
    name = given.get("timeZone") or calendar_zone
    return {"dateTime": moment.astimezone(zone(name)).isoformat(), "timeZone": name}


def is_all_day(value: Resource) -> bool:
    """Whether a stored start or end is a date."""
    return "date" in value


def moment_of(value: Resource, calendar_zone: str) -> datetime:
    """The moment a stored start or end stands for; a date begins at midnight in the calendar's zone."""
    if "date" in value:
        midnight = datetime.combine(date.fromisoformat(value["date"]), time())
        return midnight.replace(tzinfo=ZoneInfo(calendar_zone)).astimezone(UTC)
    return datetime.fromisoformat(value["dateTime"]).astimezone(UTC)


def at(moment: datetime, like: Resource) -> Resource:
    """The same kind of value as ``like``, for another moment (of a date: midnight in the moment's own zone)."""
    if "date" in like:
        return {"date": moment.date().isoformat()}
    return {"dateTime": moment.astimezone(ZoneInfo(like["timeZone"])).isoformat(), "timeZone": like["timeZone"]}


def shown(value: Resource, shown_zone: str) -> Resource:
    """A stored start or end as an answer has it: in the zone that was asked for, or the calendar's."""
    if "date" in value:
        return dict(value)
    moment = datetime.fromisoformat(value["dateTime"])
    with suppress(OverflowError):  # on the calendar's last day other zones may have none any more
        moment = moment.astimezone(zone(shown_zone))
    return {"dateTime": moment.isoformat().replace("+00:00", "Z"), "timeZone": value["timeZone"]}
