"""The demo accounts and what is in their mailboxes and calendars, relative to the day they are made."""
