"""events.quickAdd: a title with a day and an hour in it, in the few English forms people type."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = re.compile(rf"\b(?:on\s+|next\s+)?(today|tomorrow|{'|'.join(DAYS)})\b", re.IGNORECASE)
TIME = re.compile(r"\b(?:at\s+)?(\d{1,2})(?::(\d\d))?\s*(am|pm)\b|\b(?:at\s+)?(\d{1,2}):(\d\d)\b", re.IGNORECASE)
HOUR = timedelta(hours=1)


def read_quick_text(text: str, local_now: datetime) -> tuple[str, datetime, datetime]:
    """The title, the start and the end, one hour later. Without an hour it is the next full one."""
    day, hour = DAY.search(text), TIME.search(text)
    start = local_now.replace(minute=0, second=0, microsecond=0) + HOUR
    if hour:
        start = datetime.combine(local_now.date(), _clock(hour), local_now.tzinfo)
    if day:
        start += timedelta(days=_days_until(day[1].lower(), local_now))
    title = " ".join(TIME.sub(" ", DAY.sub(" ", text)).split())
    return title or text, start, start + HOUR


def _clock(match: re.Match[str]) -> time:
    if match[4]:
        return time(int(match[4]) % 24, int(match[5]) % 60)
    hour = int(match[1]) % 12 + (12 if match[3].lower() == "pm" else 0)
    return time(hour, int(match[2] or 0) % 60)


def _days_until(word: str, local_now: datetime) -> int:
    if word in ("today", "tomorrow"):
        return int(word == "tomorrow")
    return (DAYS.index(word) - local_now.weekday()) % 7 or 7
