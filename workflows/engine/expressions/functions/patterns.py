"""Patterns such as ``DD.MM.YYYY HH:mm``: written and read with them, by our own words for months and days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from workflows.engine.expressions.faults import EvaluationFault

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST: Final = 100

_WORD = re.compile(
    r"\[([^\]]*)\]|YYYY|yyyy|YY|yy|MMMM|MMM|MM|M|dddd|ddd|EEEE|EEE|DD|D|dd|d|HH|H|hh|h|mm|m|ss|s|SSS|A|a|ZZ|Z|(.)",
    re.DOTALL,
)
_SAME: Final = {"yyyy": "YYYY", "yy": "YY", "EEEE": "dddd", "EEE": "ddd", "dd": "DD", "d": "D", "a": "A"}

_WRITE: Final[dict[str, Callable[[datetime], str]]] = {
    "YYYY": lambda t: f"{t.year:04}", "YY": lambda t: f"{t.year % 100:02}",
    "MMMM": lambda t: MONTHS[t.month - 1], "MMM": lambda t: MONTHS[t.month - 1][:3],
    "MM": lambda t: f"{t.month:02}", "M": lambda t: str(t.month),
    "dddd": lambda t: DAYS[t.weekday()], "ddd": lambda t: DAYS[t.weekday()][:3],
    "DD": lambda t: f"{t.day:02}", "D": lambda t: str(t.day),
    "HH": lambda t: f"{t.hour:02}", "H": lambda t: str(t.hour),
    "hh": lambda t: f"{(t.hour + 11) % 12 + 1:02}", "h": lambda t: str((t.hour + 11) % 12 + 1),
    "mm": lambda t: f"{t.minute:02}", "m": lambda t: str(t.minute),
    "ss": lambda t: f"{t.second:02}", "s": lambda t: str(t.second),
    "SSS": lambda t: f"{t.microsecond // 1000:03}", "A": lambda t: "AM" if t.hour < 12 else "PM",
    "Z": lambda t: t.strftime("%z")[:3] + ":" + t.strftime("%z")[3:5], "ZZ": lambda t: t.strftime("%z")[:5],
}  # fmt: skip

_READ: Final = {
    "YYYY": "[0-9]{4}", "YY": "[0-9]{2}", "MMMM": "[A-Za-z]{3,9}", "MMM": "[A-Za-z]{3}", "MM": "[0-9]{2}",
    "M": "[0-9]{1,2}", "dddd": "[A-Za-z]{6,9}", "ddd": "[A-Za-z]{3}", "DD": "[0-9]{2}", "D": "[0-9]{1,2}",
    "HH": "[0-9]{2}", "H": "[0-9]{1,2}", "hh": "[0-9]{2}", "h": "[0-9]{1,2}", "mm": "[0-9]{2}", "m": "[0-9]{1,2}",
    "ss": "[0-9]{2}", "s": "[0-9]{1,2}", "SSS": "[0-9]{3}", "A": "[AaPp][Mm]", "Z": "(?:Z|[+-][0-9]{2}:?[0-9]{2})",
    "ZZ": "(?:Z|[+-][0-9]{2}:?[0-9]{2})",
}  # fmt: skip
_PART: Final = {
    "YYYY": "year", "YY": "short_year", "MMMM": "month_name", "MMM": "month_name", "MM": "month", "M": "month",
    "DD": "day", "D": "day", "HH": "hour", "H": "hour", "hh": "half_hour", "h": "half_hour", "mm": "minute",
    "m": "minute", "ss": "second", "s": "second", "SSS": "millisecond", "A": "half", "Z": "offset", "ZZ": "offset",
}  # fmt: skip


def formatted(time: datetime, pattern: str) -> str:
    """The time, written after the pattern."""
    return "".join(_WRITE[word](time) if is_word else word for word, is_word in _words(pattern))


def parsed(text: str, pattern: str) -> datetime:
    """The time that a text holds; without a zone if the pattern has none. Raises EvaluationFault."""
    parts: dict[str, str] = {}
    reader, order = _reader(pattern)
    match = reader.fullmatch(text.strip()) if len(text) <= 2 * LONGEST else None
    if match is None:
        raise EvaluationFault(f"{text[:60]!r} is not written like {pattern!r}.")
    parts.update(zip(order, match.groups(), strict=True))
    try:
        return _made(parts)
    except ValueError as error:
        raise EvaluationFault(f"{text[:60]!r} is no date there ever is: {error}.") from error


@lru_cache(maxsize=256)
def _words(pattern: str) -> tuple[tuple[str, bool], ...]:
    if len(pattern) > LONGEST:
        raise EvaluationFault(f"The pattern of a date has {LONGEST} characters at most.")
    found: list[tuple[str, bool]] = []
    for match in _WORD.finditer(pattern):
        literal = match.group(1) if match.group().startswith("[") and match.group(1) is not None else match.group(2)
        if (
            literal is not None
            and literal.isalpha()
            and match.group(1) is None
            and literal.isascii()
            and literal != "T"
        ):
            raise EvaluationFault(f"{literal!r} is no part of a date. Put words in brackets, as in [at].")
        word = match.group()
        found.append((literal, False) if literal is not None else (_SAME.get(word, word), True))
    return tuple(found)


@lru_cache(maxsize=256)
def _reader(pattern: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    parts, order = [], []
    for word, is_word in _words(pattern):
        parts.append(f"({_READ[word]})" if is_word else re.escape(word))
        if is_word:
            order.append(_PART.get(word, "ignored"))
    return re.compile("".join(parts)), tuple(order)


def _made(parts: dict[str, str]) -> datetime:
    year = int(parts.get("year", 0)) or 2000 + int(parts.get("short_year", 0) or 0)
    if "year" not in parts and "short_year" not in parts:
        raise ValueError("the pattern has no year")
    month = _month(parts["month_name"]) if "month_name" in parts else int(parts.get("month", 1))
    hour = int(parts.get("hour", 0))
    if "half_hour" in parts:
        hour = int(parts["half_hour"]) % 12 + (12 if parts.get("half", "AM").upper() == "PM" else 0)
    day, minute, second = int(parts.get("day", 1)), int(parts.get("minute", 0)), int(parts.get("second", 0))
    time = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  # its zone comes next
    time += timedelta(milliseconds=int(parts.get("millisecond", 0)))
    return time.replace(tzinfo=_offset(parts["offset"])) if "offset" in parts else time


def _month(name: str) -> int:
    for number, known in enumerate(MONTHS, start=1):
        if name.lower() in (known.lower(), known[:3].lower()):
            return number
    raise ValueError(f"{name!r} is no month")


def _offset(text: str) -> timezone:
    if text == "Z":
        return timezone(timedelta())
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
