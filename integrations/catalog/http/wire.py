"""How paths, queries and bodies of requests are written."""

from __future__ import annotations

import json as jsonlib
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlencode

from integrations.errors import FieldError, InputError

_BLANK = re.compile(r"\{(\+?)([a-z_]+)\}")
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\]")
_DOTS = frozenset({"", ".", ".."})

Query = Mapping[str, object]


def filled(template: str, values: Mapping[str, object]) -> str:
    """A path with its values: ``{name}`` is one segment, in which a slash is escaped, ``{+name}`` may be several.

    Raises InputError for a value that is empty, has an empty or dot segment, a control character or a backslash, and
    ValueError or TypeError where values do not match the blanks.
    """
    names = {name for _, name in _BLANK.findall(template)}
    if names != values.keys():
        raise ValueError(f"{template!r} has the blanks {sorted(names)}, and values are given for {sorted(values)}.")

    def fill(blank: re.Match[str]) -> str:
        value = _segment(blank[2], values[blank[2]])
        return quote(value, safe="/" if blank[1] else "")

    return _BLANK.sub(fill, template)


def checked_path(path: str) -> str:
    """A path as the service wrote it. An identifier inside that is none cannot make it another path."""
    segments = unquote(path).split("/")
    is_plain = path.startswith("/") and not path.startswith("//") and not {"..", "."}.intersection(segments)
    if not is_plain or any(character in path for character in "?#\\{}"):
        raise InputError(f"{path!r} is not a path of this service; check the identifiers in it.")
    return path


def query_text(query: Query) -> str:
    """With its question mark. None is left out, a list repeats its name, booleans are true and false."""
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        values = value if isinstance(value, list | tuple) else [value]
        pairs.extend((name, _text(each)) for each in values if each is not None)
    return f"?{urlencode(pairs)}" if pairs else ""


def body(json: object | None, form: Query | None, content: bytes | None) -> tuple[bytes, dict[str, str]]:
    """The bytes of a body, and the header that names its type where it is known."""
    given = [part for part in (json, form, content) if part is not None]
    if len(given) > 1:
        raise ValueError("Give one of json, form and content.")
    if json is not None:
        return jsonlib.dumps(json).encode(), {"content-type": "application/json"}
    if form is not None:
        return query_text(form).removeprefix("?").encode(), {"content-type": "application/x-www-form-urlencoded"}
    return content or b"", {}


def _segment(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"A path takes text or a whole number for {name!r}, not {type(value).__name__}.")
    text = str(value)
    if _UNFIT.search(text) or not _DOTS.isdisjoint(text.split("/")):
        raise InputError(
            f"{text!r} cannot be the {name} of anything. Take it from an earlier answer.",
            errors=[FieldError(name, "Not an identifier.")],
        )
    return text


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
