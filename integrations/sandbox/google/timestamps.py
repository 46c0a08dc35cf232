"""RFC 3339 timestamps, read strictly: `fromisoformat` alone also takes dates, weeks and bare hours."""

from __future__ import annotations

import re
from datetime import UTC, datetime

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.IGNORECASE)


def read_timestamp(text: str) -> datetime:
    """A time, aware if the text has an offset. Raises ValueError for anything else."""
    if not RFC3339.fullmatch(text):
        raise ValueError(f"{text!r} is not an RFC 3339 timestamp")
    return datetime.fromisoformat(text.upper())


def write_timestamp(moment: datetime) -> str:
    """UTC with milliseconds, as Google writes `created` and `updated`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
