"""Partial answers: `fields`, such as `nextPageToken,messages(id,payload/headers)`; a dot is as good as a slash."""

from __future__ import annotations

import re
from functools import lru_cache

from integrations.sandbox.google.errors import GoogleError, invalid

TOKEN = re.compile(r"[\w\-*]+|[/.,()]")

# A name that leads to None is wanted whole; `*` stands for every name.
Mask = dict[str, "Mask | None"]


def select(value: object, fields: str) -> object:
    """The part of ``value`` that ``fields`` names. Raises 400 for a field list that cannot be read."""
    return _apply(value, _parse(fields)) if fields else value


def _apply(value: object, mask: Mask | None) -> object:
    if mask is None:
        return value
    if isinstance(value, list):
        return [_apply(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    wanted = {name: mask[name] if name in mask else mask["*"] for name in value if name in mask or "*" in mask}
    return {name: _apply(value[name], nested) for name, nested in wanted.items()}


@lru_cache(maxsize=256)
def _parse(fields: str) -> Mask:
    tokens = TOKEN.findall(fields)
    if "".join(tokens) != fields.replace(" ", ""):
        raise _unreadable(fields)
    try:
        mask = _list(tokens)
    except (IndexError, RecursionError):
        raise _unreadable(fields) from None
    if tokens:
        raise _unreadable(fields)
    return mask


def _list(tokens: list[str]) -> Mask:
    """Consumes names between commas, up to a closing bracket or the end."""
    mask: Mask = {}
    while True:
        name, nested = _path(tokens)
        earlier = mask.get(name, {})
        mask[name] = None if nested is None or earlier is None else earlier | nested
        if not tokens or tokens[0] != ",":
            return mask
        tokens.pop(0)


def _path(tokens: list[str]) -> tuple[str, Mask | None]:
    name = tokens.pop(0)
    if name in "/.,()":
        raise IndexError(name)
    if tokens and tokens[0] in "/.":
        tokens.pop(0)
        inner, nested = _path(tokens)
        return name, {inner: nested}
    if tokens and tokens[0] == "(":
        tokens.pop(0)
        inside = _list(tokens)
        if tokens.pop(0) != ")":
            raise IndexError(name)
        return name, inside
    return name, None


def _unreadable(fields: str) -> GoogleError:
    return invalid(f"Invalid field selection {fields}", reason="invalidParameter", location="fields")
