"""One cell: what becomes of a value that is entered, and how it is shown.

A stored cell is ``{"v": value}`` and, where it applies, ``"f"`` a formula, ``"t"`` the text that people see and ``"n"``
the kind of number: DATE, TIME, DATE_TIME, PERCENT or CURRENCY. Formulas are kept and not computed.
Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption and …/ValueRenderOption
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource

Cell = Resource | None

EPOCH = date(1899, 12, 30).toordinal()
TIMED = frozenset({"DATE", "TIME", "DATE_TIME"})
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d+)?")
PERCENT = re.compile(r"[+-]?[\d,]*\.?\d+%")
MONEY = re.compile(r"-?([$€£])\s?([\d,]*\.?\d+)")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
SLASH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AaPp])[Mm])?")


def enter(value: object, option: str, locale: str, *, place: str) -> Cell:
    """The cell after ``value`` was entered; None for an empty one. Raises 400 for a value that no cell takes."""
    if isinstance(value, list | dict):
        kind = "list_value" if isinstance(value, list) else "struct_value"
        raise invalid(f"Invalid {place}: {kind} {{ }}")
    if value == "":
        return None
    if option == "USER_ENTERED" and isinstance(value, str):
        return _typed(value, locale)
    return {"v": value}


def show(cell: Cell, option: str, dates: str) -> object:
    """The cell as one of the ways of rendering has it; an empty text for an empty one."""
    if cell is None:
        return ""
    if option == "FORMULA" and "f" in cell:
        return cell["f"]
    if option in ("UNFORMATTED_VALUE", "FORMULA"):
        return cell["t"] if cell.get("n") in TIMED and dates == "FORMATTED_STRING" else cell["v"]
    return formatted(cell)


def formatted(cell: Resource) -> str:
    """What people see."""
    value = cell["v"]
    if "t" in cell:
        return str(cell["t"])
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    return str(value)


def _typed(text: str, locale: str) -> Cell:
    """As if a person had typed it."""
    if text.startswith("'"):
        return {"v": text[1:]} if len(text) > 1 else None
    if len(text) > 1 and text[0] in "=+" and not NUMBER.fullmatch(text):
        formula = "=" + text[1:]
        return {"v": formula, "f": formula}
    if text.upper() in ("TRUE", "FALSE"):
        return {"v": text.upper() == "TRUE"}
    stripped = text.strip()
    for read in (_number, _percent, _money):
        if found := read(stripped):
            return found
    return _moment(stripped, locale) or {"v": text}


def _number(text: str) -> Cell:
    if not NUMBER.fullmatch(text) or not any(character.isdigit() for character in text):
        return None
    return {"v": _plain(float(text.replace(",", "")))}


def _percent(text: str) -> Cell:
    if not PERCENT.fullmatch(text):
        return None
    return {"v": float(text[:-1].replace(",", "")) / 100, "n": "PERCENT", "t": text}


def _money(text: str) -> Cell:
    match = MONEY.fullmatch(text)
    if match is None:
        return None
    amount = float(match[2].replace(",", ""))
    return {"v": _plain(-amount if text.startswith("-") else amount), "n": "CURRENCY", "t": text}


def _moment(text: str, locale: str) -> Cell:
    """A day, a time of day, or both with a space between."""
    day_text, has_both, clock_text = text.partition(" ")
    if CLOCK.fullmatch(text):
        day_text, has_both, clock_text = "", "", text
    try:
        day = _day(day_text, locale) if day_text else None
        clock = _clock(clock_text) if clock_text else None
    except ValueError:
        return None
    if (day_text and day is None) or (clock_text and clock is None) or (has_both and not clock_text):
        return None
    if day is None:
        return None if clock is None else {"v": _fraction(clock), "n": "TIME", "t": text}
    serial = day.toordinal() - EPOCH
    if clock is None:
        return {"v": serial, "n": "DATE", "t": text}
    return {"v": _plain(serial + _fraction(clock)), "n": "DATE_TIME", "t": text}


def _day(text: str, locale: str) -> date | None:
    if match := ISO_DAY.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := SLASH_DAY.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        month, day = (first, second) if locale == "en_US" else (second, first)
        return date(int(match[3]), month, day)
    return None


def _clock(text: str) -> time | None:
    match = CLOCK.fullmatch(text)
    if match is None:
        return None
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4] in "pP" else 0)
    return time(hour, int(match[2]), int(match[3] or 0))


def _fraction(clock: time) -> float:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400


def _plain(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def read_extended(value: Resource) -> Cell:
    """A cell from an ExtendedValue, which says the type of its value itself."""
    if formula := value.get("formulaValue"):
        return {"v": formula, "f": formula}
    for name in ("stringValue", "numberValue", "boolValue"):
        if value.get(name) is not None and value[name] != "":
            return {"v": value[name]}
    return None


def write_extended(cell: Resource) -> Resource:
    """An ExtendedValue of what was entered."""
    if "f" in cell:
        return {"formulaValue": cell["f"]}
    value = cell["v"]
    kinds: tuple[tuple[Callable[[], bool], str], ...] = (
        (lambda: isinstance(value, bool), "boolValue"),
        (lambda: isinstance(value, int | float), "numberValue"),
    )
    return {next((name for fits, name in kinds if fits()), "stringValue"): value}
