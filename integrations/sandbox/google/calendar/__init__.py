"""Calendar v3: calendars and events that remember."""
