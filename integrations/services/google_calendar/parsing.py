"""From Google's resources to ours, whatever is missing in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.catalog.readable import as_far_as_readable, part, parts, present
from integrations.services.google_calendar.models.calendars import Calendar
from integrations.services.google_calendar.models.events import CalendarEvent
from integrations.services.google_calendar.models.sharing import (
    VENDOR_AUDIENCES,
    VENDOR_ROLES,
    CalendarMade,
    CalendarShared,
)

Resource = Mapping[str, Any]  # JSON as Google sent it; every key may be missing

# Objects that only events of a special type have.
_DETAILS = (
    "birthdayProperties",
    "focusTimeProperties",
    "gadget",
    "outOfOfficeProperties",
    "source",
    "workingLocationProperties",
)
_CODES = ("accessCode", "meetingCode", "passcode", "password", "pin")


def parse_event(event: Resource, *, calendar_id: str) -> CalendarEvent:
    """An event; a cancelled one may consist of its id alone."""
    start, end, conference = part(event, "start"), part(event, "end"), part(event, "conferenceData")
    fields = {
        "event_id": event.get("id") or "",
        "calendar_id": calendar_id,
        "title": event.get("summary"),
        "start": _time(start),
        "end": _time(end),
        "all_day": "date" in start and not start.get("dateTime"),
        "time_zone": start.get("timeZone"),
        "end_time_zone": end.get("timeZone"),
        "end_is_unknown": event.get("endTimeUnspecified"),
        "description": event.get("description"),
        "location": event.get("location"),
        "status": event.get("status"),
        "attendees": [_attendee(each) for each in parts(event, "attendees") if each.get("email")],
        "attendees_omitted": event.get("attendeesOmitted"),
        "organizer": part(event, "organizer").get("email"),
        "creator": part(event, "creator").get("email"),
        "recurrence": event.get("recurrence"),
        "recurring_event_id": event.get("recurringEventId"),
        "original_start_time": _time(part(event, "originalStartTime")),
        "meet_link": event.get("hangoutLink") or _video(conference),
        "conference": _conference(conference) if conference else None,
        "link": event.get("htmlLink"),
        "reminders": _reminders(part(event, "reminders")),
        "attachments": [_attachment(each) for each in parts(event, "attachments")],
        "visibility": event.get("visibility"),
        "transparency": event.get("transparency"),
        "event_type": event.get("eventType"),
        "color_id": event.get("colorId"),
        "label_id": event.get("eventLabelId"),
        "guests_can_modify": event.get("guestsCanModify"),
        "guests_can_invite_others": event.get("guestsCanInviteOthers"),
        "guests_can_see_other_guests": event.get("guestsCanSeeOtherGuests"),
        "anyone_can_add_self": event.get("anyoneCanAddSelf"),
        "locked": event.get("locked"),
        "private_copy": event.get("privateCopy"),
        "properties": event.get("extendedProperties"),
        "details": {name: event[name] for name in _DETAILS if event.get(name)},
        "ical_uid": event.get("iCalUID"),
        "sequence": event.get("sequence"),
        "etag": event.get("etag"),
        "created": event.get("created"),
        "updated": event.get("updated"),
    }
    return as_far_as_readable(CalendarEvent, present(fields))


def parse_calendar(entry: Resource) -> Calendar:
    """A calendar by the name the person gave it."""
    notified = part(entry, "notificationSettings")
    fields = {
        "calendar_id": entry.get("id") or "",
        "name": entry.get("summaryOverride") or entry.get("summary") or entry.get("id"),
        "description": entry.get("description"),
        "location": entry.get("location"),
        "time_zone": entry.get("timeZone"),
        "access_role": entry.get("accessRole"),
        "is_primary": entry.get("primary"),
        "is_hidden": entry.get("hidden"),
        "is_selected": entry.get("selected"),
        "is_deleted": entry.get("deleted"),
        "owner": entry.get("dataOwner"),
        "color": entry.get("backgroundColor"),
        "text_color": entry.get("foregroundColor"),
        "color_id": entry.get("colorId"),
        "default_reminders": [_reminder(each) for each in parts(entry, "defaultReminders")],
        "notifications": [each.get("type") for each in parts(notified, "notifications")],
        "meeting_types": part(entry, "conferenceProperties").get("allowedConferenceSolutionTypes"),
        "accepts_by_itself": entry.get("autoAcceptInvitations"),
        "etag": entry.get("etag"),
    }
    return as_far_as_readable(Calendar, present(fields))


def parse_made_calendar(calendar: Resource) -> CalendarMade:
    """A calendar itself, without what only the person's list of calendars has."""
    fields = {
        "calendar_id": calendar.get("id") or "",
        "name": calendar.get("summary"),
        "description": calendar.get("description"),
        "location": calendar.get("location"),
        "time_zone": calendar.get("timeZone"),
        "owner": calendar.get("dataOwner"),
        "meeting_types": part(calendar, "conferenceProperties").get("allowedConferenceSolutionTypes"),
        "accepts_by_itself": calendar.get("autoAcceptInvitations"),
        "etag": calendar.get("etag"),
    }
    return as_far_as_readable(CalendarMade, present(fields))


