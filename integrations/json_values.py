"""About how many values a JSON text has: counted in its bytes, before anything is made of them."""

from __future__ import annotations

import re

MAX_VALUES = 250_000
"""Ten megabytes of `[],[],…` become four hundred in memory."""
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


def too_many_values(raw: bytes) -> int | None:
    """How many there are if that is more than anybody needs; None where it is not."""
    count = _separators(raw)
    if count > MAX_VALUES and raw.count(b'"') <= 4 * MAX_VALUES:  # else there are too many texts
        count = _separators(_TEXT.sub(b"", raw))
    return count if count > MAX_VALUES else None


def _separators(raw: bytes) -> int:
    return raw.count(b",") + raw.count(b"[") + raw.count(b"{")
