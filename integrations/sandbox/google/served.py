"""Which APIs the sandbox serves, each with its table of handlers by method id."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.sandbox.google.calendar.handlers import HANDLERS as CALENDAR
from integrations.sandbox.google.call import Handler
from integrations.sandbox.google.drive.handlers import HANDLERS as DRIVE
from integrations.sandbox.google.gmail.handlers import HANDLERS as GMAIL
from integrations.sandbox.google.people.handlers import HANDLERS as PEOPLE
from integrations.sandbox.google.sheets.handlers import HANDLERS as SHEETS
from integrations.sandbox.google.tasks.handlers import HANDLERS as TASKS

SERVED: Mapping[tuple[str, str], Mapping[str, Handler]] = {
    ("gmail", "v1"): GMAIL,
    ("calendar", "v3"): CALENDAR,
    ("drive", "v3"): DRIVE,
    ("sheets", "v4"): SHEETS,
    ("tasks", "v1"): TASKS,
    ("people", "v1"): PEOPLE,
}