def parse_rule(rule: Resource, *, calendar_id: str) -> CalendarShared:
    """A right to a calendar; words of Google's that we have no word for stay as they are."""
    scope, role = part(rule, "scope"), rule.get("role")
    ours = {vendor: own for own, vendor in VENDOR_ROLES.items()}
    audiences = {vendor: own for own, vendor in VENDOR_AUDIENCES.items()}
    fields = {
        "calendar_id": calendar_id,
        "rule_id": rule.get("id") or "",
        "audience": audiences.get(str(scope.get("type")), scope.get("type") or ""),
        "shared_with": scope.get("value"),
        "role": ours.get(str(role), role or ""),
        "etag": rule.get("etag"),
    }
    return as_far_as_readable(CalendarShared, present(fields))


def _time(time: Resource) -> object:
    return time.get("dateTime") or time.get("date")


def _attendee(attendee: Resource) -> Resource:
    return present(
        {
            "email": attendee["email"],
            "name": attendee.get("displayName"),
            "response": attendee.get("responseStatus"),
            "comment": attendee.get("comment"),
            "optional": attendee.get("optional"),
            "additional_guests": attendee.get("additionalGuests"),
            "organizer": attendee.get("organizer"),
            "is_self": attendee.get("self"),
            "resource": attendee.get("resource"),
            "profile_id": attendee.get("id"),
        }
    )


def _attachment(attachment: Resource) -> Resource:
    return present(
        {
            "url": attachment.get("fileUrl") or "",
            "title": attachment.get("title"),
            "mime_type": attachment.get("mimeType"),
            "file_id": attachment.get("fileId"),
            "icon_url": attachment.get("iconLink"),
        }
    )


def _reminders(reminders: Resource) -> list[Resource] | None:
    """None where the calendar's own hold."""
    if not reminders or reminders.get("useDefault"):
        return None
    return [_reminder(each) for each in parts(reminders, "overrides")]


def _reminder(reminder: Resource) -> Resource:
    return {"minutes": reminder.get("minutes"), "method": reminder.get("method")}


def _video(conference: Resource) -> object:
    entries = parts(conference, "entryPoints")
    return next((each.get("uri") for each in entries if each.get("entryPointType") == "video"), None)


def _conference(conference: Resource) -> Resource:
    request = part(conference, "createRequest")
    return present(
        {
            "conference_id": conference.get("conferenceId"),
            "name": part(conference, "conferenceSolution").get("name"),
            "status": part(request, "status").get("statusCode"),
            "notes": conference.get("notes"),
            "entries": [_entry(each) for each in parts(conference, "entryPoints")],
        }
    )


def _entry(entry: Resource) -> Resource:
    codes = {name: entry[name] for name in _CODES if entry.get(name)}
    told = {"kind": entry.get("entryPointType") or "more", "uri": entry.get("uri") or "", "label": entry.get("label")}
    return present({**told, "codes": codes})
