"""events.list and events.instances: which events and instances fall into a window, and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from integrations.sandbox.google.calendar import times
from integrations.sandbox.google.calendar.calendars import calendar_of, etag_of
from integrations.sandbox.google.calendar.recurrence import instance_id, instance_starts
from integrations.sandbox.google.calendar.resources import View, event_resource, instance_resource
from integrations.sandbox.google.calendar.store import find_event, instance_end
from integrations.sandbox.google.calendar.sync import changes_since, may_sync, sync_token
from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid, not_found
from integrations.sandbox.google.paging import mark_of, offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import write_timestamp
from integrations.sandbox.models import Calendar, Event

MOST_RESULTS = 2500
# Without an upper bound, a series is shown as far as this after today, or after its beginning.
HORIZON = timedelta(days=730)


@dataclass(frozen=True)
class Window:
    """Events that end after the first moment and begin before the second; None is no bound."""

    after: datetime | None
    before: datetime | None

    def holds(self, start: datetime, end: datetime) -> bool:
        """Whether an event with these times is in the window."""
        return (self.after is None or end > self.after) and (self.before is None or start < self.before)


@dataclass(frozen=True)
class Entry:
    """One line of a list, with what it may be sorted by."""

    resource: Resource
    starts_at: datetime
    updated_at: datetime


def list_events(call: ApiCall) -> Resource:
    """events.list"""
    calendar = calendar_of(call)
    since, is_single = changes_since(call), call.parameters.flag("singleEvents")
    order = call.parameters.text("orderBy")
    if order == "startTime" and not is_single:
        raise invalid("The requested ordering is not available for the particular query.", location="orderBy")
    entries: list[Entry] = []
    window = _window(call)
    for event in _stored_events(calendar, call, since):
        if event.is_series and is_single and event.status != "cancelled":
            entries += instances(event, window, view_of(call, calendar), now=call.now)
        elif _is_listed(event, window):
            entries.append(Entry(event_resource(event, view_of(call, calendar)), event.starts_at, event.updated_at))
    if order == "startTime":
        entries.sort(key=lambda entry: entry.starts_at)
    elif order == "updated":
        entries.sort(key=lambda entry: entry.updated_at)
    return _page(call, calendar, [entry.resource for entry in entries if _matches(entry.resource, call)])


def list_instances(call: ApiCall) -> Resource:
    """events.instances"""
    calendar = calendar_of(call)
    series = find_event(calendar, call.parameters.text("eventId")).event
    if not series.is_series or series.status == "cancelled":
        raise not_found("Not Found")
    window, view = _window(call), view_of(call, calendar)
    entries = list(instances(series, window, view, now=call.now))
    exceptions = calendar.events.filter(series_id=series.event_id)
    if not call.parameters.flag("showDeleted"):
        exceptions = exceptions.exclude(status="cancelled")
    entries += [
        Entry(event_resource(exception, view), exception.starts_at, exception.updated_at)
        for exception in exceptions
        if window.holds(exception.starts_at, exception.ends_at)
    ]
    entries.sort(key=lambda entry: entry.starts_at)
    return _page(call, calendar, [entry.resource for entry in entries])


def instances(series: Event, window: Window, view: View, *, now: datetime) -> Iterator[Entry]:
    """The instances of a series in a window, without those that exceptions have replaced."""
    replaced = set(series.calendar.events.filter(series_id=series.event_id).values_list("event_id", flat=True))
    last = window.before or _horizon(max(now, series.starts_at))
    for start in instance_starts(series.body["recurrence"], series.body["start"], view.calendar.time_zone):
        starts_at = times.moment_of(start, view.calendar.time_zone)
        try:
            end = instance_end(series, start)
        except OverflowError:  # after the calendar's last day nothing ends
            return
        if starts_at >= last:
            return
        if not window.holds(starts_at, times.moment_of(end, view.calendar.time_zone)):
            continue
        if instance_id(series.event_id, start) not in replaced:
            yield Entry(instance_resource(series, start, end, view), starts_at, series.updated_at)


def _horizon(after: datetime) -> datetime:
    try:
        return after + HORIZON
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def view_of(call: ApiCall, calendar: Calendar) -> View:
    """How this call wants events to be shown."""
    return View(
        calendar=calendar,
        account_email=call.account.email,
        time_zone=call.parameters.text("timeZone") or calendar.time_zone,
        most_attendees=call.parameters.number("maxAttendees", default=0),
    )


def _window(call: ApiCall) -> Window:
    window = Window(call.parameters.moment("timeMin"), call.parameters.moment("timeMax"))
    if window.after and window.before and window.after >= window.before:
        raise invalid("The specified time range is empty.", reason="timeRangeEmpty", location="timeMax")
    return window


def _stored_events(calendar: Calendar, call: ApiCall, since: int | None) -> Iterator[Event]:
    """Rows that may be listed: all living ones, or what changed since a token or a time, deleted ones included."""
    events = calendar.events.select_related("calendar").order_by("pk")
    updated_min = call.parameters.moment("updatedMin")
    if since is not None:
        events = events.filter(change_number__gt=since)
    elif updated_min:
        events = events.filter(updated_at__gte=updated_min)
    elif not call.parameters.flag("showDeleted"):
        events = events.exclude(status="cancelled")
    if uid := call.parameters.text("iCalUID"):
        events = events.filter(ical_uid=uid)
    window = _window(call)
    if window.after:
        events = events.filter(Q(ends_at__gt=window.after) | Q(is_series=True))
    if window.before:
        events = events.filter(starts_at__lt=window.before)
    yield from events


def _is_listed(event: Event, window: Window) -> bool:
    """A series is in a window as soon as one of its instances is."""
    if window.holds(event.starts_at, event.ends_at):
        return True
    if not event.is_series or window.after is None:
        return False
    zone_name = event.calendar.time_zone
    for start in instance_starts(event.body["recurrence"], event.body["start"], zone_name):
        starts_at = times.moment_of(start, zone_name)
        if window.before is not None and starts_at >= window.before:
            return False
        # At the calendar's last day the end can be out of reach; it begins after the window's begin all the same.
        if starts_at > window.after or times.moment_of(instance_end(event, start), zone_name) > window.after:
            return True
    return False


def _matches(resource: Resource, call: ApiCall) -> bool:
    parameters = call.parameters
    kinds = parameters.texts("eventTypes")
    if kinds and resource["eventType"] not in kinds:
        return False
    for scope in ("private", "shared"):
        properties = (resource.get("extendedProperties") or {}).get(scope) or {}
        for wanted in parameters.texts(f"{scope}ExtendedProperty"):
            name, _, value = wanted.partition("=")
            if properties.get(name) != value:
                return False
    return all(word in _searchable(resource) for word in parameters.text("q").casefold().split())


def _searchable(resource: Resource) -> str:
    people = [resource["organizer"], *resource.get("attendees", [])]
    texts = [resource.get(name) or "" for name in ("summary", "description", "location")]
    texts += [person.get(name) or "" for person in people for name in ("email", "displayName")]
    return " ".join(texts).casefold()


def _page(call: ApiCall, calendar: Calendar, items: list[Resource]) -> Resource:
    page_token = call.parameters.text("pageToken")
    begin = offset_of(page_token)
    # Changes made while a client turns the pages belong to its next sync.
    mark = mark_of(page_token) or calendar.change_number
    size = min(call.parameters.number("maxResults", default=250), MOST_RESULTS)
    answer: Resource = {
        "kind": "calendar#events",
        "etag": etag_of(calendar),
        "summary": calendar.summary,
        "description": calendar.description,
        "updated": write_timestamp(calendar.updated_at),
        "timeZone": call.parameters.text("timeZone") or calendar.time_zone,
        "accessRole": calendar.access_role,
        "defaultReminders": calendar.default_reminders,
        "items": items[begin : begin + size],
    }
    if begin + size < len(items):
        answer["nextPageToken"] = token_for(begin + size, mark=mark)
    elif may_sync(call):
        answer["nextSyncToken"] = sync_token(mark, call.now)
    return answer
