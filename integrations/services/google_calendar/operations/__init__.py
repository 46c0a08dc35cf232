"""Google Calendar's operations, in the order the palette shows them."""

from integrations.services.google_calendar.operations import events, placing, invitations, calendars, sharing  # noqa: I001  # palette

__all__ = ["calendars", "events", "invitations", "placing", "sharing"]
