"""When a vendor wants us back: Retry-After and the headers by which it counts our requests, as seconds from now.

Read are Retry-After (RFC 9110) and ``retry-after-ms``, ``X-RateLimit-Remaining`` and ``-Reset`` with their spellings
(GitHub, Twitter, Discord), and both forms of the IETF's ``RateLimit`` (draft-ietf-httpapi-ratelimit-headers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
_RESET = (
    "x-ratelimit-reset",
    "ratelimit-reset",
    "x-rate-limit-reset",
    "x-ratelimit-reset-after",
)
# A mistaken year must not overflow a date that is reckoned from it.
LONGEST_WAIT = 366 * 86_400.0
_RETRY_MILLISECONDS = ("retry-after-ms", "x-ms-retry-after-ms", "grpc-retry-pushback-ms")
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")
# Larger numbers are points in time, in seconds or milliseconds since 1970; nobody asks to wait for thirty years.
_EPOCH_SECONDS = 1e9
_EPOCH_MILLISECONDS = 1e12
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_PARAMETER = re.compile(r"(?:^|[;,\s])(remaining|reset|r|t)\s*=\s*([0-9]{1,15})(?=$|[;,\s])")


def retry_after_seconds(value: str | None, *, now: datetime) -> float | None:
    """Seconds to wait from a Retry-After header, given as seconds or as a date; None when it says nothing usable.

    RFC 9110 knows whole seconds and its own dates; fractions and RFC 3339 are in use as well.
    """
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), LONGEST_WAIT)
    told = instant_seconds(text, now=now)
    return None if told is None else min(told, LONGEST_WAIT)


def instant_seconds(text: str, *, now: datetime) -> float | None:
    """Seconds until a point in time as RFC 3339 or as HTTP writes it; zero when it is over, None for anything else."""
    try:
        at = datetime.fromisoformat(text.strip()) if "-" in text[:8] else parsedate_to_datetime(text)
        return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return None


def header_seconds(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """The longest wait that Retry-After, or its spelling in milliseconds, asks for."""
    milliseconds = (_number(headers.get(name)) for name in _RETRY_MILLISECONDS)
    told = [min(each / 1000, LONGEST_WAIT) for each in milliseconds if each is not None]
    usual = retry_after_seconds(headers.get("retry-after"), now=now)
    return max(told if usual is None else [*told, usual], default=None)


def reset_seconds(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Seconds until the vendor counts from zero again; None when it does not say."""
    stated = (_seconds(headers.get(name), now) for name in _RESET)
    return max((each for each in (*stated, *_resets_of_the_ietf(headers)) if each is not None), default=None)


def is_used_up(headers: Mapping[str, str]) -> bool:
    """Whether this was the last request the vendor takes for now."""
    if any(_number(headers.get(name)) == 0 for name in _REMAINING):
        return True
    return any(remaining == 0 for remaining, _ in _policies(headers.get("ratelimit", "")))


def left_seconds(headers: Mapping[str, str], *, now: datetime) -> tuple[int, float] | None:
    """How many more requests the vendor takes, and for how many seconds that holds; None where it does not say both.

    Of several limits the one with the least left counts.
    """
    stated = [(_number(headers.get(name)), reset_seconds(headers, now=now)) for name in _REMAINING]
    stated += list(_policies(headers.get("ratelimit", "")))
    known = [(int(left), seconds) for left, seconds in stated if left is not None and seconds]
    return min(known, default=None)


def pause_seconds(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """How long nothing more is to be sent after an answer, whatever it says; None when there is something left."""
    return reset_seconds(headers, now=now) if is_used_up(headers) else None


def _resets_of_the_ietf(headers: Mapping[str, str]) -> Iterator[float | None]:
    """Where one of several limits is used up, that one says when; else any of them."""
    policies = list(_policies(headers.get("ratelimit", "")))
    used_up = [reset for remaining, reset in policies if remaining == 0]
    yield from used_up or (reset for _, reset in policies)


def _policies(value: str) -> Iterator[tuple[float | None, float | None]]:
    """What is left and the seconds until reset, of ``"burst";r=0;t=5, "day";r=9;t=60`` or ``remaining=0, reset=5``."""
    for member in [value] if "reset" in value else value.split(","):
        named = {name: float(number) for name, number in _PARAMETER.findall(member)}
        yield named.get("r", named.get("remaining")), named.get("t", named.get("reset"))


def _seconds(value: str | None, now: datetime) -> float | None:
    number = _number(value)
    if number is None:
        told = instant_seconds(value, now=now) if value else None
        return None if told is None else min(told, LONGEST_WAIT)
    if number < _EPOCH_SECONDS:
        return number
    epoch = number / 1000 if number >= _EPOCH_MILLISECONDS else number
    return max(0.0, epoch - now.timestamp())


def _number(value: str | None) -> float | None:
    text = (value or "").strip()
    return float(text) if _NUMBER.fullmatch(text) else None
