"""Which methods of Calendar the sandbox implements. The others answer 501."""

from __future__ import annotations

from integrations.sandbox.google.calendar import (
    access,
    calendar_list,
    calendars,
    colors,
    events,
    freebusy,
    listing,
    settings,
)

HANDLERS = {
    "calendar.acl.delete": access.delete_rule,
    "calendar.acl.get": access.get_rule,
    "calendar.acl.insert": access.insert_rule,
    "calendar.acl.list": access.list_rules,
    "calendar.acl.patch": access.update_rule,
    "calendar.acl.update": access.update_rule,
    "calendar.calendarList.get": calendar_list.get_entry,
    "calendar.calendarList.list": calendar_list.list_entries,
    "calendar.calendarList.patch": calendar_list.patch_entry,
    "calendar.calendarList.update": calendar_list.patch_entry,
    "calendar.calendars.clear": calendars.clear_calendar,
    "calendar.calendars.delete": calendars.delete_calendar,
    "calendar.calendars.get": calendars.get_calendar,
    "calendar.calendars.insert": calendars.insert_calendar,
    "calendar.calendars.patch": calendars.patch_calendar,
    "calendar.calendars.update": calendars.update_calendar,
    "calendar.colors.get": colors.get_colors,
    "calendar.events.delete": events.delete_event,
    "calendar.events.get": events.get_event,
    "calendar.events.import": events.import_event,
    "calendar.events.insert": events.insert_event,
    "calendar.events.instances": listing.list_instances,
    "calendar.events.list": listing.list_events,
    "calendar.events.move": events.move_event,
    "calendar.events.patch": events.patch_event,
    "calendar.events.quickAdd": events.quick_add_event,
    "calendar.events.update": events.update_event,
    "calendar.freebusy.query": freebusy.query_free_busy,
    "calendar.settings.get": settings.get_setting,
    "calendar.settings.list": settings.list_settings,
}
