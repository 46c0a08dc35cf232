"""Why a call does not go on at once, in words for whoever watches it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from integrations.errors import RateLimited

TellPause = Callable[[str], None]
"""Told, while a call runs, what it waits for; whoever hears of it must not make the call wait."""

LONGEST_WAIT = timedelta(minutes=5)
"""Since the call was opened. What has to wait for longer fails."""

_FIRST_SENTENCE = re.compile(r".*?[.!?](?=\s|$)", re.DOTALL)


def is_in_time(opened: datetime, seconds: float) -> bool:
    """Whether a call that was opened then may wait for so many more seconds."""
    return timezone.now() + timedelta(seconds=seconds) <= opened + LONGEST_WAIT


def reason(error: Exception, vendor: str) -> str:
    """What has happened, without the advice that is for somebody who has to come back by himself."""
    if isinstance(error, RateLimited):
        return f"{vendor} asks us to wait."
    found = _FIRST_SENTENCE.match(str(error))
    return found.group() if found else str(error)


def next_attempt(number: int, seconds: float, why: str) -> str:
    """Such as "Attempt 2 in 3 s: Gmail asks us to wait."; of one that begins now, its number alone."""
    if seconds <= 0:
        return f"Attempt {number}."
    return f"Attempt {number} {_in(seconds)}: {why}"


def _in(seconds: float) -> str:
    whole = round(seconds)
    if whole < 1:
        return "in a moment"
    return f"in {whole} s" if whole < 120 else f"in {round(seconds / 60)} min"
