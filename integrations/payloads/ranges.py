"""Which part of a content a request asks for (RFC 9110, 14.2); one range at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"^bytes=(\d{0,19})-(\d{0,19})$")


class NotSatisfiable(Exception):
    """The range lies beyond the content."""


@dataclass(frozen=True)
class Span:
    """From ``start`` up to, and without, ``end``."""

    start: int
    end: int
    is_part: bool

    @property
    def length(self) -> int:
        return self.end - self.start


def span_of(asked: str, if_range: str | None, tag: str, size: int) -> Span:
    """The whole where no range is asked for, or one that we do not serve, or one of another version of the content.

    Raises NotSatisfiable.
    """
    whole = Span(0, size, is_part=False)
    found = _RANGE.match(asked.replace(" ", ""))
    if found is None or found.group(0) == "bytes=-" or (if_range is not None and if_range != tag):
        return whole
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return whole
    if start >= end:
        raise NotSatisfiable
    return Span(start, end, is_part=True)
