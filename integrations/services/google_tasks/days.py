"""The day a task is due: Google keeps a date, written as midnight in UTC, and no time of day.

Source: https://developers.google.com/workspace/tasks/reference/rest/v1/tasks#Task
Whoever converts it to a zone and back has it slip by a day, so no day here is ever converted.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

_DAY = 10
_DATE = re.compile(r"[1-9]\d{3}-\d\d-\d\d")
_SECOND_BEFORE = "T23:59:59.000Z"


def _day(text: str) -> str:
    """The date of a day or of a time, as it is written. Raises ValueError."""
    try:
        written = _DATE.match(text) and (date if len(text) == _DAY else datetime).fromisoformat(text)
    except ValueError:
        written = None
    if written is None:
        raise ValueError(f"{text[:60]!r} is not a day; write 2026-03-09")
    return text[:_DAY]


DueDay = Annotated[str, AfterValidator(_day), Field(examples=["2026-03-09"], max_length=40)]
"""A day such as 2026-03-09. Of a time the date is taken as it is written, whatever its offset."""


def sent(day: str) -> str:
    """The day as Google takes it."""
    return f"{day}T00:00:00.000Z"


def from_day(day: str) -> str:
    """A bound before tasks due on the day, whether Google counts the bound itself or not."""
    return f"{date.fromisoformat(day) - timedelta(days=1)}{_SECOND_BEFORE}"


def until_day(day: str) -> str:
    """A bound after tasks due on the day, whether Google counts the bound itself or not."""
    return f"{day}{_SECOND_BEFORE}"


def read(due: object) -> object:
    """The day in Google's ``2026-03-09T00:00:00.000Z``; what is no text is handed back as it is."""
    return due[:_DAY] if isinstance(due, str) else due
