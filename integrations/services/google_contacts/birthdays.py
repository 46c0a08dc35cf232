"""Days that come back every year, with or without the year: 1985-12-10, or --12-10 as ISO 8601 and vCard write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

_DAY = re.compile(r"(\d{4}|-)-(\d\d)-(\d\d)", re.ASCII)
_ANY_LEAP_YEAR = 2000


def _is_day(text: str) -> bool:
    found = _DAY.fullmatch(text)
    if found is None:
        return False
    try:
        date(_ANY_LEAP_YEAR if found[1] == "-" else int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True


def _checked(text: str) -> str:
    if not _is_day(text):
        raise ValueError(f"{text[:60]!r} is no birthday; write 1985-12-10, or --12-10 without a year")
    return text


Birthday = Annotated[str, AfterValidator(_checked), Field(examples=["1985-12-10"], max_length=10)]


def sent(birthday: str) -> dict[str, int]:
    """As Google takes it; a year that nobody knows is left out."""
    year, month, day = birthday.rsplit("-", 2)
    known = {} if year == "-" else {"year": int(year)}
    return {**known, "month": int(month), "day": int(day)}


def read(told: object) -> str | None:
    """As much as Google knows: 1985-12-10, --12-10, 1985-12 or 1985. None for what is no date of Google's."""
    if not isinstance(told, Mapping):
        return None
    year, month, day = (told.get(part) or 0 for part in ("year", "month", "day"))
    if not all(isinstance(part, int) for part in (year, month, day)):
        return None
    parts = [f"{year:04d}" if year else "-", *(f"{part:02d}" for part in (month, day) if part)]
    return "-".join(parts) if year or month else None
