"""When a vendor wants us back, told in the body of its refusal: as a field, as google.rpc.RetryInfo, or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from integrations.catalog.answer import Answer
from integrations.catalog.rate_headers import LONGEST_WAIT, header_seconds, instant_seconds

# google.rpc.RetryInfo (https://cloud.google.com/apis/design/errors), Telegram, Discord, and what JSON APIs share.
_FIELDS = (
    "error.details.*.retryDelay",
    "details.*.retryDelay",
    "errors.*.retry_after",
    "errors.*.extensions.retry_after",
    "errors.*.extensions.retryAfter",
    "error.retry_after",
    "error.retryAfter",
    "parameters.retry_after",
    "retry_after",
    "retryAfter",
)
_TEXTS = (
    "error.message",
    "error.errors.*.message",
    "error.details.*.message",
    "errors.*.message",
    "errors.*.detail",
    "error_description",
    "message",
    "detail",
    "error",
)
_LONGEST_TEXT = 2000
_UNITS = {"milli": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_UNIT = r"(?:milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)"
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_STEP = re.compile(rf"({_NUMBER})\s*({_UNIT})(?![a-z])", re.IGNORECASE)
_STEPS = rf"{_NUMBER}\s*{_UNIT}(?:(?:\s*,)?(?:\s*and)?\s*{_NUMBER}\s*{_UNIT})*(?![a-z])"
_AGAIN = r"\b(?:retry|retrying|try\s+again|wait|come\s+back|again|(?:resets?|available)\s+(?:in|at|after))\b"
_FOR_SO_LONG = re.compile(rf"{_AGAIN}[^.;0-9]{{0,40}}?({_STEPS})", re.IGNORECASE)
_SECONDS = re.compile(rf"\bretry[\s_-]*after\b['\"\s:=]*({_NUMBER})(?![\w:.-])", re.IGNORECASE)
_CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
_UNTIL = re.compile(
    rf"{_AGAIN}[^.;0-9]{{0,40}}?(?:({_CLOCK})\s*(Z|UTC|GMT|[+-][0-9]{{2}}:?[0-9]{{2}})?"
    r"|\b([A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} (?:GMT|[+-][0-9]{4})))",
    re.IGNORECASE,
)


def asked_seconds(answer: Answer, *, now: datetime) -> float | None:
    """The longest wait that the headers or the body of a refusal ask for; None where neither does."""
    asked = (header_seconds(answer.headers, now=now), told_seconds(answer, now=now))
    return max((each for each in asked if each is not None), default=None)


def told_seconds(answer: Answer, *, now: datetime) -> float | None:
    """The longest wait the body asks for; None where it asks for none."""
    fields = (_of_field(value) for path in _FIELDS for value in answer.every(path))
    texts = {value for path in _TEXTS for value in answer.every(path) if isinstance(value, str)} | {_plain(answer)}
    words = (seconds for text in texts for seconds in _in_words(text[:_LONGEST_TEXT], now))
    told = [min(each, LONGEST_WAIT) for each in (*fields, *words) if each is not None]
    return max(told, default=None)


def _of_field(value: object) -> float | None:
    """Seconds as a number, as ``"3.5s"``, or as protobuf's ``{"seconds": 3, "nanos": 500000000}``."""
    match value:
        case {"seconds": whole, **rest}:
            seconds, nanos = _of_field(whole), _of_field(rest.get("nanos", 0))
            return None if seconds is None or nanos is None else seconds + nanos / 1e9
        case str() if _STEP.match(value.strip()):
            return _length(value)
        case str() if re.fullmatch(_NUMBER, value.strip()):
            return float(value)
        case bool():
            return None
        case int() | float() if 0 <= value < 1e9:
            return float(value)
        case _:
            return None


def _in_words(text: str, now: datetime) -> Iterator[float | None]:
    """``Retry after 2026-03-02T10:00:00Z``, ``Please try again in 6m0s``, ``Retry after 30``."""
    for clock, zone, date in _UNTIL.findall(text):
        if date:
            yield instant_seconds(date, now=now)
        else:
            offset = "+00:00" if zone.upper() in ("", "Z", "UTC", "GMT") else zone
            yield instant_seconds(f"{clock}{offset}", now=now)
    yield from (_length(steps) for steps in _FOR_SO_LONG.findall(text))
    yield from (float(seconds) for seconds in _SECONDS.findall(text))


def _length(steps: str) -> float:
    return sum(float(number) * _unit(unit.lower()) for number, unit in _STEP.findall(steps))


def _unit(name: str) -> float:
    return _UNITS["milli"] if name.startswith(("milli", "ms")) else _UNITS[name[0]]


def _plain(answer: Answer) -> str:
    is_plain = answer.headers.get("content-type", "").startswith("text/plain")
    return answer.text if is_plain else ""
