"""Checks of JSON values, with Notion's words for what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from integrations.sandbox.notion.errors import invalid

Check = Callable[[object, str], None]
"""Takes a value and its path. Raises NotionError."""


def units(text: str) -> int:
    """The length as Notion counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def wrong(path: str, expected: str, value: object) -> Exception:
    part = path.partition(".")[0]
    shown = json.dumps(value, ensure_ascii=False)
    short = shown if len(shown) <= 120 else f"{shown[:120]}…"
    return invalid(f"{part} failed validation: {path} should be {expected}, instead was `{short}`.")


def anything(value: object, path: str) -> None:
    """No check."""


def text(*, most: int | None = None, least: int = 0) -> Check:
    def check(value: object, path: str) -> None:
        if not isinstance(value, str):
            raise wrong(path, "a string", value)
        length = units(value)
        if most is not None and length > most:
            raise wrong(f"{path}.length", f"≤ `{most}`", length)
        if length < least:
            raise wrong(f"{path}.length", f"≥ `{least}`", length)

    return check


def boolean(value: object, path: str) -> None:
    if not isinstance(value, bool):
        raise wrong(path, "a boolean", value)


def number(value: object, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(path, "a number", value)


def between(low: int, high: int) -> Check:
    def check(value: object, path: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong(path, "an integer", value)
        if not low <= value <= high:
            raise wrong(path, f"≥ `{low}` and ≤ `{high}`", value)

    return check


def one_of(*values: object) -> Check:
    def check(value: object, path: str) -> None:
        if value not in values or isinstance(value, bool) != any(
            value is each for each in values if isinstance(each, bool)
        ):
            raise wrong(path, " or ".join(f"`{json.dumps(each)}`" for each in values), value)

    return check


def or_null(check: Check) -> Check:
    def nullable(value: object, path: str) -> None:
        if value is not None:
            check(value, path)

    return nullable


def listing(check: Check, *, most: int = 100, least: int = 0) -> Check:
    def each(value: object, path: str) -> None:
        if not isinstance(value, list):
            raise wrong(path, "an array", value)
        if len(value) > most:
            raise wrong(f"{path}.length", f"≤ `{most}`", len(value))
        if len(value) < least:
            raise wrong(f"{path}.length", f"≥ `{least}`", len(value))
        for place, entry in enumerate(value):
            check(entry, f"{path}[{place}]")

    return each


def mapping(check: Check, *, most: int = 500) -> Check:
    def each(value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise wrong(path, "an object", value)
        if len(value) > most:
            raise wrong(path, f"an object of at most {most} entries", len(value))
        for name, entry in value.items():
            check(entry, f"{path}.{name}")

    return each


def obj(required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others."""
    needed, known = required or {}, {**(required or {}), **(optional or {})}

    def check(value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise wrong(path, "an object", value)
        for name in value:
            if name not in known:
                raise wrong(f"{path}.{name}", "not present", value[name])
        for name in needed:
            if name not in value:
                part = path.partition(".")[0]
                raise invalid(f"{part} failed validation: {path}.{name} should be defined, instead was `undefined`.")
        for name, entry in value.items():
            known[name](entry, f"{path}.{name}")

    return check


def keyed(kinds: Mapping[str, Check], common: Mapping[str, Check] | None = None) -> Check:
    """An object with exactly one of these fields, which ``type`` may name, and others that all kinds have."""
    shared = dict(common or {})

    def check(value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise wrong(path, "an object", value)
        there = [name for name in value if name in kinds]
        for name in value:
            if name not in kinds and name not in shared and name != "type":
                raise wrong(f"{path}.{name}", "not present", value[name])
        if len(there) != 1:
            names = ", ".join(f"`{path}.{name}`" for name in kinds)
            part = path.partition(".")[0]
            raise invalid(f"{part} failed validation. Fix one: {names} should be defined, instead was `undefined`.")
        (kind,) = there
        if "type" in value and value["type"] != kind:
            raise wrong(f"{path}.type", f"`{json.dumps(kind)}`", value["type"])
        kinds[kind](value[kind], f"{path}.{kind}")
        for name, each in shared.items():
            if name in value:
                each(value[name], f"{path}.{name}")

    return check
