"""How times, durations and money are written for people: as in the editor, whose tests read the same cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
MOST_PLACES = 6
MINUS = "\N{MINUS SIGN}"
STEPS = (
    ("year", 31_536_000),
    ("month", 2_592_000),
    ("week", 604_800),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)
BY_NAME = {
    ("year", -1): "last year",
    ("year", 1): "next year",
    ("month", -1): "last month",
    ("month", 1): "next month",
    ("week", -1): "last week",
    ("week", 1): "next week",
    ("day", -1): "yesterday",
    ("day", 1): "tomorrow",
}


def money(amount: Decimal, currency: str) -> str:
    """`$0.0010`, `€12.00`, `4.20 CHF`: two decimals and as many more as it has, up to six or its first two digits."""
    places = MOST_PLACES
    if amount and abs(amount) < Decimal(1).scaleb(-MOST_PLACES):
        places = 1 - amount.adjusted()
    text = f"{abs(amount).quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN):,f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    written = f"{whole}.{fraction.ljust(4 if len(fraction) > 2 else 2, '0')}"
    minus = MINUS if amount < 0 and written.strip("0.,") else ""
    sign = SIGNS.get(currency)
    return f"{minus}{sign}{written}" if sign else f"{minus}{written} {currency}"


def amounts(totals: dict[str, Decimal]) -> list[str]:
    """Amounts of several currencies, the largest first; `nothing yet` for none."""
    rows = sorted(totals.items(), key=lambda row: row[1], reverse=True)
    return [money(amount, currency) for currency, amount in rows] or ["nothing yet"]


def sums(totals: dict[str, Decimal]) -> str:
    """The same side by side."""
    return ", ".join(amounts(totals))


def quantity(amount: Decimal, unit: str) -> str:
    """`1 call`, `2,500 requests`, without an exponent or empty decimals."""
    text = f"{amount or Decimal(0):,f}"
    number = text.rstrip("0").rstrip(".") if "." in text else text
    words = unit.replace("_", " ")
    return f"{number} {words if amount == 1 or words.endswith('s') else words + 's'}"


def duration(milliseconds: float) -> str:
    """`214 ms`, `1.2 s`, `2 min 5 s`, `3 h 0 min`."""
    if milliseconds < 1_000:
        return f"{_half_up(milliseconds)} ms"
    if milliseconds < 9_950:
        return f"{milliseconds / 1_000:.1f} s"
    seconds = _half_up(milliseconds / 1_000)
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def between(start: datetime | None, end: datetime | None) -> str:
    """The duration from one moment to another; nothing while one of them is not known."""
    return "" if start is None or end is None else duration((end - start) / timedelta(milliseconds=1))


def relative(moment: datetime, now: datetime) -> str:
    """`just now`, `2 minutes ago`, `yesterday`, `in 3 hours`."""
    seconds = (moment - now).total_seconds()
    for unit, size in STEPS:
        if abs(seconds) >= size:
            return _steps(int(seconds / size), unit)
    return "just now" if abs(seconds) < 10 else _steps(int(seconds), "second")


def absolute(moment: datetime) -> str:
    """`1 Mar 2026, 12:00:00 UTC`"""
    there = moment.astimezone(UTC)
    return f"{there.day} {there:%b %Y, %H:%M:%S} UTC"


def when(moment: datetime | None, *, never: str = "never") -> str | SafeString:
    """`3 hours ago`, with the exact time on hover."""
    if moment is None:
        return never
    words = relative(moment, timezone.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), absolute(moment), words)


def at(moment: datetime | None, *, never: str = "never") -> str | SafeString:
    """The exact time with how long ago that is, for pages of one thing."""
    if moment is None:
        return never
    words = relative(moment, timezone.now())
    text = '<time datetime="{}">{} <small class="machina-note">{}</small></time>'
    return format_html(text, moment.isoformat(), absolute(moment), words)


def _half_up(number: float) -> int:
    return int(number + 0.5)


def _steps(count: int, unit: str) -> str:
    if (unit, count) in BY_NAME:
        return BY_NAME[unit, count]
    words = f"{abs(count)} {unit}{'' if abs(count) == 1 else 's'}"
    return f"in {words}" if count > 0 else f"{words} ago"
