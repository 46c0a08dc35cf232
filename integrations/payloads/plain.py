"""Values as plain JSON that every database, browser and program takes."""

from __future__ import annotations

import json
import re

# JSON's spelling of a NUL, which PostgreSQL refuses in JSON; not a backslash that stands before "u0000" itself.
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_REPLACED = r"\1\\ufffd"


def plain_text(value: object) -> str:
    """The value as compact JSON text.

    NUL and halves of surrogate pairs become U+FFFD, numbers that JSON does not know (NaN, infinities) become null.
    Raises TypeError for what is no JSON value at all, and ValueError for one that contains itself.
    """
    return _replaced(_encoded(value))


def plain(value: object) -> object:
    """The value as it would be read back: itself if nothing in it has to be replaced. Raises as ``plain_text``."""
    try:
        text = _dumped(value)
    except ValueError:
        return json.loads(plain_text(value))
    clean = _replaced(text)
    return value if clean is text else json.loads(clean)


def _encoded(value: object) -> str:
    try:
        return _dumped(value)
    except ValueError:
        text = json.dumps(value, ensure_ascii=False)  # raises again for a value that contains itself
        return _dumped(json.loads(text, parse_constant=lambda _: None))


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _replaced(text: str) -> str:
    """The very same text if there is nothing to replace."""
    if "\\u0000" in text:
        text = NUL.sub(_REPLACED, text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
