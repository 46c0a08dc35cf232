"""Days and moments by a pattern such as ``DD.MM.YYYY HH:mm``: read and written, in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOKEN = re.compile(
    r"\[(?P<quoted>[^\]]*)\]|(?P<token>YYYY|YY|MMMM|MMM|MM|M|Do|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSSSSS|SSS|A|a|Z|X|WW|W|Q)"
    r"|(?P<letter>[A-Za-z])|(?P<other>.)",
    re.DOTALL,
)
_DIGITS = {
    "YYYY": r"(?P<year>[0-9]{4})", "YY": r"(?P<short_year>[0-9]{2})", "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})", "DD": r"(?P<day>[0-9]{2})", "D": r"(?P<day>[0-9]{1,2})",
    "Do": r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)", "HH": r"(?P<hour>[0-9]{2})", "H": r"(?P<hour>[0-9]{1,2})",
    "hh": r"(?P<half_day>[0-9]{2})", "h": r"(?P<half_day>[0-9]{1,2})", "mm": r"(?P<minute>[0-9]{2})",
    "m": r"(?P<minute>[0-9]{1,2})", "ss": r"(?P<second>[0-9]{2})", "s": r"(?P<second>[0-9]{1,2})",
    "SSS": r"(?P<fraction>[0-9]{1,3})", "SSSSSS": r"(?P<fraction>[0-9]{1,6})", "A": r"(?P<noon>[AaPp]\.?[Mm]\.?)",
    "a": r"(?P<noon>[AaPp]\.?[Mm]\.?)", "Z": r"(?P<offset>[Zz]|[+-][0-9]{2}:?[0-9]{2})",
    "dddd": "(?:" + "|".join(WEEKDAYS) + ")", "ddd": "(?:" + "|".join(each[:3] for each in WEEKDAYS) + ")",
    "MMMM": "(?P<month_name>" + "|".join(MONTHS) + ")",
    "MMM": "(?P<month_name>" + "|".join(each[:3] for each in MONTHS) + ")",
}  # fmt: skip
_CENTURY_TURN = 69
"""Two-digit years up to here are of this century, as POSIX has it."""


def pattern_problem(pattern: str) -> str:
    """What is wrong with a pattern; empty where nothing is."""
    for found in _TOKEN.finditer(pattern):
        if letter := found["letter"]:
            return f"{letter!r} means nothing in {pattern!r}. Put letters that are to stay in brackets, such as [at]"
    return ""


@lru_cache(maxsize=256)
def _reader(pattern: str) -> re.Pattern[str]:
    """Raises ValueError for what can be written and not read, and for one thing named twice."""
    parts: list[str] = []
    named: set[str] = set()
    for found in _TOKEN.finditer(pattern):
        token = found["token"]
        if token is None:
            parts.append(re.escape(found["quoted"] if found["quoted"] is not None else found["other"] or ""))
            continue
        if token not in _DIGITS:
            raise ValueError(f"{token} can be written and not read")
        group = re.search(r"\?P<(\w+)>", _DIGITS[token])
        if group and group[1] in named:
            raise ValueError(f"{token} stands there twice")
        if group:
            named.add(group[1])
        parts.append(_DIGITS[token])
    return re.compile("".join(parts), re.IGNORECASE)


def read(text: str, pattern: str) -> datetime | None:
    """The day or moment that a text tells, without a zone where it names no offset. None where it is not written so.

    Raises ValueError where there is no such day or time, or the pattern cannot be read by.
    """
    found = _reader(pattern).fullmatch(text.strip())
    if found is None:
        return None
    parts = {name: value for name, value in found.groupdict().items() if value is not None}
    if not parts.keys() & {"year", "short_year"} or not parts.keys() & {"month", "month_name"} or "day" not in parts:
        raise ValueError("a year, a month and a day have to be among it")
    day = date(_year(parts), _month(parts), int(parts["day"]))
    moment = datetime.combine(day, time(_hour(parts), int(parts.get("minute", 0)), int(parts.get("second", 0))))
    moment = moment.replace(microsecond=int(parts.get("fraction", "0").ljust(6, "0")))
    return moment.replace(tzinfo=_offset(parts["offset"])) if "offset" in parts else moment


def _year(parts: Mapping[str, str]) -> int:
    if "year" in parts:
        return int(parts["year"])
    short = int(parts["short_year"])
    return short + (1900 if short >= _CENTURY_TURN else 2000)


def _month(parts: Mapping[str, str]) -> int:
    if "month" in parts:
        return int(parts["month"])
    name = parts["month_name"][:3].lower()
    return next(number for number, month in enumerate(MONTHS, 1) if month[:3].lower() == name)


def _hour(parts: Mapping[str, str]) -> int:
    if "half_day" not in parts:
        return int(parts.get("hour", 0))
    hour = int(parts["half_day"])
    if not 1 <= hour <= 12:
        raise ValueError("hour must be in 1..12")
    is_after_noon = parts.get("noon", "am")[0] in "pP"
    return hour % 12 + (12 if is_after_noon else 0)


def _offset(text: str) -> timezone:
    if text in "Zz":
        return timezone.utc  # noqa: UP017  # of the same type as the others
    hours, minutes = int(text[1:3]), int(text[-2:])
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def write(moment: datetime, pattern: str) -> str:
    """The moment as the pattern says."""
    return "".join(
        found["quoted"] if found["quoted"] is not None else found["other"] or _part(moment, found["token"])
        for found in _TOKEN.finditer(pattern)
    )


def _part(moment: datetime, token: str) -> str:
    _, week, weekday = moment.isocalendar()
    hour = moment.hour % 12 or 12
    offset = moment.strftime("%z") or "+0000"
    return {
        "YYYY": f"{moment.year:04}", "YY": f"{moment.year % 100:02}", "MMMM": MONTHS[moment.month - 1],
        "MMM": MONTHS[moment.month - 1][:3], "MM": f"{moment.month:02}", "M": str(moment.month),
        "DD": f"{moment.day:02}", "D": str(moment.day), "Do": f"{moment.day}{_ending(moment.day)}",
        "dddd": WEEKDAYS[weekday - 1], "ddd": WEEKDAYS[weekday - 1][:3], "HH": f"{moment.hour:02}",
        "H": str(moment.hour), "hh": f"{hour:02}", "h": str(hour), "mm": f"{moment.minute:02}",
        "m": str(moment.minute), "ss": f"{moment.second:02}", "s": str(moment.second),
        "SSS": f"{moment.microsecond // 1000:03}", "SSSSSS": f"{moment.microsecond:06}",
        "A": "PM" if moment.hour >= 12 else "AM", "a": "pm" if moment.hour >= 12 else "am",
        "Z": f"{offset[:3]}:{offset[3:5]}", "X": str(int(moment.timestamp())), "WW": f"{week:02}", "W": str(week),
        "Q": str((moment.month - 1) // 3 + 1),
    }[token]  # fmt: skip


def _ending(day: int) -> str:
    if 11 <= day <= 13:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
