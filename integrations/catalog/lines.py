"""Text that has to stay on one line, such as what goes into a header."""

from __future__ import annotations

import re

# Not str.isprintable: it takes no-break spaces and the newest emoji for unprintable.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def is_line(text: str) -> bool:
    """Whether the text has no line breaks, control characters or halves of surrogate pairs."""
    return _CONTROL.search(text) is None


def as_line(text: str, *, instead: str = " ") -> str:
    """The text with ``instead`` in place of each of those."""
    return _CONTROL.sub(instead, text)
