"""Google Calendar: events, calendars and free times."""
