"""Which APIs the sandbox serves, each with its table of handlers by method id."""

from __future__ import annotations

from integrations.sandbox.google.calendar.handlers import HANDLERS as CALENDAR
from integrations.sandbox.google.gmail.handlers import HANDLERS as GMAIL

SERVED = {
    ("gmail", "v1"): GMAIL,
    ("calendar", "v3"): CALENDAR,
}
