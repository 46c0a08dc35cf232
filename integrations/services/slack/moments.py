"""Times of messages: Slack names a message by the second and six more digits, and they are its identifier."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_TS = re.compile(r"[0-9]{1,11}\.[0-9]{1,6}")
_LATER = re.compile(r"\+([0-9]{1,5})([mhd])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_message_id(text: str) -> bool:
    """Whether a text can name a message."""
    return _TS.fullmatch(text) is not None


def moment_of(ts: object) -> datetime | None:
    """When a message was written; None for what is no such time. Reckoned in whole microseconds, never in floats."""
    if not isinstance(ts, str) or not is_message_id(ts):
        return None
    seconds, _, rest = ts.partition(".")
    return _EPOCH + timedelta(seconds=int(seconds), microseconds=int(rest.ljust(6, "0")))


def second_of(text: str, now: datetime) -> int:
    """The second that a time or a distance from now means, of the form ``+2h``. Raises ValueError."""
    if later := _LATER.fullmatch(text):
        return int((now + timedelta(seconds=int(later[1]) * _SECONDS[later[2]])).timestamp())
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("without an offset")
    return int(moment.timestamp())


def written(moment: datetime) -> str:
    """A moment as Slack writes it."""
    passed = moment.astimezone(UTC) - _EPOCH
    return f"{passed.days * 86_400 + passed.seconds}.{passed.microseconds:06d}"
